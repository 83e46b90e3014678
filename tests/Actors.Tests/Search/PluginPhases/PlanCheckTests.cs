using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Actors.Conformance;
using Actors.Plugins;
using Actors.Search.Planning;
using Actors.Search.PluginPhases;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Tests.Search.PluginPhases;

/// <summary>The plans of plug-ins are checked against what can be done.</summary>
public class PlanCheckTests
{
    private static readonly ConstrainedSpace Space = ConformanceSpaces.Small;

    private static readonly CandidateSpec Pattern = new(
        60,
        4,
        true,
        3,
        "evolution",
        "{}",
        "whole",
        6,
        14,
        [WeightsRef.None(0), WeightsRef.None(1)],
        1
    )
    {
        Kept = 10,
    };

    private static readonly PhaseInputs Untrained = new(Space, Pattern, [], null, [], []);

    private static readonly ImmutableArray<WeightsRef> Drawn = [new("samples/0", 0), new("samples/1", 0), new("samples/0", 1)];

    private static readonly TrainableParts Training = new(
        "supernet",
        "samples",
        new LangevinSettings
        {
            Samples = 3,
            Chains = 2,
            BurnIn = 10,
            Thinning = 5,
            CheckpointEvery = 7,
        },
        100,
        20,
        2,
        new TrialTraining(200, 0, 30, "validation-top1", Space.Space.Format, Space.Space.Parse)
    );

    private static readonly PhaseInputs Trained = new(
        Space,
        Pattern with
        {
            Samples = Drawn,
        },
        [],
        Training,
        [
            (new SharedWeights("samples", 3, true), Drawn),
            (new SharedWeights("supernet", 1, false), [new("supernet/0", null)]),
            (new SharedWeights("shrunk", 1, false), [new("shrunk/0", null)]),
        ],
        []
    );

    [Fact]
    public void Weights_score_all_of_them_or_some_or_others()
    {
        Assert.Equal(Drawn, Scored(PhasePlan.Score([Space.At(0)])).Samples);
        var some = Scored(PhasePlan.Score([Space.At(0)]) with { FirstSample = 1, Samples = 2 });
        Assert.Equal(Drawn[1..], some.Samples);
        Assert.Equal([1, 2], new[] { 0, 1 }.Select(some.NumberOf));
        Assert.Equal([new WeightsRef("shrunk/0", null)], Scored(PhasePlan.Explore("random", 3) with { Weights = "shrunk" }).Samples);
        Assert.True(Scored(PhasePlan.Score([Space.At(0)]) with { Supersedes = true }).Supersedes);

        Told(
            "planned to score with 3 samples from number 1 on, of 3 that there are",
            PhasePlan.Score([Space.At(0)]) with
            {
                FirstSample = 1,
                Samples = 3,
            },
            Trained
        );
        Told(
            "planned to score with 0 samples from number 3 on, of 3 that there are",
            PhasePlan.Score([Space.At(0)]) with
            {
                FirstSample = 3,
            },
            Trained
        );
        Told(
            "named the weights of 'shrnk', where there are those of 'samples', 'supernet', 'shrunk'",
            PhasePlan.Score([Space.At(0)]) with
            {
                Weights = "shrnk",
            },
            Trained
        );
        Told("named the weights of 'supernet' in a search that has none", PhasePlan.Score([Space.At(0)]) with { Weights = "supernet" });

        CandidateSpec Scored(PhasePlan plan) => ((PhaseStart.Explore)PlanCheck.Start(plan, "further", Trained, null, out _)!).Spec;
    }

    [Fact]
    public void Shared_weights_are_trained_on_and_sampled_and_architectures_trained_alone()
    {
        var mask = OptionMask.All(Space.Space).Restrict(0, 1, 2);
        var shared = Spec(PhasePlan.TrainShared(40) with { Within = mask });
        Assert.Equal(
            [new RunSpec("further", null, null, null, new WeightsRef("supernet/0", null), 40, 0, "supernet", "options:1,2|0,1,2|0,1,2")],
            shared.Runs
        );
        Assert.Equal((20, 2), (shared.CheckpointEvery, shared.Attempts));
        Assert.Equal(100, Spec(PhasePlan.TrainShared()).Runs[0].Steps);
        Assert.Equal(new WeightsRef("shrunk/0", null), Spec(PhasePlan.TrainShared() with { Weights = "shrunk" }).Runs[0].From);

        var drawn = Spec(PhasePlan.DrawSamples() with { Weights = "shrunk" });
        Assert.Equal(
            [("chain-0", 2, 20, "samples"), ("chain-1", 1, 15, "samples")],
            drawn.Runs.Select(run => (run.Name, run.Samples, run.Steps, run.Like!))
        );
        Assert.All(drawn.Runs, run => Assert.Equal(new WeightsRef("shrunk/0", null), run.From));

        var alone = Spec(PhasePlan.TrainAlone([Space.At(3), Space.At(1)], seeds: 2));
        Assert.Equal(
            new[] { (3, 0), (3, 1), (1, 0), (1, 1) }.Select(one =>
                (Space.Space.Format(Space.At(one.Item1)), (int?)one.Item2, "trial", 200, (WeightsRef?)null)
            ),
            alone.Runs.Select(run => (run.Architecture!, run.Draw, run.Like!, run.Steps, run.From))
        );

        Told("planned to train something, and this search trains nothing", PhasePlan.TrainShared());
        Told(
            "planned to draw samples, and the search file says 0 of them",
            PhasePlan.DrawSamples(),
            Trained with
            {
                Training = Training with { Langevin = new LangevinSettings { Samples = 0 } },
            }
        );
        Told(
            "planned to start from the weights of 'samples', where there are supernets of 'supernet', 'shrunk'",
            PhasePlan.TrainShared() with
            {
                Weights = "samples",
            },
            Trained
        );
        Told("planned 0 steps: from 1 to 100000000 can be", PhasePlan.TrainShared(0), Trained);
        Told("planned 0 networks of each architecture: from 1 to 100 can be", PhasePlan.TrainAlone([Space.At(0)], seeds: 0), Trained);
        Told(
            "planned to train 1100 networks: at most 1000 can be",
            PhasePlan.TrainAlone(Enumerable.Range(0, 11).Select(_ => Space.At(0)), seeds: 100),
            Trained
        );
        Told("listed 0 architectures: from 1 to 10000 can be", PhasePlan.TrainAlone([]), Trained);

        TrainingSpec Spec(PhasePlan plan) => ((PhaseStart.Train)PlanCheck.Start(plan, "further", Trained, null, out _)!).Spec;
    }

    [Fact]
    public void A_network_that_is_pretrained_starts_from_the_run_before_its_own()
    {
        var inputs = Trained with { Training = Training with { Trials = Training.Trials with { PretrainingSteps = 70 } } };
        var spec = (
            (PhaseStart.Train)PlanCheck.Start(PhasePlan.TrainAlone([Space.At(3), Space.At(1)]), "further", inputs, null, out _)!
        ).Spec;
        Assert.Equal(
            [("final-pretraining", 70, null), ("trial", 200, "further/0"), ("final-pretraining", 70, null), ("trial", 200, "further/2")],
            spec.Runs.Select(run => (run.Like!, run.Steps, run.From?.Task))
        );
    }

    [Fact]
    public void A_list_is_scored_in_its_order_with_other_samples()
    {
        var start = Start(PhasePlan.Score([Space.At(3), Space.At(1)]) with { FirstSample = 2, Samples = 3, Note = "twice" })!;
        Assert.Equal(
            ("listed", 2, 4, true, 10, "twice"),
            (start.Spec.Strategy, start.Spec.Budget, start.Spec.Window, start.Spec.GoesOn, start.Spec.Kept, start.Note)
        );
        Assert.Equal(
            new[] { Space.At(3), Space.At(1) }.Select(Space.Space.Format),
            JsonNode.Parse(start.Spec.Options)!["architectures"]!.AsArray().Select(text => text!.GetValue<string>())
        );
        Assert.Equal([2, 3, 4], start.Spec.Samples.Select(sample => sample.Sample));
    }

    [Fact]
    public void A_strategy_explores_what_a_mask_leaves()
    {
        var start = Start(PhasePlan.Explore("random", 7, []) with { Within = OptionMask.All(Space.Space).Restrict(0, 1, 2) })!;
        Assert.Equal(
            ("random", 7, "options:1,2|0,1,2|0,1,2", 2),
            (start.Spec.Strategy, start.Spec.Budget, start.Spec.Space, start.Spec.Samples.Length)
        );
    }

    [Fact]
    public void Every_kind_of_nonsense_is_a_sentence()
    {
        Told("planned nothing", null);
        Told("listed 0 architectures: from 1 to 10000 can be", PhasePlan.Score([]));
        Told(
            "listed an architecture outside of the space or its constraint, number 1: 0,0,0",
            PhasePlan.Score([Space.At(0), new Architecture([0, 0, 0])])
        );
        Told(
            "listed an architecture outside of the space or its constraint, number 0: 9,9,9",
            PhasePlan.Score([new Architecture([9, 9, 9])])
        );
        Told("listed an architecture outside of the space or its constraint, number 0: 1", PhasePlan.Score([new Architecture([1])]));
        Told("listed an architecture outside of the space or its constraint, number 0: ", PhasePlan.Score([null!]));
        Told(
            $"listed the same architecture twice, the second time as number 2: {Space.Space.Format(Space.At(1))}",
            PhasePlan.Score([Space.At(1), Space.At(2), Space.At(1)])
        );
        Told("planned 0 samples: from 1 to 10000 can be", PhasePlan.Score([Space.At(0)]) with { Samples = 0 });
        Told("planned samples from -1 on: from 0 to 1000000 can be", PhasePlan.Score([Space.At(0)]) with { FirstSample = -1 });
        Told("planned 0 candidates: from 1 to 100000000 can be", PhasePlan.Explore("random", 0));
        Told("named a strategy that cannot be used: strategy.name is 'randm': there are evolution,", PhasePlan.Explore("randm", 1));
        Told(
            "named a strategy that cannot be used: strategy.options.populaton is no option",
            PhasePlan.Explore("evolution", 1, new JsonObject { ["populaton"] = 3 })
        );
        Told("named the strategy 'beam', which needs architectures that can be scored in part", PhasePlan.Explore("beam", 1));
        Told(
            "planned for the options of another space",
            PhasePlan.Explore("random", 1) with
            {
                Within = OptionMask.All(ConformanceSpaces.Wide.Space),
            }
        );
        Told(
            "left nothing that meets the constraint",
            PhasePlan.Explore("random", 1) with
            {
                Within = OptionMask.All(Space.Space).Restrict(0, 0).Restrict(1, 0).Restrict(2, 0),
            }
        );
        Told("has a note of 2000 characters: at most 1000 can be", PhasePlan.Explore("random", 1) with { Note = new string('x', 2000) });
    }

    [Fact]
    public void The_best_are_kept_in_their_order_and_no_more_than_are_asked_for()
    {
        var undisturbed = new SearchRig(Settings(20)).RunToEnd().State.Candidates("search")!;
        Assert.Empty(undisturbed.Top);
        var scores = new[] { 0.5, 0.9, 0.1, 0.9, 0.7, 0.2 };
        var phase = new CandidatePhase("search", null, Pattern with { Samples = [WeightsRef.None(0)], Kept = 3, Window = 6 });
        foreach (var (index, _) in scores.Index())
            phase = phase.Apply(new CandidateProposed(1, "search", index, $"{index}", 5, 5, "", 0, IsPartial: false));
        foreach (var (index, score) in scores.Index())
            phase = phase.Apply(new EvaluationRecorded(1, "search", index, 0, score, null, "device", 1));
        Assert.Equal([1, 3, 4], phase.Top.Select(one => one.Index));
    }

    [Fact]
    public void A_phase_with_other_samples_stands_in_place_of_what_was_found_before_and_one_with_the_same_competes()
    {
        var state = With(Phase("search", 0.9, first: 0));
        Assert.Equal("search", SearchViewing.MainPhase(state)!.Name);
        Assert.Equal(
            "search",
            SearchViewing.MainPhase(With(Phase("search", 0.9, first: 0), Phase("refine", 0.8, first: 0) with { GoesOn = true }))!.Name
        );
        Assert.Equal(
            "refine",
            SearchViewing.MainPhase(With(Phase("search", 0.8, first: 0), Phase("refine", 0.9, first: 0) with { GoesOn = true }))!.Name
        );
        Assert.Equal(
            "confirm",
            SearchViewing.MainPhase(With(Phase("search", 0.9, first: 0), Phase("confirm", 0.7, first: 1) with { GoesOn = true }))!.Name
        );
        Assert.Equal(
            "search",
            SearchViewing.MainPhase(With(Phase("search", 0.9, first: 0), Phase("confirm", null, first: 1) with { GoesOn = true }))!.Name
        );
        Assert.Equal(
            "choose",
            SearchViewing
                .MainPhase(With(Phase("search", 0.9, first: 0), Phase("choose", 0.5, first: 0) with { GoesOn = true, Supersedes = true }))!
                .Name
        );
        Assert.Equal(
            "refine",
            SearchViewing
                .MainPhase(
                    With(
                        Phase("search", 0.9, first: 0),
                        Phase("choose", 0.5, first: 0) with
                        {
                            GoesOn = true,
                            Supersedes = true,
                        },
                        Phase("refine", 0.6, first: 0) with
                        {
                            GoesOn = true,
                        }
                    )
                )!
                .Name
        );
        Assert.Equal("search", SearchViewing.MainPhase(With(Phase("search", 0.7, first: 0), Phase("chain-search", 0.9, first: 0)))!.Name);
        var view = SearchViewing.View(With(Phase("search", 0.9, first: 0), Phase("refine", 0.8, first: 0) with { GoesOn = true }))!;
        Assert.Equal(("search", 0.9), (view.Best!.Phase, view.Best.Score));
        Assert.Equal(["search"], view.Pareto.Select(one => one.Phase));
    }

    private sealed record Made(string Name, double? Score, int First, bool GoesOn = false, bool Supersedes = false);

    private static Made Phase(string name, double? score, int first) => new(name, score, first);

    private static SearchState With(params Made[] phases)
    {
        var state = SearchState.NotStarted.Apply(
            new SearchStarted(
                1,
                "x",
                SettingsJson.Text(Settings(1)),
                [.. phases.Select(phase => phase.Name)],
                ImmutableSortedDictionary<string, string>.Empty
            )
        );
        foreach (var phase in phases)
        {
            state = state
                .Apply(
                    new PhaseStarted(
                        1,
                        phase.Name,
                        null,
                        Pattern with
                        {
                            Samples = [WeightsRef.None(phase.First)],
                            GoesOn = phase.GoesOn,
                            Supersedes = phase.Supersedes,
                        },
                        null
                    )
                )
                .Apply(new CandidateProposed(1, phase.Name, 0, "a", 5, 5, "", 0, IsPartial: false));
            if (phase.Score is { } score)
                state = state.Apply(new EvaluationRecorded(1, phase.Name, 0, 0, score, null, "device", 1));
        }
        return state;
    }

    private static BlackBoxSettings Settings(int candidates) =>
        new()
        {
            Name = "boxed",
            Space = new BlackBoxSpaceSettings
            {
                Decisions = new JsonObject
                {
                    ["a"] = new JsonArray(1, 2, 3, 4),
                    ["b"] = new JsonArray("x", "y", "z"),
                    ["c"] = new JsonArray("on", "off"),
                },
            },
            Evaluator = new EvaluatorSettings { Command = ["true"] },
            Strategy = new StrategySettings { Name = "random", Candidates = candidates },
        };

    private static PhaseStart.Explore? Start(PhasePlan? plan) =>
        (PhaseStart.Explore?)PlanCheck.Start(plan, "further", Untrained, null, out _);

    private static void Told(string fault, PhasePlan? plan, PhaseInputs? inputs = null)
    {
        Assert.Null(PlanCheck.Start(plan, "further", inputs ?? Untrained, null, out var told));
        Assert.StartsWith(fault, told, StringComparison.Ordinal);
    }
}
