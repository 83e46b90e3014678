using System.Collections.Immutable;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Testing;

namespace Nas.Model.Tests.Methods.Fidelity;

public class EqualCostAnalysisTests
{
    private const int Groups = 6,
        Each = 10;

    private static readonly FidelitySettings Settings = SmallStudy.Settings with
    {
        Fidelity = SmallStudy.Settings.Fidelity with { Architectures = Groups * Each, Top = 10, Finals = 3 },
    };

    private static readonly StudyLayout Layout = new(Settings);

    /// <summary>The checkpoint knows the cost alone, the samples know all: over everything both look good.</summary>
    [Fact]
    public void A_proxy_that_knows_the_cost_alone_is_found_out()
    {
        var report = Report(Measured(checkpoint: (cost, _) => cost, sample: (cost, own) => cost + own));
        var (checkpoint, sampler) = (report.EqualCost.Proxies[0], report.EqualCost.Proxies[1]);

        Assert.Equal(Groups * Each * (Each - 1) / 2, report.EqualCost.Pairs);
        Assert.Equal(report.EqualCost.Pairs, report.EqualCost.EqualPairs);
        Assert.True(report.Proxies[0].Tau!.Value.Value > 0.6);
        Assert.InRange(checkpoint.Within!.Value.Value, -0.15, 0.15);
        Assert.Equal(1, sampler.Within!.Value.Value, 9);
        Assert.Equal(1, sampler.Equal!.Value.Value, 9);
        Assert.Equal(1, sampler.Percentile!.Value.Value, 9);
        Assert.Equal(0, sampler.Regret!.Value.Value, 9);
        Assert.True(sampler.Gain!.Value.Low > 0);
        Assert.Equal(Layout.Supernets, sampler.WithinBySupernet.Length);
        var difference = report.EqualCost.Differences[0];
        Assert.Equal(("sgld", "one-checkpoint"), (difference.Of, difference.Minus));
        Assert.Equal(sampler.Within.Value.Value - checkpoint.Within.Value.Value, difference.Within!.Value.Value, 12);
        Assert.True(difference.Within.Value.Low > 0.5);
        Assert.True(difference.Gain!.Value.Low > 0);
        Assert.Equal((Groups * Each, Each), (report.EqualCost.Neighbourhoods, report.EqualCost.Near));
    }

    [Fact]
    public void Few_pairs_of_exactly_equal_cost_say_nothing()
    {
        var measured = Measured((cost, own) => cost + own, (cost, own) => cost + own);
        // Costs that differ by less than the band, but differ.
        var report = Report([.. measured.Select((one, i) => one with { Cost = one.Cost * (1 + (i * 1e-5)) })]);
        Assert.Equal((Groups * Each * (Each - 1) / 2, 0), (report.EqualCost.Pairs, report.EqualCost.EqualPairs));
        Assert.NotNull(report.EqualCost.Proxies[0].Within);
        Assert.Null(report.EqualCost.Proxies[0].Equal);
        Assert.Equal("cost of the truth's table", report.EqualCost.Cost);
        // With a band of nothing, there is nothing of equal cost at all.
        var none = StudyAnalysis.Of(
            Settings with
            {
                Fidelity = Settings.Fidelity with { Band = 0 },
            },
            [.. measured.Select((one, i) => one with { Cost = one.Cost * (1 + (i * 1e-5)) })]
        );
        Assert.Equal((0, 0), (none.EqualCost.Pairs, none.EqualCost.Neighbourhoods));
        Assert.All(none.EqualCost.Proxies, proxy => Assert.Equal((null, null, null), (proxy.Within, proxy.Gain, proxy.Parts)));
        Assert.Equal([FinalsAnalysis.Everything], none.Finals.Proxies.Select(one => one.Among).Distinct());
    }

    /// <summary>Of variances 1 (architectures), 4 (a supernet's own) and 9 (a sample's), whatever the costs are worth.</summary>
    [Fact]
    public void The_parts_of_the_variance_at_equal_cost_are_told_apart()
    {
        var random = RandomStream.For(4, "parts");
        var measured = Measured((cost, _) => cost, (cost, _) => cost)
            .Select(one =>
            {
                var (shared, own) = (Bell(random), Enumerable.Range(0, Layout.Supernets).Select(_ => 2 * Bell(random)).ToArray());
                return one with
                {
                    Samples = [.. Layout.Samples.Select(sample => (50 * one.Cost) + shared + own[sample.Supernet] + (3 * Bell(random)))],
                    Truth = [one.Truth[0] + shared + Bell(random), one.Truth[0] + shared + Bell(random)],
                };
            });
        var report = Report([.. measured]).EqualCost;
        var parts = report.Proxies[1].Parts!;
        Assert.Equal(1, parts.Architectures!.Value, 0.7);
        Assert.Equal(2, parts.Supernets!.Value, 0.7);
        Assert.Equal(3, parts.Samples!.Value, 0.4);
        Assert.Equal(5 / (5 + (9 / 4.0)), parts.OverSamples!.Value, 0.15);
        Assert.Equal(1 / (5 + (9 / 4.0)), parts.OverSupernets!.Value, 0.25);
        Assert.InRange(report.Truth!.Reliability, 0.4, 1);
        Assert.Null(report.Proxies[0].Parts!.Samples);
    }

    [Fact]
    public void Biases_are_what_a_part_is_worth_in_the_scores_less_in_the_truth()
    {
        var random = RandomStream.For(5, "biases");
        var measured = Measured((cost, _) => cost, (cost, _) => cost)
            .Select(one =>
            {
                var (edges, large) = (random.Next(4), random.Next(3));
                var (truth, score) = (0.5 - (0.0026 * edges) + (0.0178 * large), 0.4 + (0.0031 * edges) + (0.0095 * large));
                return one with
                {
                    Truth = [truth, truth],
                    Checkpoints = [.. one.Checkpoints.Select(_ => score)],
                    // The last is in every architecture as often.
                    Parts = [new("edges", edges), new("large", large), new("stem", 1)],
                };
            });
        var biases = Report([.. measured]).Biases.Where(one => one.Proxy == StudyAnalysis.Checkpoint).ToArray();
        Assert.Equal(["edges", "large"], biases.Select(one => one.Part));
        Assert.Equal(-0.26, biases[0].Truth!.Value.Value, 9);
        Assert.Equal(0.31, biases[0].Scores!.Value.Value, 9);
        Assert.Equal(0.57, biases[0].Bias!.Value.Value, 9);
        Assert.Equal(0.57, biases[0].Bias!.Value.Low, 9);
        Assert.Equal(0.95 - 1.78, biases[1].Bias!.Value.Value, 9);
        Assert.Empty(Report(Measured((cost, _) => cost, (cost, _) => cost)).Biases);
    }

    [Fact]
    public void Finals_are_judged_by_what_the_trial_had_no_part_in()
    {
        // The trial says the opposite of the judge, so that the finals take the worst of the best three.
        var measured = Measured((cost, own) => cost + own, (cost, own) => cost + own)
            .Select(one => one with { Truth = [-one.Truth[0], one.Truth[0], one.Truth[0]] })
            .ToImmutableArray();
        var finals = Report(measured).Finals;
        Assert.Null(finals.LeftOut);
        Assert.Equal(["within 2 %", "all"], finals.Proxies.Select(one => one.Among).Distinct());
        var all = finals.Proxies.First(one => one.Among == FinalsAnalysis.Everything);
        var worth = measured.Select(one => one.Truth[1]).OrderDescending().ToArray();
        Assert.Equal((worth[0], worth[2]), (all.Argmax, all.Chosen));
        Assert.Equal(worth[2] - worth[0], all.OverArgmax.Mean, 12);
        Assert.Equal((Layout.Supernets, 0.0), (all.OverArgmax.Pairs, all.OverArgmax.Deviation));
        Assert.Equal(57 / 59.0, all.Percentile, 12);
        Assert.Equal(7 / 9.0, finals.Proxies[0].Percentile, 12);

        var single = Report([.. measured.Select(one => one with { Truth = [one.Truth[0]] })]).Finals;
        Assert.Contains("one seed", single.LeftOut, StringComparison.Ordinal);
        Assert.Empty(single.Proxies);
    }

    [Fact]
    public void Where_losses_are_known_every_proxy_has_both_metrics()
    {
        var random = RandomStream.For(6, "losses");
        var measured = Measured((cost, _) => cost, (cost, _) => cost)
            .Select(one =>
                one with
                {
                    CheckpointLosses = [.. one.Checkpoints.Select(_ => 9 - one.Truth[0])],
                    SampleLosses = [.. one.Samples.Select(_ => 9 - one.Truth[0] + (0.01 * Bell(random)))],
                    SameImageLosses = [.. one.SameImages.Select(_ => 9 - one.Truth[0])],
                }
            )
            .ToImmutableArray();
        var report = Report(measured);
        Assert.Equal(10, report.Proxies.Length);
        Assert.Equal(["one-checkpoint, loss", "sgld, loss"], report.Proxies.Skip(5).Take(2).Select(proxy => proxy.Name));
        Assert.Equal(["accuracy", "loss"], report.Proxies.Select(proxy => proxy.Metric).Distinct());
        Assert.Equal(1, report.EqualCost.Proxies[5].Within!.Value.Value, 9);
        Assert.InRange(report.EqualCost.Proxies[0].Within!.Value.Value, -0.15, 0.15);
        Assert.Contains(report.Differences, pair => pair is { Of: "sgld, loss", Minus: StudyAnalysis.Checkpoint });

        // With the loss as the metric of the study, the accuracies are the further ones.
        var byLoss = StudyAnalysis.Of(Settings with { Proxy = Settings.Proxy with { Metric = ProxyMetric.Loss } }, measured);
        Assert.Equal(["loss", "accuracy"], byLoss.Proxies.Select(proxy => proxy.Metric).Distinct());
        Assert.Equal("one-checkpoint, accuracy", byLoss.Proxies[5].Name);
        Assert.Equal(report.EqualCost.Proxies[5].Within, byLoss.EqualCost.Proxies[0].Within);
        Assert.Equal(report.Proxies[5].Tau, byLoss.Proxies[0].Tau);
    }

    private static StudyReport Report(ImmutableArray<StudiedArchitecture> measured) => StudyAnalysis.Of(Settings, measured);

    /// <summary>Groups of equal cost; what an architecture is worth is its cost, and something of its own that is smaller.</summary>
    private static ImmutableArray<StudiedArchitecture> Measured(
        Func<double, double, double> checkpoint,
        Func<double, double, double> sample
    )
    {
        var random = RandomStream.For(1, "equal-cost");
        double Chance() => 1e-6 * random.NextDouble();
        return
        [
            .. Enumerable
                .Range(0, Groups * Each)
                .Select(i =>
                {
                    var (cost, own) = (10 + (i / Each), 0.9 * random.NextDouble());
                    // Chance breaks the ties of those that are worth the same to a proxy.
                    ImmutableArray<double> Scores(int count, Func<double, double, double> of)
                    {
                        var chance = Chance();
                        return [.. Enumerable.Range(0, count).Select(_ => of(cost, own) + chance)];
                    }
                    return new StudiedArchitecture(
                        $"{i}",
                        cost,
                        i,
                        [cost + own, cost + own],
                        Scores(Layout.Supernets * Layout.Checkpoints, checkpoint),
                        Scores(Layout.Samples.Length, sample),
                        Scores(Layout.SameImageSamples.Length, sample)
                    );
                }),
        ];
    }

    private static double Bell(RandomStream random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
}
