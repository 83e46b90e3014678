using Actors.Search.Reading;
using Actors.Search.Reading.Shadow;
using Actors.Search.State.Events;
using Actors.Strategies;
using Nas.Model;

namespace Actors.Tests.Search.Reading.Shadow;

public class ShadowReplayTests
{
    private static readonly IReadOnlyList<ISearchEvent> Journal = new SearchRig(TestSearches.Settings(candidates: 30)).RunToEnd().Journal;
    private static readonly ShadowReplay Replay = new(() => Journal);

    [Fact]
    public void The_phases_that_have_a_strategy_can_be_replayed() => Assert.Equal(["search", "chain-search"], Replay.Phases);

    [Fact]
    public void The_search_s_own_strategy_agrees_with_itself_in_every_proposal()
    {
        var rows = Replay.Rows("search", StrategyCatalog.Standard, "evolution", new() { ["population"] = 4, ["tournament"] = 2 }).ToList();

        Assert.Equal(30, rows.Count);
        Assert.All(rows, row => Assert.True(row.Agrees));
        Assert.Equal(rows.Select(row => (int?)row.Index), rows.Select(row => row.ScoredAs));
        Assert.All(rows, row => Assert.NotNull(row.Score));
    }

    [Fact]
    public void Another_strategy_is_shown_what_it_would_have_proposed_and_what_is_known_of_it()
    {
        var rows = Replay.Rows("search", StrategyCatalog.Standard, "evolution", new() { ["population"] = 8, ["tournament"] = 2 }).ToList();

        // The first proposals are random by the same numbers; later ones have other parents.
        Assert.True(rows[0].Agrees);
        Assert.Contains(rows, row => !row.Agrees);
        var scores = SearchHistory
            .Of(() => Journal, verbose: false)
            .Where(entry => entry is { Kind: "candidate", Phase: "search" })
            .ToDictionary(entry => entry.Architecture!, entry => (entry.Index, entry.Score));
        Assert.All(rows, row => Assert.Equal(scores.GetValueOrDefault(row.Shadow!), (row.ScoredAs, row.Score)));
    }

    [Theory, InlineData("bayesian"), InlineData("local-search"), InlineData("nsga2"), InlineData("random"), InlineData("exhaustive")]
    public void Every_strategy_can_be_a_shadow(string name)
    {
        var rows = Replay.Rows("search", StrategyCatalog.Standard, name, []).ToList();
        Assert.Equal(30, rows.Count(row => row.Shadow is not null));
    }

    [Fact]
    public void A_race_which_proposes_architectures_again_can_be_replayed()
    {
        var race = new SearchRig(
            TestSearches.Settings(samples: 6, chains: 2, candidates: 60, window: 8, strategy: "racing", chainCandidates: 0)
        )
            .RunToEnd()
            .Journal;
        var again = SearchHistory
            .Candidates(() => race, "search")
            .GroupBy(candidate => candidate.Proposed.Architecture)
            .Where(proposals => proposals.Count() > 1)
            .ToList();
        Assert.NotEmpty(again);
        var rows = new ShadowReplay(() => race)
            .Rows("search", StrategyCatalog.Standard, "evolution", new() { ["population"] = 8, ["tournament"] = 2 })
            .ToList();
        // The last word on an architecture is that with most samples.
        var known = rows.Where(row => again.Exists(proposals => proposals.Key == row.Shadow)).ToList();
        Assert.NotEmpty(known);
        Assert.All(known, row => Assert.Equal(again.Find(proposals => proposals.Key == row.Shadow)!.Last().Proposed.Index, row.ScoredAs));
    }

    [Fact]
    public void A_strategy_that_cannot_go_on_says_why()
    {
        var rows = Replay.Rows("search", StrategyCatalog.Standard, "beam", []).ToList();
        Assert.All(rows, row => Assert.Null(row.Shadow));
        Assert.Contains("has no partial architectures", rows[0].Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_are_told_before_the_first_row() =>
        Assert.Throws<UserException>(() => Replay.Rows("search", StrategyCatalog.Standard, "evolution", new() { ["popluation"] = 8 }));
}
