using System.Collections.Immutable;
using System.Globalization;
using Seed.Output;

namespace Seed.Methods.CrNas;

/// <summary>A comparison in sentences and cells. Precisions are shown in hundredths, as is usual.</summary>
public static class ComparisonText
{
    /// <summary>The line below a table, which says what its numbers are.</summary>
    public const string Footnote =
        "in percent, ± the standard deviation over the seeds; differences pair equal seeds, ± their standard error";

    /// <summary>The differences in AP, and which roles are one network; nothing before two roles are finished.</summary>
    public static IEnumerable<string> Verdicts(TrainedComparison comparison)
    {
        foreach (var role in comparison.Changed.Where(role => role.Architecture != comparison.Baseline!.Architecture))
        {
            if (role.Less(comparison.Baseline!, TrainedComparison.Ap) is { } difference)
                yield return Verdict(Name(role.Role), difference);
        }
        foreach (var same in comparison.Roles.GroupBy(role => role.Architecture).Where(roles => roles.Count() > 1))
        {
            var names = same.Select(role => Name(role.Role)).ToArray();
            yield return $"{Capital(string.Join(" and ", names))} are one network, {same.Key}: {Reason(same.Select(role => role.Role))}.";
        }
    }

    /// <summary>One role as a sentence, for those who ask for the best.</summary>
    public static IEnumerable<string> Lines(TrainedComparison comparison) =>
        from role in comparison.Roles
        let ap = role.Of(TrainedComparison.Ap)
        where ap is not null
        select $"{comparison.Phase}: {role.Role} reaches a test AP of {Cell(ap)} over {Seeds(ap.Seeds)}";

    public static string Table(TrainedComparison comparison)
    {
        var table = new TextTable([comparison.Phase, .. comparison.Roles.Select(role => role.Role), .. Headings(comparison)]);
        foreach (var row in Rows(comparison))
            table.Add([row.Label, .. row.Cells]);
        return table.ToString();
    }

    /// <summary>The columns of differences.</summary>
    public static IEnumerable<string> Headings(TrainedComparison comparison) =>
        comparison.Changed.Select(role => $"{role.Role} - baseline");

    /// <summary>A row for each measure, then costs and seeds; a cell for each role, then one for each difference to the baseline.</summary>
    public static IEnumerable<(string Label, ImmutableArray<string> Cells)> Rows(TrainedComparison comparison)
    {
        foreach (var measure in comparison.Measures)
        {
            yield return (
                TrainedComparison.Label(measure),
                [
                    .. comparison.Roles.Select(role => role.Of(measure) is { } spread ? Cell(spread) : "-"),
                    .. comparison.Changed.Select(role =>
                        role.Less(comparison.Baseline!, measure) is { } difference ? Cell(difference) : "-"
                    ),
                ]
            );
        }
        yield return Plain("MAdds", role => Number(role.Madds));
        yield return Plain("parameters", role => Number(role.Parameters));
        yield return Plain("blocks", role => string.Join(',', role.Blocks));
        yield return Plain(
            "seeds",
            role => role.Seeds.Length == role.Planned ? Number(role.Planned) : $"{role.Seeds.Length} of {role.Planned}"
        );

        (string, ImmutableArray<string>) Plain(string label, Func<TrainedRole, string> cell) =>
            (label, [.. comparison.Roles.Select(cell), .. comparison.Changed.Select(_ => "")]);
    }

    public static string Hundredths(double fraction) => (100 * fraction).ToString("0.00", CultureInfo.InvariantCulture);

    public static string Seeds(int count) => count == 1 ? "1 seed" : $"{count} seeds";

    /// <summary>A role inside a sentence.</summary>
    public static string Name(string role) =>
        role switch
        {
            Roles.Baseline => "the unmodified backbone",
            Roles.StageOnly => "the stage-only result",
            _ => "the full result",
        };

    /// <summary>A difference in words, and whether chance explains it.</summary>
    private static string Verdict(string name, PairedDifference difference)
    {
        var size = difference.StandardError is { } error
            ? $"{Hundredths(Math.Abs(difference.Mean))} ± {Hundredths(error)}"
            : Hundredths(Math.Abs(difference.Mean));
        var where = difference.Mean < 0 ? "below" : "above";
        var sentence = $"{Capital(name)} is {size} points of AP {where} the unmodified backbone";
        return difference.IsBeyondChance
            ? $"{sentence}: more than the spread between {Seeds(difference.Seeds)} explains (95 % interval {Signed(difference.Mean - difference.Margin!.Value)} to {Signed(difference.Mean + difference.Margin.Value)})."
            : $"{sentence}, which cannot be told from chance with {Seeds(difference.Seeds)}.";
    }

    private static string Reason(IEnumerable<string> roles) =>
        (roles.Contains(Roles.Baseline), roles.Contains(Roles.Full)) switch
        {
            (true, true) => "the search found nothing better than the backbone as it is",
            (true, false) => "the stage search found the backbone's own allocation",
            _ => "the operation search left every dilation at 1",
        };

    private static string Cell(Spread spread) =>
        spread.Deviation is { } deviation ? $"{Hundredths(spread.Mean)} ± {Hundredths(deviation)}" : Hundredths(spread.Mean);

    private static string Cell(PairedDifference difference) =>
        difference.StandardError is { } error ? $"{Signed(difference.Mean)} ± {Hundredths(error)}" : Signed(difference.Mean);

    private static string Signed(double fraction) => (100 * fraction).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
