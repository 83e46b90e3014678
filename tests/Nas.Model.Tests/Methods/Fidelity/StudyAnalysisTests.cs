using System.Collections.Immutable;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Testing;

namespace Nas.Model.Tests.Methods.Fidelity;

public class StudyAnalysisTests
{
    private static readonly FidelitySettings Settings = SmallStudy.Settings with
    {
        Fidelity = SmallStudy.Settings.Fidelity with { Architectures = 60, Top = 10 },
    };

    private static readonly StudyLayout Layout = new(Settings);

    /// <summary>One checkpoint with much chance, samples with half as much each: their mean over four must rank better.</summary>
    [Fact]
    public void A_proxy_with_less_chance_ranks_better_and_the_interval_says_so()
    {
        var report = StudyAnalysis.Of(Settings, Measured(checkpoint: 2, sample: 1));
        var (checkpoint, sampler) = (report.Proxies[0], report.Proxies[1]);

        Assert.Equal(["one-checkpoint", "sgld", "noise-free", "hot", "sgld, same images"], report.Proxies.Select(proxy => proxy.Name));
        Assert.InRange(sampler.Tau!.Value.Value - checkpoint.Tau!.Value.Value, 0.1, 0.6);
        Assert.True(report.Differences.Single(pair => pair is { Of: "sgld", Minus: "one-checkpoint" }).Difference!.Value.Low > 0);
        Assert.Equal(sampler.TauBySupernet.Average()!.Value, sampler.Tau.Value.Value, 12);
        Assert.Equal(["supernets", "steps 6 to 10"], report.Steadier.Select(one => one.Over));
        Assert.All(report.Steadier, one => Assert.True(one.Difference!.Value.Low > 0));
        Assert.Equal(
            sampler.TauBetweenSupernets!.Value.Value - checkpoint.TauBetweenSupernets!.Value.Value,
            report.Steadier[0].Difference!.Value.Value,
            12
        );
        Assert.True(sampler.TauBetweenSupernets!.Value.Value > checkpoint.TauBetweenSupernets!.Value.Value);
        Assert.InRange(sampler.DeviationBetweenSamples!.Value, 0.85, 1.15);
        Assert.InRange(sampler.DeviationBetweenSupernets!.Value, 0.35, 0.65);
        Assert.Null(checkpoint.DeviationBetweenSamples);
    }

    [Fact]
    public void Scores_that_are_the_truth_have_tau_one_in_every_figure()
    {
        var report = StudyAnalysis.Of(Settings, Measured(checkpoint: 0, sample: 0));
        Assert.All(report.Proxies, proxy => Assert.Equal(1, proxy.Tau!.Value.Value, 9));
        Assert.All(report.Proxies, proxy => Assert.Equal(1, proxy.TopPrecision!.Value.Value, 9));
        Assert.All(report.ByState, state => Assert.Equal(1, state.Tau!.Value.Value, 9));
        Assert.All(report.BySamples, row => Assert.Equal(1, row.Tau!.Value.Value, 9));
        Assert.All(report.Differences, pair => Assert.Equal(0, pair.Difference!.Value.Value, 9));
        Assert.Equal(1, report.Truth.TauBetweenSeeds!.Value.Value, 9);
        Assert.Equal(0, report.Truth.SeedDeviation!.Value, 9);
    }

    [Fact]
    public void Every_arm_has_a_figure_for_every_number_of_samples_and_every_state_that_was_scored()
    {
        var report = StudyAnalysis.Of(Settings, Measured(checkpoint: 1, sample: 1));
        Assert.Equal(3 * 4, report.BySamples.Length);
        Assert.Equal(report.Proxies[1].Tau, report.BySamples.Single(row => row is { Name: "sgld", Samples: 4 }).Tau);
        Assert.Equal(
            ["one-checkpoint 3", "one-checkpoint 6", "one-checkpoint 10", "sgld 6", "sgld 10"],
            report.ByState.Select(state => $"{state.Name} {state.Steps}")
        );
        Assert.Equal([false, false, true, false, true], report.ByState.Select(state => state.TauToTrained is null));
    }

    [Fact]
    public void A_race_asks_for_no_more_than_all_and_costs_less_the_narrower_its_margin()
    {
        var report = StudyAnalysis.Of(Settings, Measured(checkpoint: 1, sample: 0.3));
        Assert.All(report.Races, race => Assert.InRange(race.Share, 0.5, 1));
        Assert.Equal([(10, 2.0), (10, 1.0), (2, 2.0), (2, 1.0), (1, 2.0), (1, 1.0)], report.Races.Select(race => (race.Keep, race.Margin)));
        double Share(int keep, double margin) => report.Races.Single(race => race.Keep == keep && race.Margin == margin).Share;
        Assert.All(new[] { 10, 2, 1 }, keep => Assert.InRange(Share(keep, 1), 0.5, Share(keep, 2)));
        Assert.All(new[] { 2.0, 1.0 }, margin => Assert.InRange(Share(1, margin), 0.5, Share(10, margin)));
        Assert.All(report.Races, race => Assert.InRange(race.Difference!.Value.Value, -0.1, 0.1));
    }

    [Fact]
    public void The_chance_of_samples_is_told_from_what_candidates_differ_by()
    {
        var report = StudyAnalysis.Of(Settings, Measured(checkpoint: 1, sample: 1, sameImages: 0.5));
        var (checkpoint, sampler) = (report.Proxies[0], report.Proxies[1]);

        // Worths 0 to 5.9 and a quarter of the samples' variance.
        var (worth, chance) = (Enumerable.Range(0, 60).Sum(i => Math.Pow((i / 10.0) - 2.95, 2)) / 59, 1 / 4.0);
        Assert.Equal(2.95, sampler.Level, 0.2);
        Assert.Equal(Math.Sqrt(worth + chance), sampler.Spread, 0.15);
        Assert.Equal(worth / (worth + chance), sampler.Reliability!.Value, 0.03);
        Assert.Equal(0, sampler.Successive!.Value, 0.2);
        Assert.Equal(1 - (0.5 * 0.5), report.ImageShare!.Value, 0.1);
        Assert.Equal((null, null), (checkpoint.Reliability, checkpoint.Successive));
    }

    [Fact]
    public void Samples_that_hang_together_are_seen_to()
    {
        var random = RandomStream.For(2, "measured");
        // One pace a sample, as a chain has them that does not forget.
        var walks = Measured(checkpoint: 1, sample: 0)
            .Select(one =>
                one with
                {
                    Samples = [.. Layout.Samples.Select(sample => (sample.Number * (one.Madds % 7)) + (0.1 * Bell(random)))],
                }
            );
        Assert.InRange(StudyAnalysis.Of(Settings, [.. walks]).Proxies[1].Successive!.Value, 0.4, 1);
    }

    [Fact]
    public void Where_each_supernet_has_an_error_of_its_own_samples_from_all_of_them_rank_better()
    {
        var random = RandomStream.For(3, "measured");
        var erring = Measured(checkpoint: 2, sample: 0)
            .Select(one =>
            {
                var errors = Enumerable.Range(0, Layout.Supernets).Select(_ => 2 * Bell(random)).ToArray();
                return one with { Samples = [.. Layout.Samples.Select((sample, column) => one.Samples[column] + errors[sample.Supernet])] };
            });
        var report = StudyAnalysis.Of(Settings, [.. erring]);
        Assert.Equal(["sgld", "noise-free", "hot", "sgld, same images"], report.Across.Select(row => row.Name));
        Assert.True(report.Across[0].Tau!.Value.Value > report.Proxies[1].Tau!.Value.Value + 0.05);
        Assert.Equal(report.Across[0].Tau!.Value.Value - report.Proxies[0].Tau!.Value.Value, report.Across[0].Difference!.Value.Value, 12);
    }

    [Fact]
    public void What_a_proxy_owes_to_the_multiply_adds_is_taken_off()
    {
        var random = RandomStream.For(4, "measured");
        // The truth is the Multiply-Adds and chance; so is the checkpoint's score, while the samples know the truth.
        var studied = Measured(checkpoint: 0, sample: 0)
            .Select(one =>
            {
                var worth = (one.Madds / 10.0) + Bell(random);
                return one with
                {
                    Truth = [worth, worth],
                    Checkpoints = [.. one.Checkpoints.Select(_ => (one.Madds / 10.0) + Bell(random))],
                    Samples = [.. one.Samples.Select(_ => worth)],
                };
            });
        var report = StudyAnalysis.Of(Settings, [.. studied]);
        Assert.InRange(report.MaddsTau!.Value.Value, 0.5, 0.9);
        Assert.InRange(report.Proxies[0].Tau!.Value.Value, 0.4, 0.8);
        Assert.InRange(report.Proxies[0].TauBeyondMadds!.Value.Value, -0.2, 0.2);
        Assert.Equal(1, report.Proxies[1].TauBeyondMadds!.Value.Value, 9);
        Assert.True(report.Differences[0].BeyondMadds!.Value.Low > 0.5);
    }

    [Fact]
    public void The_same_measurements_give_the_same_report()
    {
        var measured = Measured(checkpoint: 1, sample: 1);
        Assert.Equal(
            StudyAnalysis.Of(Settings, measured).Proxies.Select(proxy => proxy.Tau),
            StudyAnalysis.Of(Settings, measured).Proxies.Select(proxy => proxy.Tau)
        );
    }

    /// <summary>Architecture i is worth i / 10, and every score is that and chance of these deviations.</summary>
    private static ImmutableArray<StudiedArchitecture> Measured(double checkpoint, double sample, double? sameImages = null)
    {
        var random = RandomStream.For(1, "measured");
        ImmutableArray<double> Scores(int count, double worth, double chance) =>
            [.. Enumerable.Range(0, count).Select(_ => worth + (chance * Bell(random)))];
        return
        [
            .. Enumerable
                .Range(0, 60)
                .Select(i => new StudiedArchitecture(
                    $"{i}",
                    i,
                    i,
                    [i / 10.0, i / 10.0],
                    Scores(Layout.Supernets * Layout.Checkpoints, i / 10.0, checkpoint),
                    Scores(Layout.Samples.Length, i / 10.0, sample),
                    Scores(Layout.SameImageSamples.Length, i / 10.0, sameImages ?? sample)
                )),
        ];
    }

    /// <summary>A number that is about normal: mean 0, variance 1.</summary>
    private static double Bell(RandomStream random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
}
