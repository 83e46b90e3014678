using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Plugins;
using Actors.Strategies;
using Actors.Strategies.Listed;
using Nas.Model;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.BlackBox;

namespace Actors.Search.Methods;

/// <summary>Holds what a plug-in plans to what can be done.</summary>
internal static class PhasePlans
{
    private const int MostCandidates = 100_000_000, MostSamples = 10_000, MostFirst = 1_000_000, MostNote = 1000;

    /// <param name="space">Of the whole search.</param>
    /// <param name="pattern">What the plan does not say is as there.</param>
    /// <param name="fault">What is wrong with the plan, as the end of a sentence.</param>
    /// <returns>Null where something is wrong.</returns>
    public static PhaseStart.Explore? Start(PhasePlan? plan, ConstrainedSpace space, CandidateSpec pattern, PluginSettings? recorded, out string fault)
    {
        fault = plan is null ? "planned nothing" : Fault(plan, space, pattern.Samples.Length, recorded) ?? "";
        if (plan is null || fault.Length > 0) return null;
        ImmutableArray<string>? listed = plan.Architectures is { } architectures ? [.. architectures.Select(one => space.Space.Format(space.Space.Canonical(one)))] : null;
        return new PhaseStart.Explore(
            pattern with
            {
                Budget = listed?.Length ?? plan.Candidates,
                Strategy = listed is null ? plan.Strategy : ListedStrategy.Name,
                Options = (listed is { } texts ? JsonSerializer.SerializeToNode(new ListedOptions { Architectures = texts }, SettingsJson.Options)! : plan.Options).ToJsonString(),
                Space = plan.Within is { } mask ? BlackBoxPhaseSpaces.Part(mask) : pattern.Space,
                Samples = [.. Enumerable.Range(plan.FirstSample, plan.Samples ?? pattern.Samples.Length).Select(WeightsRef.None)],
                GoesOn = true,
            },
            plan.Note);
    }

    private static string? Fault(PhasePlan plan, ConstrainedSpace space, int samples, PluginSettings? recorded) => plan switch
    {
        { FirstSample: < 0 or > MostFirst } => $"planned samples from {plan.FirstSample} on: from 0 to {MostFirst} can be",
        { Samples: < 1 or > MostSamples } => $"planned {plan.Samples} samples: from 1 to {MostSamples} can be",
        { Note.Length: > MostNote } => $"has a note of {plan.Note.Length} characters: at most {MostNote} can be",
        { Architectures: { } listed } => Fault(listed, space),
        { Candidates: < 1 or > MostCandidates } => $"planned {plan.Candidates} candidates: from 1 to {MostCandidates} can be",
        _ => Fault(plan.Strategy, plan.Options, recorded) ?? (plan.Within is { } mask ? Fault(mask, space) : null),
    };

    private static string? Fault(ImmutableArray<Architecture> listed, ConstrainedSpace space)
    {
        if (listed.Length is 0 or > PhasePlan.MostListed) return $"listed {listed.Length} architectures: from 1 to {PhasePlan.MostListed} can be";
        var seen = new HashSet<string>();
        foreach (var (number, architecture) in listed.Index())
        {
            if (!Fits(architecture, space.Space) || !space.Contains(architecture)) return $"listed an architecture outside of the space or its constraint, number {number}: {string.Join(",", architecture?.Choices ?? [])}";
            var text = space.Space.Format(space.Space.Canonical(architecture));
            if (!seen.Add(text)) return $"listed the same architecture twice, the second time as number {number}: {text}";
        }
        return null;
    }

    private static bool Fits(Architecture? architecture, ISearchSpace space) => architecture is not null && architecture.Choices.Length == space.Decisions.Length
        && architecture.Choices.Zip(space.Decisions).All(((int Choice, Decision Decision) pair) => pair.Choice >= 0 && pair.Choice < pair.Decision.Options.Length);

    private static string? Fault(string name, JsonObject options, PluginSettings? recorded)
    {
        try
        {
            var kind = StrategyCatalog.Standard.Find(name);
            if (kind.KnowsOnlyItsOwn) return $"named the strategy '{name}', which needs architectures that can be scored in part";
            _ = StrategyCatalog.Standard.ReadOptions(name, options);
        }
        catch (UserException cause)
        {
            return $"named a strategy that cannot be used: {cause.Message.TrimEnd('.')}";
        }
        var unknown = NodePlugins.StrategyOf(name)?.Assemblies.FirstOrDefault(assembly => recorded?.Assemblies.ContainsKey(assembly.Name) != true);
        return unknown is null ? null : $"named the strategy '{name}' of the assembly {unknown.Name}, which the search does not use otherwise: put both into one assembly";
    }

    private static string? Fault(OptionMask mask, ConstrainedSpace space)
    {
        var fits = mask.Options.Length == space.Space.Decisions.Length
            && mask.Options.Zip(space.Space.Decisions).All(((ImmutableArray<int> Options, Decision Decision) pair) => pair.Options.All(option => option >= 0 && option < pair.Decision.Options.Length));
        if (!fits) return "planned for the options of another space";
        return new ConstrainedSpace(space.Space, space.Range, mask, space.Measure).Count == BigInteger.Zero ? "left nothing that meets the constraint" : null;
    }
}
