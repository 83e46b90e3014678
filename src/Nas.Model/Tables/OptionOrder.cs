using System.Collections.Immutable;
using System.Globalization;

namespace Nas.Model.Tables;

internal static class OptionOrder
{
    /// <summary>The different options, ascending: by value where all are numbers, else by the letters' codes.</summary>
    public static ImmutableArray<string> Sorted(IEnumerable<string> options)
    {
        var distinct = options.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return distinct.All(option => Value(option) is not null) ? [.. distinct.OrderBy(Value)] : [.. distinct];
    }

    private static double? Value(string option) =>
        double.TryParse(option, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
