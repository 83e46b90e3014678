using System.Globalization;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Metrics;
using Seed.Output;

namespace Seed.Methods.Fidelity;

/// <summary>A study in words and tables.</summary>
internal static class FidelityText
{
    public static string Sentence(StudyReport study)
    {
        var (checkpoint, sampler) = (study.Proxies[0], study.Proxies[1]);
        var verdict = study.Differences[0].Difference switch
        {
            { Low: > 0 } => "the difference is beyond chance",
            { High: < 0 } => "worse beyond chance",
            _ => "the difference cannot be told from chance",
        };
        var equal = study.EqualCost.Proxies is [{ Within: { } ofCheckpoint }, { Within: { } ofSampler }, ..]
            ? $" Among those of equal cost (within {study.EqualCost.Band * 100:0.##} %, {study.EqualCost.Pairs:N0} pairs): {Number(ofSampler)} and {Number(ofCheckpoint)}."
            : "";
        return $"Kendall's tau with the truth over {study.Architectures} architectures: {Number(sampler.Tau)} for the mean over SGLD samples, "
            + $"{Number(checkpoint.Tau)} for one checkpoint at the same cost; {Signed(study.Differences[0].Difference)}: {verdict}.{equal}";
    }

    public static string Tables(StudyReport study)
    {
        var proxies = new TextTable("proxy", "tau", "Spearman", "top precision", "tau between supernets", "beyond MAdds", "by supernet");
        foreach (var proxy in study.Proxies)
        {
            proxies.Add(
                proxy.Name,
                Number(proxy.Tau),
                Number(proxy.Spearman),
                Number(proxy.TopPrecision),
                Number(proxy.TauBetweenSupernets),
                Number(proxy.TauBeyondMadds),
                string.Join(' ', proxy.TauBySupernet.Select(Number))
            );
        }
        var differences = new TextTable("difference of tau", "", "beyond MAdds");
        foreach (var pair in study.Differences)
            differences.Add($"{pair.Of} - {pair.Minus}", Signed(pair.Difference), Signed(pair.BeyondMadds));
        var across = new TextTable("samples from all supernets", "tau", "difference to one checkpoint");
        foreach (var row in study.Across)
            across.Add(row.Name, Number(row.Tau), Signed(row.Difference));
        var states = new TextTable("state of the supernet", "proxy", "tau", "tau to the trained one's ranking");
        foreach (var state in study.ByState)
            states.Add($"after {state.Steps:N0} steps", state.Name, Number(state.Tau), Number(state.TauToTrained));
        var steadier = new TextTable("tau between rankings", "sgld - one-checkpoint");
        foreach (var one in study.Steadier)
            steadier.Add(one.Over, Signed(one.Difference));
        var races = new TextTable("race over samples", "share of evaluations", "tau", "difference to all samples", "top precision");
        foreach (var race in study.Races)
        {
            races.Add(
                string.Create(CultureInfo.InvariantCulture, $"for {race.Keep} places, margin {race.Margin}"),
                $"{race.Share * 100:0} %",
                Number(race.Tau),
                Signed(race.Difference),
                Number(race.TopPrecision)
            );
        }
        TextTable[] tables = [proxies, differences, .. EqualCostText.Tables(study), across, states, steadier, races];
        return string.Join<TextTable>(Environment.NewLine, tables);
    }

    public static string Number(double? value) => value is { } known ? known.ToString("0.000", CultureInfo.InvariantCulture) : "-";

    public static string Number(Estimate? estimate) =>
        estimate is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"{known.Value:0.000} ({known.Low:0.000} to {known.High:0.000})")
            : "-";

    public static string Signed(Estimate? estimate) =>
        estimate is { } known
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Rounded(known.Value):+0.000;-0.000} ({Rounded(known.Low):+0.000;-0.000} to {Rounded(known.High):+0.000;-0.000})"
            )
            : "-";

    /// <summary>Points of accuracy.</summary>
    public static string Points(Estimate? estimate) =>
        estimate is { } known
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Cents(known.Value):+0.00;-0.00} ({Cents(known.Low):+0.00;-0.00} to {Cents(known.High):+0.00;-0.00})"
            )
            : "-";

    public static string Points(double value) => Cents(value).ToString("+0.00;-0.00", CultureInfo.InvariantCulture);

    private static double Cents(double value) => Math.Round(value, 2) + 0.0;

    /// <summary>A negative number that rounds to zero would be written with both signs.</summary>
    private static double Rounded(double value) => Math.Round(value, 3) + 0.0;
}
