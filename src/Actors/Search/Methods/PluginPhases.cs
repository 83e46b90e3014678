using System.Collections.Immutable;
using Actors.Plugins;
using Actors.Strategies;
using Nas.Model.Plugins;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Methods;

/// <summary>The phases of a search that plug-ins plan, behind one that proposes candidates.</summary>
internal static class PluginPhases
{
    /// <summary>Of the best candidates of a phase, for those that follow it.</summary>
    public const int Kept = 1000;

    private const string Purpose = "phase-plan", Section = "phases";

    /// <param name="first">Name of the phase that they follow.</param>
    /// <param name="pattern">What that one does: what a plan does not say is as there.</param>
    public static IEnumerable<PlannedPhase> Of(SearchContext context, string first, CandidateSpec pattern, ImmutableArray<PhaseSettings> phases)
    {
        string[] names = [first, .. phases.Select(phase => phase.PhaseName)];
        return phases.Select((phase, index) => new PlannedPhase(phase.PhaseName, state => Start(context, pattern, phase, index, names[..(index + 1)], state)));
    }

    /// <exception cref="Nas.Model.UserException">This process lacks a class, has another one, or an option is wrong.</exception>
    public static void Require(SearchSettings settings)
    {
        foreach (var phase in (settings as BlackBoxSettings)?.Phases ?? []) _ = ClassOf(phase, settings).ReadOptions(phase.Options, Section);
    }

    private static PluginClass ClassOf(PhaseSettings phase, SearchSettings settings) => PluginRegistry.Require<ISearchPhase>("phase", phase.Plugin, settings.Plugins);

    private static PhaseStart Start(SearchContext context, CandidateSpec pattern, PhaseSettings phase, int index, string[] before, SearchState state)
    {
        CandidatePhase[] found = [.. before.Select(state.Candidates).OfType<CandidatePhase>().Where(one => one.Completed)];
        if (found.Length < before.Length) return PhaseStart.Later.Instance;
        if (Array.TrueForAll(found, one => one.Best is null))
        {
            return new PhaseStart.Impossible($"None of the {found[0].Proposed} candidates could be scored, the first because: {found[0].FirstFailure}");
        }
        var patience = TimeSpan.FromSeconds(SearchMethods.StrategiesOf(context.Settings).First().Patience);
        return new PhaseStart.Thought(() => Ask(context, pattern, phase, index, found), patience, new PhaseStart.Impossible(
            $"The phase '{phase.PhaseName}' did not say within {patience.TotalSeconds:0} seconds what it plans, and is given up: raise strategy.patience, or go on with other phases."));
    }

    private static PhaseStart Ask(SearchContext context, CandidateSpec pattern, PhaseSettings phase, int index, CandidatePhase[] found)
    {
        try
        {
            var space = context.Spaces.Open(pattern.Space, new CostRange(pattern.MinCost, pattern.MaxCost));
            var plan = ClassOf(phase, context.Settings).Create<ISearchPhase>(phase.Options, Section).Plan(new PhaseContext(
                space, [.. found.Select(one => Findings(one, space.Space))], RandomStream.For(context.Settings.Seed, Purpose, index)));
            return PhasePlans.Start(plan, space, pattern, context.Settings.Plugins, out var fault) is { } start ? start : new PhaseStart.Impossible($"The phase '{phase.PhaseName}' {fault}.");
        }
        // It is anybody's code: whatever it throws becomes the reason why the search stops.
        catch (Exception cause)
        {
            return new PhaseStart.Impossible($"The phase '{phase.PhaseName}' failed: {cause.Message}");
        }
    }

    private static PhaseFindings Findings(CandidatePhase phase, ISearchSpace space) => new(
        phase.Name, phase.Proposed, phase.Failed,
        [.. phase.Top.Select(one => new Observation(one.Index, space.Parse(one.Architecture), one.Madds, one.Score) { Scores = one.Scores })],
        phase.Spec.Samples[0].Sample ?? 0, phase.Spec.Samples.Length);
}
