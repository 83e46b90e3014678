using System.Collections.Immutable;
using System.Globalization;
using Nas.Model.Methods.CrNas;
using Nas.Model.Spaces.Reallocation;

namespace Seed.Methods.CrNas;

/// <summary>Sentences on the dilations that each stage has, and why.</summary>
internal static class DilationNotes
{
    /// <summary>One for each stage that lacks some; none where all stages have all.</summary>
    public static ImmutableArray<string> Of(CrNasSettings settings, ReallocationPhaseSpaces spaces)
    {
        var (data, greatest) = (settings.Data, spaces.GreatestDilations);
        if (greatest.All(dilation => dilation == DilationSpace.Options))
            return [];
        return
        [
            $"dilations whose taps lie inside the map to {Percent(ReadableDilations.LeastShare)} at least, for an image of {data.ShortSide} x {data.LongSide}:",
            .. greatest.Select((most, stage) => Of(stage, most, data.ShortSide, data.LongSide)),
        ];
    }

    private static string Of(int stage, int most, int height, int width)
    {
        var (rows, columns) = ReadableDilations.MapOf(stage, height, width);
        var left = string.Join(", ", Enumerable.Range(1, most));
        var shares = Enumerable
            .Range(2, DilationSpace.Options - 1)
            .Select(dilation => $"{dilation} reads {Percent(ReadableDilations.Share(dilation, rows, columns))}");
        return $"  stage {stage + 1}, map {rows} x {columns}: {left} ({string.Join(", ", shares)})";
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}
