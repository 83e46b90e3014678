using Actors.Strategies.Bayesian;
using Actors.Strategies.RandomSearch;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies.Bayesian;

[Trait("Length", "Long")]
public class BayesianStrategyTests
{
    [Fact]
    public void The_predictor_recovers_a_linear_function()
    {
        var space = Grid.Whole(3, 4, 2, 3);
        var features = new DecisionFeatures(space.Space.Decisions, most: 9);
        Assert.Equal((9, 9), (features.Count, features.Singles));
        var posterior = new LinearPosterior([.. Enumerable.Repeat(1e-6, features.Count)]);
        var moment = new double[features.Count];
        for (var number = 0; number < 72; number++)
        {
            var seen = features.Of(space.At(number).Choices.AsSpan());
            posterior.Add(seen);
            for (var i = 0; i < seen.Length; i++)
                moment[i] += seen[i] * Linear(space.At(number));
        }
        var effects = features.Expand(posterior.Draw(moment, new double[features.Count]));
        for (var number = 0; number < 72; number++)
            Assert.Equal(Linear(space.At(number)), features.Value(effects, space.At(number).Choices.AsSpan()), 4);

        static double Linear(Architecture one) =>
            (0.5 * one.Choices[0]) - one.Choices[1] + (2 * one.Choices[2]) + (one.Choices[3] == 1 ? 3 : 0);
    }

    /// <summary>One feature of 1, seen n times with sum s under a prior of precision p: mean s / (n + p), variance 1 / (n + p).</summary>
    [Fact]
    public void Draws_have_the_mean_and_the_variance_of_the_posterior()
    {
        var posterior = new LinearPosterior([2.0]);
        for (var n = 0; n < 6; n++)
            posterior.Add([1.0]);
        Assert.Equal(0.5, posterior.Draw([4.0], [0.0])[0], 12);
        Assert.Equal(0.5 + (1.5 / Math.Sqrt(8)), posterior.Draw([4.0], [1.5])[0], 12);
    }

    /// <summary>The mean is held against the normal equations, solved by elimination.</summary>
    [Fact]
    public void The_mean_solves_the_normal_equations()
    {
        var random = RandomStream.For(5, "normal-equations");
        const int size = 9;
        var posterior = new LinearPosterior([.. Enumerable.Range(1, size).Select(i => i / 10.0)]);
        var precision = new double[size, size];
        for (var i = 0; i < size; i++)
            precision[i, i] = (i + 1) / 10.0;
        for (var n = 0; n < 30; n++)
        {
            double[] seen = [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() - 0.5)];
            posterior.Add(seen);
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                    precision[i, j] += seen[i] * seen[j];
            }
        }
        double[] moment = [.. Enumerable.Range(0, size).Select(_ => random.NextDouble())];
        var mean = posterior.Draw(moment, new double[size]);
        for (var i = 0; i < size; i++)
            Assert.Equal(moment[i], Enumerable.Range(0, size).Sum(j => precision[i, j] * mean[j]), 9);
    }

    [Fact]
    public void Pairs_of_decisions_are_features_as_far_as_there_is_room()
    {
        var decisions = new Grid(3, 3, 3, 3).Decisions;
        Assert.Equal(9, new DecisionFeatures(decisions, 20).Count);
        Assert.Equal(9 + (3 * 4), new DecisionFeatures(decisions, 21).Count);
        Assert.Equal(9 + (6 * 4), new DecisionFeatures(decisions, 33).Count);
    }

    [Fact]
    public void Effects_are_the_weights_in_another_form()
    {
        var space = Grid.Whole(3, 2, 4);
        var features = new DecisionFeatures(space.Space.Decisions, 400);
        var random = RandomStream.For(4, "effects");
        var weights = Enumerable.Range(0, features.Count).Select(_ => random.NextDouble()).ToArray();
        var effects = features.Expand(weights);
        for (var number = 0; number < 24; number++)
        {
            var seen = features.Of(space.At(number).Choices.AsSpan());
            Assert.Equal(
                Enumerable.Range(0, seen.Length).Sum(i => seen[i] * weights[i]),
                features.Value(effects, space.At(number).Choices.AsSpan()),
                12
            );
        }
    }

    [Theory, InlineData(2), InlineData(3), InlineData(7)]
    public void Contrasts_are_orthonormal_and_sum_to_zero(int options)
    {
        var contrasts = new Contrasts(options);
        for (var k = 0; k < options - 1; k++)
        {
            Assert.Equal(0, Enumerable.Range(0, options).Sum(option => contrasts.Of(option)[k]), 12);
            for (var l = 0; l < options - 1; l++)
            {
                Assert.Equal(
                    k == l ? 1 : 0,
                    Enumerable.Range(0, options).Sum(option => contrasts.Of(option)[k] * contrasts.Of(option)[l]),
                    12
                );
            }
        }
    }

    [Fact]
    public void What_one_decision_changes_is_what_its_features_say()
    {
        var features = new DecisionFeatures(new Grid(3, 2, 4, 3).Decisions, 400);
        var random = RandomStream.For(2, "shares");
        var effects = features.Expand([.. Enumerable.Range(0, features.Count).Select(_ => random.NextDouble())]);
        int[] one = [2, 1, 3, 0],
            other = [2, 1, 0, 0];
        Assert.Equal(
            features.Value(effects, other) - features.Value(effects, one),
            features.Share(effects, other, 2) - features.Share(effects, one, 2),
            12
        );
    }

    [Fact]
    public void The_best_of_a_function_of_pairs_is_found_in_a_fraction_of_what_random_search_needs()
    {
        const int Few = 150;
        var space = Grid.Whole(4, 4, 4, 4, 4, 4);
        var bayesian = Median(() => new BayesianStrategy(new BayesianOptions()), Few + 1);
        var random = Median(() => new RandomSearchStrategy(), 4096);
        Assert.InRange(bayesian, 1, Few);
        Assert.InRange(random, bayesian * 5, 4096);

        // What is not found by then counts as found last: it is above the median, or the median is too high.
        int Median(Func<Actors.Strategies.ISearchStrategy> strategy, int until) =>
            Enumerable
                .Range(1, 11)
                .Select(seed =>
                {
                    var score = Pairs(seed);
                    var best = Enumerable.Range(0, 4096).Max(number => score(space.At(number)));
                    return new StrategyRun(strategy, space, one => score(one), seed: seed)
                        .Until(until)
                        .Results.Where(result => result.Score == best)
                        .Select(result => result.Index)
                        .FirstOrDefault(4096);
                })
                .Order()
                .ElementAt(5);
    }

    private static Func<Architecture, double> Pairs(long seed)
    {
        var random = RandomStream.For(seed, "pairs");
        var single = Enumerable.Range(0, 24).Select(_ => random.NextDouble()).ToArray();
        var pair = Enumerable.Range(0, 6 * 6 * 16).Select(_ => random.NextDouble()).ToArray();
        return one =>
            Enumerable
                .Range(0, 6)
                .Sum(i =>
                    single[(4 * i) + one.Choices[i]]
                    + Enumerable.Range(i + 1, 5 - i).Sum(j => 0.3 * pair[(((i * 6) + j) * 16) + (one.Choices[i] * 4) + one.Choices[j]])
                );
    }
}
