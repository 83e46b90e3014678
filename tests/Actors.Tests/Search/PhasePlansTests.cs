using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Actors.Conformance;
using Actors.Plugins;
using Actors.Search;
using Actors.Search.Events;
using Actors.Search.Methods;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Tests.Search;

/// <summary>What a plug-in plans is held to what can be done.</summary>
public class PhasePlansTests
{
    private static readonly ConstrainedSpace Space = ConformanceSpaces.Small;

    private static readonly CandidateSpec Pattern = new(60, 4, true, 3, "evolution", "{}", "whole", 6, 14, [WeightsRef.None(0), WeightsRef.None(1)], 1) { Kept = 10 };

    [Fact]
    public void A_list_is_scored_in_its_order_with_other_samples()
    {
        var start = Start(PhasePlan.Score([Space.At(3), Space.At(1)]) with { FirstSample = 2, Samples = 3, Note = "twice" })!;
        Assert.Equal(("listed", 2, 4, true, 10, "twice"), (start.Spec.Strategy, start.Spec.Budget, start.Spec.Window, start.Spec.GoesOn, start.Spec.Kept, start.Note));
        Assert.Equal(new[] { Space.At(3), Space.At(1) }.Select(Space.Space.Format), JsonNode.Parse(start.Spec.Options)!["architectures"]!.AsArray().Select(text => text!.GetValue<string>()));
        Assert.Equal([2, 3, 4], start.Spec.Samples.Select(sample => sample.Sample));
    }

    [Fact]
    public void A_strategy_explores_what_a_mask_leaves()
    {
        var start = Start(PhasePlan.Explore("random", 7, []) with { Within = OptionMask.All(Space.Space).Restrict(0, 1, 2) })!;
        Assert.Equal(("random", 7, "options:1,2|0,1,2|0,1,2", 2), (start.Spec.Strategy, start.Spec.Budget, start.Spec.Space, start.Spec.Samples.Length));
    }

    [Fact]
    public void Every_kind_of_nonsense_is_a_sentence()
    {
        Told("planned nothing", null);
        Told("listed 0 architectures: from 1 to 10000 can be", PhasePlan.Score([]));
        Told("listed an architecture outside of the space or its constraint, number 1: 0,0,0", PhasePlan.Score([Space.At(0), new Architecture([0, 0, 0])]));
        Told("listed an architecture outside of the space or its constraint, number 0: 9,9,9", PhasePlan.Score([new Architecture([9, 9, 9])]));
        Told("listed an architecture outside of the space or its constraint, number 0: 1", PhasePlan.Score([new Architecture([1])]));
        Told("listed an architecture outside of the space or its constraint, number 0: ", PhasePlan.Score([null!]));
        Told($"listed the same architecture twice, the second time as number 2: {Space.Space.Format(Space.At(1))}", PhasePlan.Score([Space.At(1), Space.At(2), Space.At(1)]));
        Told("planned 0 samples: from 1 to 10000 can be", PhasePlan.Score([Space.At(0)]) with { Samples = 0 });
        Told("planned samples from -1 on: from 0 to 1000000 can be", PhasePlan.Score([Space.At(0)]) with { FirstSample = -1 });
        Told("planned 0 candidates: from 1 to 100000000 can be", PhasePlan.Explore("random", 0));
        Told("named a strategy that cannot be used: strategy.name is 'randm': there are evolution,", PhasePlan.Explore("randm", 1));
        Told("named a strategy that cannot be used: strategy.options.populaton is no option", PhasePlan.Explore("evolution", 1, new JsonObject { ["populaton"] = 3 }));
        Told("named the strategy 'beam', which needs architectures that can be scored in part", PhasePlan.Explore("beam", 1));
        Told("planned for the options of another space", PhasePlan.Explore("random", 1) with { Within = OptionMask.All(ConformanceSpaces.Wide.Space) });
        Told("left nothing that meets the constraint", PhasePlan.Explore("random", 1) with { Within = OptionMask.All(Space.Space).Restrict(0, 0).Restrict(1, 0).Restrict(2, 0) });
        Told("has a note of 2000 characters: at most 1000 can be", PhasePlan.Explore("random", 1) with { Note = new string('x', 2000) });
    }

    [Fact]
    public void The_best_are_kept_in_their_order_and_no_more_than_are_asked_for()
    {
        var undisturbed = new SearchRig(Settings(20)).RunToEnd().State.Candidates("search")!;
        Assert.Empty(undisturbed.Top);
        var scores = new[] { 0.5, 0.9, 0.1, 0.9, 0.7, 0.2 };
        var phase = new CandidatePhase("search", null, Pattern with { Samples = [WeightsRef.None(0)], Kept = 3, Window = 6 });
        foreach (var (index, _) in scores.Index()) phase = phase.Apply(new CandidateProposed(1, "search", index, $"{index}", 5, 5, "", 0, IsPartial: false));
        foreach (var (index, score) in scores.Index()) phase = phase.Apply(new EvaluationRecorded(1, "search", index, 0, score, null, "device", 1));
        Assert.Equal([1, 3, 4], phase.Top.Select(one => one.Index));
    }

    [Fact]
    public void A_phase_with_other_samples_stands_in_place_of_what_was_found_before_and_one_with_the_same_competes()
    {
        var state = With(Phase("search", 0.9, first: 0));
        Assert.Equal("search", SearchViewing.MainPhase(state)!.Name);
        Assert.Equal("search", SearchViewing.MainPhase(With(Phase("search", 0.9, first: 0), Phase("refine", 0.8, first: 0) with { GoesOn = true }))!.Name);
        Assert.Equal("refine", SearchViewing.MainPhase(With(Phase("search", 0.8, first: 0), Phase("refine", 0.9, first: 0) with { GoesOn = true }))!.Name);
        Assert.Equal("confirm", SearchViewing.MainPhase(With(Phase("search", 0.9, first: 0), Phase("confirm", 0.7, first: 1) with { GoesOn = true }))!.Name);
        Assert.Equal("search", SearchViewing.MainPhase(With(Phase("search", 0.9, first: 0), Phase("confirm", null, first: 1) with { GoesOn = true }))!.Name);
        var view = SearchViewing.View(With(Phase("search", 0.9, first: 0), Phase("refine", 0.8, first: 0) with { GoesOn = true }))!;
        Assert.Equal(("search", 0.9), (view.Best!.Phase, view.Best.Score));
        Assert.Equal(["search"], view.Pareto.Select(one => one.Phase));
    }

    private sealed record Made(string Name, double? Score, int First, bool GoesOn = false);

    private static Made Phase(string name, double? score, int first) => new(name, score, first);

    private static SearchState With(params Made[] phases)
    {
        var state = SearchState.NotStarted.Apply(new SearchStarted(1, "x", "{}", [.. phases.Select(phase => phase.Name)], ImmutableSortedDictionary<string, string>.Empty));
        foreach (var phase in phases)
        {
            state = state.Apply(new PhaseStarted(1, phase.Name, null, Pattern with { Samples = [WeightsRef.None(phase.First)], GoesOn = phase.GoesOn }, null))
                .Apply(new CandidateProposed(1, phase.Name, 0, "a", 5, 5, "", 0, IsPartial: false));
            if (phase.Score is { } score) state = state.Apply(new EvaluationRecorded(1, phase.Name, 0, 0, score, null, "device", 1));
        }
        return state;
    }

    private static BlackBoxSettings Settings(int candidates) => new()
    {
        Name = "boxed",
        Space = new BlackBoxSpaceSettings { Decisions = new JsonObject { ["a"] = new JsonArray(1, 2, 3, 4), ["b"] = new JsonArray("x", "y", "z"), ["c"] = new JsonArray("on", "off") } },
        Evaluator = new EvaluatorSettings { Command = ["true"] },
        Strategy = new StrategySettings { Name = "random", Candidates = candidates },
    };

    private static PhaseStart.Explore? Start(PhasePlan? plan) => PhasePlans.Start(plan, Space, Pattern, null, out _);

    private static void Told(string fault, PhasePlan? plan)
    {
        Assert.Null(PhasePlans.Start(plan, Space, Pattern, null, out var told));
        Assert.StartsWith(fault, told, StringComparison.Ordinal);
    }
}
