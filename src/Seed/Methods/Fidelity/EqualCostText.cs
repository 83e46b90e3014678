using System.Globalization;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Metrics;
using Nas.Model.Settings;
using Seed.Output;

namespace Seed.Methods.Fidelity;

/// <summary>The tables of what proxies know at equal cost: the same cells on the terminal and on the page.</summary>
internal static class EqualCostText
{
    public static IEnumerable<TextTable> Tables(StudyReport study) =>
        from grid in new[] { Taus(study), Differences(study), Gains(study), Parts(study), Biases(study), Finals(study) }
        where grid.Rows.Count > 0
        select Table(grid);

    public static TextGrid Taus(StudyReport study)
    {
        var equal = study.EqualCost;
        return new(
            [
                $"tau within {Share(equal)} of cost, {equal.Pairs:N0} pairs",
                "",
                "by supernet",
                $"tau at exactly equal cost, {equal.EqualPairs:N0} pairs",
                "by supernet",
            ],
            [
                .. equal.Proxies.Select(proxy =>
                    new[]
                    {
                        proxy.Name,
                        FidelityText.Number(proxy.Within),
                        BySupernet(proxy.WithinBySupernet),
                        FidelityText.Number(proxy.Equal),
                        BySupernet(proxy.EqualBySupernet),
                    }
                ),
            ]
        );
    }

    public static TextGrid Differences(StudyReport study) =>
        new(
            ["difference at equal cost", $"tau within {Share(study.EqualCost)}", "tau at exactly equal cost", "gain, points"],
            [
                .. study.EqualCost.Differences.Select(pair =>
                    new[]
                    {
                        $"{pair.Of} - {pair.Minus}",
                        FidelityText.Signed(pair.Within),
                        FidelityText.Signed(pair.Equal),
                        FidelityText.Points(pair.Gain),
                    }
                ),
            ]
        );

    public static TextGrid Gains(StudyReport study) =>
        new(
            ["the best by score in its neighbourhood", "above the mean, points", "percentile", "below the best, points"],
            [
                .. study
                    .EqualCost.Proxies.Where(proxy => proxy.Gain is not null)
                    .Select(proxy =>
                        new[]
                        {
                            proxy.Name,
                            FidelityText.Points(proxy.Gain),
                            FidelityText.Number(proxy.Percentile),
                            FidelityText.Points(proxy.Regret),
                        }
                    ),
            ]
        );

    public static TextGrid Parts(StudyReport study)
    {
        var metrics = study.Proxies.ToDictionary(proxy => proxy.Name, proxy => proxy.Metric, StringComparer.Ordinal);
        var rows = study
            .EqualCost.Proxies.Where(proxy => proxy.Parts is not null)
            .Select(proxy =>
            {
                var (parts, metric) = (proxy.Parts!, metrics[proxy.Name]);
                return new[]
                {
                    proxy.Name,
                    Deviation(parts.Architectures, metric),
                    Deviation(parts.Supernets, metric),
                    Deviation(parts.Samples, metric),
                    FidelityText.Number(parts.OverSupernets),
                    FidelityText.Number(parts.OverSamples),
                };
            })
            .ToList();
        if (study.EqualCost.Truth is { } truth)
        {
            rows.Add([
                "the truth",
                Points(truth.Architectures),
                "-",
                $"{Points(truth.Seeds)} (seeds)",
                "-",
                $"{FidelityText.Number(truth.Reliability)} (mean of seeds)",
            ]);
        }
        return new(
            [
                "deviation at equal cost",
                "between architectures",
                "between supernets",
                "between samples",
                "reliability over supernets",
                "over samples",
            ],
            rows
        );
    }

    public static TextGrid Biases(StudyReport study) =>
        new(
            ["one more of", "proxy", "is worth in truth, points", "in the scores", "bias: scores - truth"],
            [
                .. study.Biases.Select(bias =>
                    new[]
                    {
                        bias.Part,
                        bias.Proxy,
                        FidelityText.Points(bias.Truth),
                        FidelityText.Points(bias.Scores),
                        FidelityText.Points(bias.Bias),
                    }
                ),
            ]
        );

    public static TextGrid Finals(StudyReport study) =>
        new(
            [
                $"best {study.Finals.Best} by score, one trial each",
                "chosen from",
                "winner",
                "percentile",
                "without trials",
                $"best of {study.Finals.Best} random",
                "median",
                "winner - without trials",
                $"winner - best of {study.Finals.Best} random",
                "winner - median",
            ],
            [
                .. study.Finals.Proxies.Select(one =>
                    new[]
                    {
                        one.Name,
                        string.Create(CultureInfo.InvariantCulture, $"{one.Among} ({one.Choices:0.#})"),
                        Level(one.Chosen),
                        FidelityText.Number(one.Percentile),
                        Level(one.Argmax),
                        Level(one.Random),
                        Level(one.Median),
                        Test(one.OverArgmax),
                        Test(one.OverRandom),
                        Test(one.OverMedian),
                    }
                ),
            ]
        );

    public static string Share(EqualCostReport equal) => string.Create(CultureInfo.InvariantCulture, $"{equal.Band * 100:0.##} %");

    private static string BySupernet(IEnumerable<double?> taus) => string.Join(' ', taus.Select(FidelityText.Number));

    private static string Level(double points) => points.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Points(double points) => Level(points) + " points";

    private static string Deviation(double? deviation, string metric) =>
        deviation is not { } known ? "-"
        : metric == ProxyMetric.Accuracy ? Points(100 * known)
        : string.Create(CultureInfo.InvariantCulture, $"{known:0.0000} nats");

    private static string Test(PairedTest test) =>
        FidelityText.Points(test.Mean)
        + (
            test is { Deviation: { } deviation, Probability: { } probability }
                ? string.Create(CultureInfo.InvariantCulture, $" (sd {deviation:0.00}, p {Probability(probability)})")
                : ""
        );

    private static string Probability(double probability) =>
        probability < 0.0005 ? "< 0.001" : probability.ToString("0.000", CultureInfo.InvariantCulture);

    private static TextTable Table(TextGrid grid)
    {
        var table = new TextTable([.. grid.Names]);
        foreach (var row in grid.Rows)
            table.Add([.. row]);
        return table;
    }
}

/// <summary>A table as cells.</summary>
internal sealed record TextGrid(IReadOnlyList<string> Names, IReadOnlyList<string[]> Rows);
