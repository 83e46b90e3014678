using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Plugins;
using Actors.Search.Planning;
using Actors.Search.State;
using Actors.Strategies;
using Actors.Strategies.Listed;
using Nas.Model;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.PluginPhases;

/// <summary>Checks a plug-in's plan for what can be done, and makes the start of its phase.</summary>
internal static class PlanCheck
{
    private const int MostCandidates = 100_000_000,
        MostSamples = 10_000,
        MostFirst = 1_000_000,
        MostNote = 1000,
        MostSteps = 100_000_000,
        MostSeeds = 100;

    /// <param name="phase">Name of the phase.</param>
    /// <param name="fault">The fault in the plan, as the end of a sentence.</param>
    /// <returns>The start of the phase; null where something is wrong.</returns>
    public static PhaseStart? Start(PhasePlan? plan, string phase, PhaseInputs inputs, PluginSettings? recorded, out string fault)
    {
        fault = plan is null ? "planned nothing" : Fault(plan, inputs.Space) ?? "";
        if (plan is null || fault.Length > 0)
            return null;
        return plan.Kind is PhasePlanKind.Score or PhasePlanKind.Explore
            ? Candidates(plan, inputs, recorded, ref fault)
            : Training(plan, phase, inputs, ref fault);
    }

    private static PhaseStart.Explore? Candidates(PhasePlan plan, PhaseInputs inputs, PluginSettings? recorded, ref string fault)
    {
        var (space, pattern) = (inputs.Space, inputs.Pattern);
        fault = (plan.Kind == PhasePlanKind.Explore ? Fault(plan.Strategy, plan.Options, recorded) : null) ?? "";
        if (fault.Length > 0 || Samples(plan, inputs, ref fault) is not { } samples)
            return null;
        ImmutableArray<string>? listed = plan.Architectures is { } architectures
            ? [.. architectures.Select(one => space.Space.Format(space.Space.Canonical(one)))]
            : null;
        return new PhaseStart.Explore(
            pattern with
            {
                Budget = listed?.Length ?? plan.Candidates,
                Strategy = listed is null ? plan.Strategy : ListedStrategy.Name,
                Options = (
                    listed is { } texts
                        ? JsonSerializer.SerializeToNode(new ListedOptions { Architectures = texts }, SettingsJson.Options)!
                        : plan.Options
                ).ToJsonString(),
                Space = plan.Within is { } mask ? SpacePart.Name(pattern.Space, mask) : pattern.Space,
                Samples = samples,
                FirstSample = samples[0].IsNone ? 0 : plan.FirstSample,
                GoesOn = true,
                Supersedes = plan.Supersedes,
            },
            plan.Note
        );
    }

    /// <summary>The weights that score: numbers alone where there are no weights, else some of a set of weights.</summary>
    private static ImmutableArray<WeightsRef>? Samples(PhasePlan plan, PhaseInputs inputs, ref string fault)
    {
        if (inputs.Training is null)
        {
            if (plan.Weights is { } none)
                fault = $"named the weights of '{none}' in a search that has none";
            return fault.Length > 0
                ? null
                : [.. Enumerable.Range(plan.FirstSample, plan.Samples ?? inputs.Pattern.Samples.Length).Select(WeightsRef.None)];
        }
        var sets = inputs.Pattern.Samples;
        if (plan.Weights is { } name)
        {
            if (inputs.Weights.FirstOrDefault(one => one.Weights.Phase == name) is not { Weights: not null } known)
            {
                fault = $"named the weights of '{name}', where there are those of {Names(inputs.Weights.Select(one => one.Weights))}";
                return null;
            }
            sets = known.Sets;
        }
        var count = plan.Samples ?? sets.Length - plan.FirstSample;
        if (count >= 1 && plan.FirstSample + count <= sets.Length)
            return sets.Slice(plan.FirstSample, count);
        fault = $"planned to score with {count} samples from number {plan.FirstSample} on, of {sets.Length} that there are";
        return null;
    }

    private static PhaseStart.Train? Training(PhasePlan plan, string phase, PhaseInputs inputs, ref string fault)
    {
        if (inputs.Training is not { } training)
        {
            fault = "planned to train something, and this search trains nothing";
            return null;
        }
        if (plan.Kind == PhasePlanKind.TrainAlone)
            return new PhaseStart.Train(training.Alone(plan, phase, inputs.Space.Space), plan.Note);
        if (plan.Kind == PhasePlanKind.DrawSamples && !LangevinPlan.CanDraw(training.Langevin))
        {
            fault = "planned to draw samples, and the search file says 0 of them";
            return null;
        }
        var supernets = inputs.Weights.Select(one => one.Weights).Where(one => !one.AreSamples).ToList();
        var from = plan.Weights ?? training.Supernet;
        if (supernets.TrueForAll(one => one.Phase != from))
        {
            fault = $"planned to start from the weights of '{from}', where there are supernets of {Names(supernets)}";
            return null;
        }
        var within = plan.Within is { } mask ? SpacePart.Name(inputs.Pattern.Space, mask) : null;
        return new PhaseStart.Train(
            plan.Kind == PhasePlanKind.DrawSamples ? training.Chains(from, within) : training.Shared(plan.Steps, phase, from, within),
            plan.Note
        );
    }

    private static string Names(IEnumerable<SharedWeights> weights) => string.Join(", ", weights.Select(one => $"'{one.Phase}'"));

    private static string? Fault(PhasePlan plan, ConstrainedSpace space) =>
        plan switch
        {
            { FirstSample: < 0 or > MostFirst } => $"planned samples from {plan.FirstSample} on: from 0 to {MostFirst} can be",
            { Samples: < 1 or > MostSamples } => $"planned {plan.Samples} samples: from 1 to {MostSamples} can be",
            { Note.Length: > MostNote } => $"has a note of {plan.Note.Length} characters: at most {MostNote} can be",
            { Steps: < 1 or > MostSteps } => $"planned {plan.Steps} steps: from 1 to {MostSteps} can be",
            { Kind: PhasePlanKind.TrainAlone, Seeds: < 1 or > MostSeeds } =>
                $"planned {plan.Seeds} networks of each architecture: from 1 to {MostSeeds} can be",
            { Kind: PhasePlanKind.TrainAlone, Architectures: { Length: var length } }
                when (long)length * plan.Seeds > PhasePlan.MostTrained =>
                $"planned to train {(long)length * plan.Seeds} networks: at most {PhasePlan.MostTrained} can be",
            { Architectures: { } listed } => Fault(listed, space),
            { Kind: PhasePlanKind.Explore, Candidates: < 1 or > MostCandidates } =>
                $"planned {plan.Candidates} candidates: from 1 to {MostCandidates} can be",
            { Within: { } mask } => Fault(mask, space),
            _ => null,
        };

    private static string? Fault(ImmutableArray<Architecture> listed, ConstrainedSpace space)
    {
        if (listed.Length is 0 or > PhasePlan.MostListed)
            return $"listed {listed.Length} architectures: from 1 to {PhasePlan.MostListed} can be";
        var seen = new HashSet<string>();
        foreach (var (number, architecture) in listed.Index())
        {
            if (!Fits(architecture, space.Space) || !space.Contains(architecture))
                return $"listed an architecture outside of the space or its constraint, number {number}: {string.Join(",", architecture?.Choices ?? [])}";
            var text = space.Space.Format(space.Space.Canonical(architecture));
            if (!seen.Add(text))
                return $"listed the same architecture twice, the second time as number {number}: {text}";
        }
        return null;
    }

    private static bool Fits(Architecture? architecture, ISearchSpace space) =>
        architecture is not null
        && architecture.Choices.Length == space.Decisions.Length
        && architecture
            .Choices.Zip(space.Decisions)
            .All(((int Choice, Decision Decision) pair) => pair.Choice >= 0 && pair.Choice < pair.Decision.Options.Length);

    private static string? Fault(string name, JsonObject options, PluginSettings? recorded)
    {
        try
        {
            var kind = StrategyCatalog.Standard.Find(name);
            if (kind.KnowsOnlyItsOwn)
                return $"named the strategy '{name}', which needs architectures that can be scored in part";
            _ = StrategyCatalog.Standard.ReadOptions(name, options);
        }
        catch (UserException cause)
        {
            return $"named a strategy that cannot be used: {cause.Message.TrimEnd('.')}";
        }
        var unknown = NodePlugins
            .StrategyOf(name)
            ?.Assemblies.FirstOrDefault(assembly => recorded?.Assemblies.ContainsKey(assembly.Name) != true);
        return unknown is null
            ? null
            : $"named the strategy '{name}' of the assembly {unknown.Name}, which the search does not use otherwise: put both into one assembly";
    }

    private static string? Fault(OptionMask mask, ConstrainedSpace space)
    {
        var fits =
            mask.Options.Length == space.Space.Decisions.Length
            && mask.Options.Zip(space.Space.Decisions)
                .All(
                    ((ImmutableArray<int> Options, Decision Decision) pair) =>
                        pair.Options.All(option => option >= 0 && option < pair.Decision.Options.Length)
                );
        if (!fits)
            return "planned for the options of another space";
        return new ConstrainedSpace(space.Space, space.Range, mask, space.Measure).Count == BigInteger.Zero
            ? "left nothing that meets the constraint"
            : null;
    }
}
