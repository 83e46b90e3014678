using Nas.Model.Metrics;
using Nas.Model.Randomness;

namespace Nas.Model.Tests.Metrics;

public class SampleRaceTests
{
    private static readonly RaceRule Rule = new() { Samples = 4 };

    [Fact]
    public void Every_racer_gets_its_first_samples_however_bad() =>
        Assert.Equal(
            [0, 1, 2],
            SampleRace.Next(
                [
                    [0.9],
                    [0.1],
                    [],
                ],
                Rule
            )
        );

    [Fact]
    public void Who_is_surely_behind_is_out_and_who_may_still_win_goes_on() =>
        Assert.Equal(
            [0, 1],
            SampleRace.Next(
                [
                    [0.90, 0.92],
                    [0.91, 0.90],
                    [0.50, 0.51],
                ],
                Rule
            )
        );

    [Fact]
    public void The_places_raced_for_are_as_many_as_asked_for()
    {
        double[][] scores =
        [
            [0.90, 0.92],
            [0.91, 0.90],
            [0.50, 0.51],
            [0.51, 0.50],
            [0.10, 0.11],
        ];
        Assert.Equal([0, 1, 2, 3], SampleRace.Next(scores, Rule with { Keep = 3 }));
        Assert.Equal([0, 1, 2, 3, 4], SampleRace.Next(scores, Rule with { Keep = 5 }));
    }

    [Fact]
    public void A_race_ends_when_all_who_are_not_out_have_every_sample() =>
        Assert.Empty(
            SampleRace.Next(
                [
                    [0.90, 0.92, 0.91, 0.90],
                    [0.91, 0.90, 0.92, 0.90],
                    [0.50, 0.51],
                ],
                Rule
            )
        );

    [Fact]
    public void A_sample_that_is_bad_for_all_puts_nobody_behind()
    {
        // The third sample costs 0.3: plain means would put the first racer, which has met it, behind the second.
        var standings = SampleRace.Standings(
            [
                [0.9, 0.9, 0.6, 0.9],
                [0.8, 0.8],
                [0.7, 0.7, 0.4],
            ],
            4
        );
        Assert.Equal([0.825, 0.725, 0.625], standings.Select(one => one.Level), (expected, actual) => Math.Abs(expected - actual) < 1e-12);
    }

    [Fact]
    public void With_every_sample_the_level_is_the_mean_and_certain()
    {
        var standings = SampleRace.Standings(
            [
                [0.9, 0.8, 0.6, 0.7],
                [0.1, 0.2, 0.3, 0.6],
            ],
            4
        );
        Assert.Equal([0.75, 0.3], standings.Select(one => one.Level), (expected, actual) => Math.Abs(expected - actual) < 1e-12);
        Assert.All(standings, one => Assert.Equal(0, one.Error));
    }

    [Fact]
    public void The_standard_error_is_that_of_samples_drawn_without_return()
    {
        // Two racers that differ by +-0.1 about an additive fit: residuals of 0.05 each, one degree of freedom, variance 0.01.
        var standings = SampleRace.Standings(
            [
                [0.6, 0.4],
                [0.4, 0.4],
            ],
            8
        );
        var residuals = 4 * 0.05 * 0.05;
        var own = ((4 * residuals) + (residuals / 2)) / 5;
        Assert.All(standings, one => Assert.Equal(Math.Sqrt(own / 2 * (1 - (2 / 8.0))), one.Error, 12));
    }

    [Fact]
    public void A_single_sample_tells_nothing_of_chance() =>
        Assert.All(
            SampleRace.Standings(
                [
                    [0.9],
                    [0.1],
                ],
                4
            ),
            one => Assert.Equal(double.PositiveInfinity, one.Error)
        );

    /// <summary>64 racers, 16 samples, chance as large as the racers' own spread's tenth, samples that differ by more than that.</summary>
    [Fact]
    public void A_race_finds_the_winner_of_all_samples_at_a_fraction_of_their_cost()
    {
        var (found, evaluations) = (0, 0);
        for (var seed = 0; seed < 50; seed++)
        {
            var random = RandomStream.For(seed, "race-test");
            var level = Enumerable.Range(0, 64).Select(_ => Bell(random)).ToArray();
            var sample = Enumerable.Range(0, 16).Select(_ => Bell(random)).ToArray();
            var scores = level.Select(own => sample.Select(effect => own + effect + (0.3 * Bell(random))).ToArray()).ToArray();
            var raced = SampleRace.Run(64, (racer, k) => scores[racer][k], new RaceRule { Samples = 16 });
            var winner = Enumerable.Range(0, 64).MaxBy(racer => scores[racer].Average());
            if (winner == Enumerable.Range(0, 64).Where(racer => raced[racer].Length == 16).MaxBy(racer => raced[racer].Average()))
                found++;
            evaluations += raced.Sum(own => own.Length);
        }
        Assert.InRange(found, 48, 50);
        Assert.InRange(evaluations, 0, 50 * 64 * 16 / 3);
    }

    /// <summary>A number that is about normal: mean 0, variance 1.</summary>
    private static double Bell(RandomStream random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
}
