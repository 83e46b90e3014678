using System.Text.Json.Nodes;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;
using Actors.Strategies.Racing;
using Actors.Tests.Search;
using Actors.Tests.Search.Methods;
using Nas.Model;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Strategies.Racing;

public class RacingStrategyTests
{
    private const int Samples = 8;

    private static readonly StNasSettings Settings = Racing(60, window: 3);

    [Fact]
    public void A_race_scores_new_architectures_with_few_samples_and_only_what_is_missing_of_those_that_go_on()
    {
        var rig = new SearchRig(Settings).RunToEnd();
        var proposed = rig.Journal.OfType<CandidateProposed>().Where(e => e.Phase == "search").ToList();
        var recorded = rig.Journal.OfType<EvaluationRecorded>().Where(e => e.Phase == "search").ToLookup(e => e.Index);

        Assert.Equal(SearchStatus.Completed, rig.State.Status);
        Assert.Equal(60, proposed.Count);
        foreach (var e in proposed)
        {
            Assert.Equal(
                Enumerable.Range(e.Known.Length, (e.Samples ?? Samples) - e.Known.Length),
                recorded[e.Index].Select(one => one.Sample).Order()
            );
        }
        Assert.All(
            proposed.GroupBy(e => e.Architecture),
            same => Assert.Equal(new[] { 2, 4, Samples }.Take(same.Count()), same.Select(e => e.Samples ?? Samples))
        );
        Assert.Contains(proposed, e => e.Samples is null);
        Assert.InRange(recorded.Sum(one => one.Count()), 1, 60 * Samples / 2);
    }

    [Theory]
    [InlineData(8, 2, 60, 120, 166)]
    [InlineData(5, 2, 60, 100, 123)]
    [InlineData(64, 2, 100, 200, 1129)]
    [InlineData(2, 2, 60, 120, 120)]
    public void The_range_of_what_a_race_costs_is_known_before(int samples, int first, int candidates, long least, long most)
    {
        var strategy = Settings.Strategy with { Options = new JsonObject { ["first"] = first } };
        Assert.Equal((least, most), RaceCost.Evaluations(strategy, candidates, samples));
        Assert.Equal((480, 480), RaceCost.Evaluations(new StrategySettings { Name = "random" }, 60, 8));
        Assert.Equal(
            Math.Min(
                60,
                3
                    * (
                        samples > 32 ? 6
                        : samples > 4 ? 3
                        : 1
                    )
            ),
            RaceCost.Proposals(strategy with { Candidates = 60 }, 3, samples)
        );
        Assert.Equal(
            (3, 60),
            (
                RaceCost.Proposals(new StrategySettings { Name = "random", Candidates = 60 }, 3, samples),
                RaceCost.Proposals(strategy with { Candidates = 60 }, long.MaxValue, samples)
            )
        );
    }

    [Fact]
    public void A_plan_counts_the_list_and_not_the_space_that_it_is_from()
    {
        var listed = new StrategySettings
        {
            Name = "listed",
            Candidates = 60,
            Options = new JsonObject { ["architectures"] = new JsonArray("a", "b", "c") },
        };
        var race = new StrategySettings
        {
            Name = "racing",
            Candidates = 60,
            Options = new JsonObject { ["base"] = "listed", ["base-options"] = listed.Options.DeepClone() },
        };
        Assert.Equal(
            (3, 2, 2),
            (RaceCost.Planned(listed, 1000, 8), RaceCost.Planned(listed, 2, 8), RaceCost.Planned(listed with { Candidates = 2 }, 1000, 8))
        );
        // With 2, 4 and 8 samples.
        Assert.Equal(
            (9, 60),
            (RaceCost.Planned(race, 1000, 8), RaceCost.Planned(new StrategySettings { Name = "racing", Candidates = 60 }, 1000, 8))
        );
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(2.0)]
    [InlineData(100.0)]
    public void What_a_race_costs_lies_in_that_range(double margin)
    {
        foreach (var candidates in new[] { 1, 2, 9, 40 })
        {
            var settings = Racing(candidates, window: 2);
            settings = settings with
            {
                Strategy = settings.Strategy with
                {
                    Options = new JsonObject
                    {
                        ["margin"] = margin,
                        ["initial"] = 2,
                        ["keep"] = 3,
                    },
                },
            };
            var rig = new SearchRig(settings).RunToEnd();
            var (least, most) = RaceCost.Evaluations(settings.Strategy, candidates, Samples);
            Assert.InRange(rig.Journal.OfType<EvaluationRecorded>().Count(e => e.Phase == "search"), least, most);
        }
    }

    [Fact]
    public void Who_goes_on_keeps_the_scores_that_are_known()
    {
        var rig = new SearchRig(Settings).RunToEnd();
        foreach (var same in Candidates(rig).GroupBy(entry => entry.Architecture))
        {
            var longest = same.MaxBy(entry => entry.Scores!.Value.Length)!.Scores!.Value;
            Assert.All(same, entry => Assert.Equal(longest.Take(entry.Scores!.Value.Length), entry.Scores!.Value));
        }
    }

    [Fact]
    public void Only_a_candidate_that_has_met_every_sample_can_win()
    {
        var rig = new SearchRig(Settings).RunToEnd();
        var best = rig.State.Candidates("search")!.Best!;

        Assert.Equal(Samples, best.Scores.Length);
        Assert.Equal(Candidates(rig).Where(entry => entry.Scores!.Value.Length == Samples).Max(entry => entry.Score), best.Score);
        Assert.All(rig.State.Candidates("search")!.Pareto, one => Assert.Equal(Samples, one.Scores.Length));
    }

    [Fact]
    public void A_race_killed_after_any_event_goes_on_to_the_same_history()
    {
        var settings = Racing(24, window: 2);
        var undisturbed = new SearchRig(settings).RunToEnd();
        for (var events = 1; events <= undisturbed.Journal.Count; events += 3)
        {
            Assert.Equal(undisturbed.History(), new SearchRig(settings, journal: undisturbed.Journal.Take(events)).RunToEnd().History());
        }
    }

    [Theory, InlineData(3), InlineData(9), InlineData(10)]
    public void The_last_proposal_is_given_to_the_best_where_nobody_has_met_every_sample(int candidates) =>
        Assert.Equal(Samples, new SearchRig(Racing(candidates, window: 1)).RunToEnd().State.Candidates("search")!.Best!.Scores.Length);

    /// <summary>Case 02 of issue 12: with fewer architectures than the window the phase ended while racers were being scored.</summary>
    [Fact]
    public void However_few_architectures_there_are_the_best_wins_whatever_the_window()
    {
        for (var architectures = 1; architectures <= 9; architectures++)
        {
            foreach (var window in new[] { 1, 2, 3, 8 })
            {
                var rig = new SearchRig(OfFew(architectures, window, candidates: 100)).RunToEnd();
                var best = rig.State.Candidates("search")!.Best!;
                Assert.Equal(SearchStatus.Completed, rig.State.Status);
                Assert.Equal(6, best.Scores.Length);
                Assert.Equal(Candidates(rig).MaxBy(entry => entry.Score)!.Architecture, best.Architecture);
                Assert.All(
                    Candidates(rig).GroupBy(entry => entry.Architecture),
                    same => Assert.Equal(6, same.Max(entry => entry.Scores!.Value.Length))
                );
            }
        }
    }

    [Fact]
    public void However_few_proposals_there_are_somebody_meets_every_sample()
    {
        for (var candidates = 1; candidates <= 12; candidates++)
        {
            foreach (var window in new[] { 1, 2, 3, 8, 20 })
            {
                Assert.Equal(6, new SearchRig(OfFew(7, window, candidates)).RunToEnd().State.Candidates("search")!.Best?.Scores.Length);
                Assert.Equal(6, new SearchRig(OfFew(100, window, candidates)).RunToEnd().State.Candidates("search")!.Best?.Scores.Length);
            }
        }
    }

    [Fact]
    public void Of_few_architectures_the_last_proposal_goes_to_the_best_also_where_that_is_being_scored()
    {
        // Three with the scores of one sample each, in the order in which they are proposed: whichever comes first, the last proposal goes
        // to the best.
        for (var seed = 0; seed < 10; seed++)
        {
            var rig = new SearchRig(OfFew(3, window: 8, candidates: 4) with { Seed = seed }).RunToEnd();
            Assert.Equal(
                Candidates(rig).Take(3).MaxBy(entry => entry.Score)!.Architecture,
                rig.State.Candidates("search")!.Best!.Architecture
            );
        }
    }

    [Fact]
    public void A_base_that_goes_by_a_list_has_all_of_it_raced()
    {
        string[] listed = ["a=4,b=x,c=on", "a=1,b=y,c=on", "a=3,b=z,c=off", "a=2,b=x,c=off", "a=4,b=z,c=off"];
        var settings = BlackBoxMethodTests.Settings(samples: 6, candidates: 40);
        var rig = new SearchRig(
            settings with
            {
                Strategy = settings.Strategy with
                {
                    Name = "racing",
                    Options = new JsonObject
                    {
                        ["base"] = "listed",
                        ["initial"] = 2,
                        ["base-options"] = new JsonObject { ["architectures"] = new JsonArray([.. listed.Select(text => (JsonNode)text)]) },
                    },
                },
            }
        ).RunToEnd();

        Assert.Equal(listed, Candidates(rig).Select(entry => entry.Architecture!).Distinct());
    }

    [Fact]
    public void With_one_sample_there_is_nothing_to_race_for()
    {
        var race = new SearchRig(TestSearches.Settings(samples: 1, chains: 1, candidates: 20, strategy: "racing")).RunToEnd();
        var plain = new SearchRig(
            TestSearches.Settings(samples: 1, chains: 1, candidates: 20, strategy: "evolution") with
            {
                Strategy = new StrategySettings { Candidates = 20, Window = 3 },
            }
        ).RunToEnd();
        Assert.Equal(Candidates(plain).Select(entry => entry.Architecture), Candidates(race).Select(entry => entry.Architecture));
    }

    [Theory]
    [InlineData("{\"base\": \"racing\"}", "a race cannot be the base of a race")]
    [InlineData("{\"base\": \"beam\"}", "'beam' counts on every proposal being its own: it cannot be the base of a race")]
    [InlineData("{\"base\": \"evolutoin\"}", "evolutoin")]
    [InlineData("{\"base-options\": {\"popluation\": 3}}", "popluation")]
    public void A_base_that_cannot_be_is_a_mistake(string options, string sentence) =>
        Assert.Contains(
            sentence,
            Assert
                .Throws<UserException>(() => StrategyCatalog.Standard.ReadOptions("racing", (JsonObject)JsonNode.Parse(options)!))
                .Message,
            StringComparison.Ordinal
        );

    private static StNasSettings Racing(int candidates, int window) =>
        TestSearches.Settings(samples: Samples, chains: 2, candidates: candidates, window: window, strategy: "racing", chainCandidates: 0);

    private static BlackBoxSettings OfFew(int architectures, int window, int candidates)
    {
        var settings = BlackBoxMethodTests.Settings(samples: 6, candidates);
        return settings with
        {
            Space = new BlackBoxSpaceSettings
            {
                Decisions = new JsonObject { ["k"] = new JsonArray([.. Enumerable.Range(1, architectures).Select(k => (JsonNode)k)]) },
            },
            Strategy = settings.Strategy with
            {
                Name = "racing",
                Window = window,
                Options = new JsonObject { ["initial"] = 2, ["first"] = 2 },
            },
        };
    }

    private static List<HistoryEntry> Candidates(SearchRig rig) =>
        [.. SearchHistory.Of(() => rig.Journal, verbose: false).Where(entry => entry is { Kind: "candidate", Phase: "search" })];
}
