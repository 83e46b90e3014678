using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Actors.Search.Methods;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Tests.Search.Methods;

public class StNasMethodTests
{
    [Theory]
    [InlineData(3, 4, "supernet samples search chain-search retrain")]
    [InlineData(0, 4, "supernet search chain-search retrain")]
    [InlineData(0, 0, "supernet search retrain")]
    public void Phases_follow_the_settings(int samples, int chainCandidates, string expected)
    {
        var settings = TestSearches.Settings(samples: samples, chainCandidates: chainCandidates);

        Assert.Equal(expected, string.Join(' ', SearchMethods.Plan(TestSearches.Context(settings)).Phases.Select(phase => phase.Name)));
        var rig = new SearchRig(settings).RunToEnd();
        Assert.Equal(SearchStatus.Completed, rig.State.Status);
        Assert.Equal(expected.Split(' '), rig.State.Phases.Select(phase => phase.Name));
    }

    [Fact]
    public void Samples_are_dealt_to_the_chains_in_turn()
    {
        var rig = new SearchRig(TestSearches.Settings(samples: 5, chains: 2)).RunTo("samples");
        var chains = ((TrainingPhase)rig.State.Phase("samples")!).Runs;

        Assert.Equal([3, 2], chains.Select(chain => chain.Spec.Samples));
        Assert.Equal([10 + 30, 10 + 20], chains.Select(chain => chain.Spec.Steps));
        rig.RunTo("search");
        Assert.Equal(
            ["samples/0#0", "samples/1#0", "samples/0#1", "samples/1#1", "samples/0#2"],
            rig.State.Candidates("search")!.Spec.Samples.Select(sample => $"{sample.Task}#{sample.Sample}")
        );
    }

    [Fact]
    public void There_are_never_more_chains_than_samples() =>
        Assert.Equal(
            2,
            ((TrainingPhase)new SearchRig(TestSearches.Settings(samples: 2, chains: 5)).RunTo("samples").State.Phase("samples")!)
                .Runs
                .Length
        );

    [Fact]
    public void Scoring_starts_with_the_first_sample_while_the_chains_go_on()
    {
        var rig = new SearchRig(TestSearches.Settings()).RunTo("samples");
        Assert.Null(rig.State.Phase("search"));
        rig.Report(new Actors.Dispatch.SampleStored(rig.Id, "samples/1", 0, 20, "first"));

        Assert.Equal(["samples/0", "samples/1", "search/0@1", "search/1@1", "search/2@1"], rig.Outstanding.Select(task => task.Id));
        Assert.Equal("first", rig.Outstanding[^1].Weights);
    }

    [Fact]
    public void Without_langevin_samples_the_supernet_is_the_only_sample()
    {
        var rig = new SearchRig(TestSearches.Settings(samples: 0)).RunTo("search");

        Assert.All(rig.Outstanding, task => Assert.Equal(rig.State.Run("supernet/0")!.Weights, task.Weights));
        Assert.Equal(["search/0@0", "search/1@0", "search/2@0"], rig.Outstanding.Select(task => task.Id));
    }

    [Fact]
    public void The_constraint_holds_for_every_candidate_and_baselines_keep_to_the_winners_cost()
    {
        var settings = TestSearches.Settings();
        var chainOnly = new ConstrainedSpace(TestSearches.Space, CostRange.Any, TestSearches.Topology.ChainOnly).Reachable;
        var middle = (chainOnly.Min + chainOnly.Max) / 2;
        settings = settings with
        {
            Constraint = new ConstraintSettings { Madds = [middle * 9 / 10, middle] },
            Retrain = settings.Retrain with { Seeds = 2 },
        };
        var rig = new SearchRig(settings).RunToEnd();
        var entries = SearchHistory.Of(() => rig.Journal, verbose: false).ToList();
        var winner = entries[^1];

        Assert.All(
            entries.Where(entry => entry is { Kind: "candidate", Phase: "search" }),
            entry => Assert.InRange(entry.Madds!.Value, middle * 9 / 10, middle)
        );
        Assert.Equal(
            ["winner-0", "winner-1", "chain-only-0", "chain-only-1", "random-0", "random-1"],
            entries.Where(entry => entry is { Kind: "run", Phase: "retrain" }).Select(entry => entry.Name)
        );
        Assert.All(
            entries.Where(entry => entry is { Kind: "run", Phase: "retrain" }),
            entry =>
            {
                Assert.InRange(entry.Madds!.Value, winner.Madds!.Value * 0.98, winner.Madds.Value * 1.02);
                var architecture = TestSearches.Space.Parse(entry.Architecture!);
                Assert.Equal(
                    (TestSearches.Space.MAdds.Of(architecture), TestSearches.Space.Parameters.Of(architecture)),
                    (entry.Madds.Value, entry.Parameters!.Value)
                );
            }
        );
        var chains = entries.Where(entry => entry is { Kind: "candidate", Phase: "chain-search" }).ToList();
        Assert.NotEmpty(chains);
        Assert.All(chains, entry => Assert.True(TestSearches.Topology.ChainOnly.Allows(TestSearches.Space.Parse(entry.Architecture!))));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("evolution")]
    public void Where_topologies_are_drawn_first_half_of_the_edges_are_present_before_and_after_a_restart(string strategy)
    {
        var settings = TestSearches.Settings(samples: 0, candidates: 40, strategy: strategy);
        if (strategy == "evolution")
            settings = settings with { Strategy = settings.Strategy with { Options = new JsonObject { ["population"] = 40 } } };
        double Edges(SearchSettings of)
        {
            var whole = new SearchRig(of).RunToEnd();
            var stopped = new SearchRig(of).RunTo("search");
            for (var done = 0; done < 15; done++)
                stopped.Do(stopped.Outstanding[0]);
            Assert.Equal(whole.History(), stopped.Restarted().RunToEnd().History());
            var drawn = SearchHistory
                .Of(() => whole.Journal, verbose: false)
                .Where(entry => entry is { Kind: "candidate", Phase: "search" } or { Kind: "run", Name: "random-0" })
                .Select(entry => TestSearches.Topology.Parse(entry.Architecture!));
            return drawn.Average(one => TestSearches.Topology.Edges.Index().Count(e => !e.Item.IsChain && one.Choices[e.Index] > 0));
        }
        // Of 9 edges with 5 operations: 4.5 and 7.5 on average, and the mean of 41 draws has a deviation of 0.23 and 0.17.
        Assert.InRange(Edges(settings with { Space = settings.Space with { Sampling = SpaceSettings.ByTopology } }), 3.6, 5.4);
        Assert.InRange(Edges(settings), 6.8, 8.2);
    }

    [Fact]
    public void Where_no_chain_is_as_large_as_the_winner_the_nearest_chains_stand_in_and_a_note_says_so()
    {
        var top = TestSearches.Space.MAdds.Max;
        var rig = new SearchRig(TestSearches.Settings() with { Constraint = new ConstraintSettings { Madds = [top, top] } }).RunToEnd();
        var phase = rig.State.Candidates("chain-search")!;
        var greatest = new ConstrainedSpace(TestSearches.Space, CostRange.Any, TestSearches.Topology.ChainOnly).Reachable.Max;

        Assert.Equal(1, rig.State.Candidates("search")!.Proposed);
        Assert.Contains($"about {greatest} MAdds", phase.Note, StringComparison.Ordinal);
        Assert.InRange(greatest, phase.Spec.MinCost, phase.Spec.MaxCost);
        Assert.Equal(
            phase.Note,
            SearchHistory.Of(() => rig.Journal, verbose: false).Single(entry => entry is { Kind: "phase", Phase: "chain-search" }).Note
        );
    }

    [Fact]
    public void Which_chain_failed_first_and_what_its_process_said_leave_no_trace_in_the_history()
    {
        string HistoryOf(int[] order)
        {
            var rig = new SearchRig(TestSearches.Settings(window: 4)).RunTo("chain-search");
            foreach (var index in order)
            {
                for (var token = 1; token <= 3; token++)
                {
                    rig.Report(
                        new Actors.Dispatch.TaskFailed(
                            rig.Id,
                            $"chain-search/{index}@0",
                            Actors.Dispatch.TaskFailure.NativeCrash,
                            $"aborted at 0x{order[0]}",
                            "device",
                            (10 * index) + token
                        )
                    );
                }
            }
            return rig.RunToEnd().History();
        }

        var history = HistoryOf([0, 1, 2, 3]);
        Assert.Contains("No chain-only architecture could be scored.", history, StringComparison.Ordinal);
        Assert.Equal(history, HistoryOf([2, 0, 3, 1]));
    }

    [Fact]
    public void A_constraint_that_no_architecture_meets_fails_the_search_with_the_nearest_values()
    {
        var rig = new SearchRig(TestSearches.Settings() with { Constraint = new ConstraintSettings { Madds = [1, 2] } }).RunToEnd();

        Assert.Equal(SearchStatus.Failed, rig.State.Status);
        Assert.Contains("nearest feasible", rig.State.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_goes_before_scoring_and_scoring_before_the_last_training()
    {
        var rig = new SearchRig(TestSearches.Settings()).RunTo("samples");
        rig.Report(new Actors.Dispatch.SampleStored(rig.Id, "samples/1", 0, 20, "first"));
        var priorities = rig.Outstanding.GroupBy(task => task.Phase).ToDictionary(phase => phase.Key, phase => phase.First().Priority);

        Assert.True(priorities["samples"] > priorities["search"]);
        Assert.True(priorities["search"] > rig.RunTo("retrain").Outstanding[0].Priority);
    }
}
