using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State;
using Actors.Search.State.Events;
using Nas.Model.Randomness;

namespace Actors.Tests.Search.State;

public class StartRuleTests
{
    private static readonly ImmutableArray<double> Start = [0.30, 0.32, 0.28, 0.30];

    /// <summary>Of a mean over equal folds, the grouped jackknife's error is the usual one of a mean.</summary>
    [Theory, InlineData(2), InlineData(4), InlineData(16)]
    public void The_error_of_a_mean_is_the_one_in_closed_form(int folds)
    {
        var random = RandomStream.For(3, "start-rule", folds);
        var (one, other) = (Values(), Values());
        var differences = one.Zip(other, (a, b) => a - b).ToArray();
        var mean = differences.Average();
        var expected = Math.Sqrt(differences.Sum(value => (value - mean) * (value - mean)) / (folds - 1) / folds);
        Assert.Equal(expected, StartRule.StandardError(Without(one), Without(other))!.Value, 1e-12);

        double[] Values() => [.. Enumerable.Range(0, folds).Select(_ => random.NextDouble())];
        ImmutableArray<double> Without(double[] values) => [.. values.Select((value, fold) => (values.Sum() - value) / (folds - 1))];
    }

    [Fact]
    public void A_hand_computed_one()
    {
        // Differences 0.01, 0.03, 0.01, 0.03: (4 - 1) / 4 of 4 x 0.0001.
        ImmutableArray<double> changed = [0.31, 0.35, 0.29, 0.33];
        Assert.Equal(Math.Sqrt(0.0003), StartRule.StandardError(changed, Start)!.Value, 1e-12);
        Assert.False(StartRule.Judge(0.0284, changed, Start).Replaces);
        Assert.True(StartRule.Judge(0.0285, changed, Start).Replaces);
        Assert.Null(StartRule.StandardError(changed, []));
        Assert.Null(StartRule.StandardError([0.1], [0.2]));
    }

    /// <summary>A tie, a gain within chance, one beyond it, and a loss; whichever of the two is scored first.</summary>
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0.02, 0.02, false)]
    [InlineData(0.02, 0.001, true)]
    [InlineData(-0.02, 0.001, false)]
    public void The_start_is_kept_unless_the_change_is_better_beyond_chance(double gain, double noise, bool replaced)
    {
        ImmutableArray<double> changed = [.. Start.Select((value, fold) => value + gain + (fold % 2 == 0 ? noise : -noise))];
        foreach (var order in new[] { new[] { 0, 1 }, [1, 0] })
        {
            var phase = Begun(samples: 1);
            foreach (var index in order)
                phase = phase.Apply(Recorded(index, 0, index == 0 ? 0.30 : 0.30 + gain, index == 0 ? Start : changed));
            Assert.True(phase.Completed);
            Assert.Equal(replaced ? 1 : 0, phase.Best!.Index);
            Assert.Equal(phase.Best, Assert.Single(phase.Pareto));
        }
    }

    [Fact]
    public void Folds_are_means_over_the_samples_whatever_their_order()
    {
        ImmutableArray<double> high = [.. Start.Select(value => value + 0.1)];
        foreach (var first in new[] { 0, 1 })
        {
            var phase = Begun(samples: 2)
                .Apply(Recorded(1, first, 0.3, first == 0 ? Start : high))
                .Apply(Recorded(1, 1 - first, 0.4, first == 0 ? high : Start));
            Assert.Equal(Start.Select(value => (value + (value + 0.1)) / 2), phase.Best!.Folds);
        }
    }

    [Fact]
    public void What_cannot_be_scored_is_not_the_best()
    {
        var failed = new CandidateFailed(1, "comparison", 0, TaskFailure.Error, "no kernel");
        Assert.Equal(1, Begun(1).Apply(failed).Apply(Recorded(1, 0, 0.1, Start)).Best!.Index);
        Assert.Equal(0, Begun(1).Apply(Recorded(0, 0, 0.1, Start)).Apply(failed with { Index = 1 }).Best!.Index);
    }

    private static CandidatePhase Begun(int samples)
    {
        ImmutableArray<WeightsRef> weights = [.. Enumerable.Range(0, samples).Select(sample => new WeightsRef("supernet/0", sample))];
        var spec = new CandidateSpec(2, 2, true, 3, "listed", "{}", "", 0, long.MaxValue, weights, 1, 2, Margin: StartRule.Margin);
        var phase = new CandidatePhase("comparison", null, spec);
        foreach (var index in new[] { 0, 1 })
            phase = phase.Apply(new CandidateProposed(1, "comparison", index, $"{index}", 1, 1, "made up", 0, IsPartial: false));
        return phase;
    }

    private static EvaluationRecorded Recorded(int index, int sample, double score, ImmutableArray<double> folds) =>
        new(1, "comparison", index, sample, score, null, "device-0", 1, Folds: folds);
}
