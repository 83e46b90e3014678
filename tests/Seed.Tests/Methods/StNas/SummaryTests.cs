using System.Collections.Immutable;
using Actors.Search.Reading;
using Nas.Model.Settings;
using Seed.Methods.StNas;
using Seed.Results;
using Seed.Tests.Results;

namespace Seed.Tests.Methods.StNas;

/// <summary>The sentence that a topology search ends with.</summary>
public class SummaryTests
{
    /// <summary>Two in a hundred of the winner's.</summary>
    private const long Winners = 1_000_000,
        Least = 980_000,
        Most = 1_020_000;

    [Theory, InlineData(Winners, Winners), InlineData(Most, Least)]
    public void Who_has_the_winner_s_Multiply_Adds_or_nearly_is_told_without_them(long chain, long random) =>
        Assert.EndsWith(
            " At the same Multiply-Adds the best chain-only architecture reaches 88.00 % and a random architecture reaches 87.00 %.",
            Sentence(("chain-only-0", chain, 0.88), ("random-0", random, 0.87)),
            StringComparison.Ordinal
        );

    [Theory, InlineData(Least - 1, "980 k"), InlineData(Most + 1, "1.02 M"), InlineData(1_333_333, "1.33 M")]
    public void Who_has_others_is_told_with_them(long chain, string told) =>
        Assert.EndsWith(
            $" In comparison, the best chain-only architecture reaches 88.00 % with {told} Multiply-Adds and a random architecture reaches 87.00 %.",
            Sentence(("chain-only-0", chain, 0.88), ("random-0", Winners, 0.87)),
            StringComparison.Ordinal
        );

    [Fact]
    public void Alone_it_is_compared_with_nobody() => Assert.EndsWith(" parameters.", Sentence(), StringComparison.Ordinal);

    /// <summary>An architecture that is not trained yet is not mentioned, whatever its Multiply-Adds.</summary>
    [Fact]
    public void Who_is_not_trained_yet_is_not_compared() =>
        Assert.EndsWith(
            " At the same Multiply-Adds a random architecture reaches 87.00 %.",
            Sentence(("chain-only-0", 1_333_333, null), ("random-0", Most, 0.87)),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_score_is_told_by_its_metric()
    {
        var outcome = MadeUpSearch.Outcome();
        outcome = outcome with { View = outcome.View with { Best = outcome.View.Best! with { Score = -0.43215 }, Runs = [] } };
        var byLoss = MadeUpSearch.Settings with { Proxy = MadeUpSearch.Settings.Proxy with { Metric = ProxyMetric.Loss } };
        Assert.EndsWith(" and a minus cross entropy of -0.4322.", new StNasResult(byLoss, outcome).Sentence, StringComparison.Ordinal);
        Assert.Equal("minus cross entropy", ((ISearchResult)new StNasResult(byLoss, outcome)).ScoreName);
        Assert.EndsWith(
            " and a proxy score of -43.22 %.",
            new StNasResult(MadeUpSearch.Settings, outcome).Sentence,
            StringComparison.Ordinal
        );
    }

    private static string Sentence(params (string Name, long Madds, double? Accuracy)[] others)
    {
        var outcome = MadeUpSearch.Outcome();
        var best = outcome.View.Best! with { Madds = Winners };
        ImmutableArray<RunView> runs = [.. others.Prepend(("winner-0", Winners, 0.89)).Select(run => Run(run, best.Architecture))];
        return new StNasResult(MadeUpSearch.Settings, outcome with { View = outcome.View with { Best = best, Runs = runs } }).Sentence;
    }

    private static RunView Run((string Name, long Madds, double? Accuracy) run, string architecture) =>
        new(
            PhaseNames.Retrain,
            run.Name,
            0,
            architecture,
            run.Madds,
            1000,
            5000,
            5000,
            run.Accuracy is { } accuracy
                ? ImmutableSortedDictionary<string, double>.Empty.Add(Comparison.TestAccuracy, accuracy)
                : ImmutableSortedDictionary<string, double>.Empty,
            null
        );
}
