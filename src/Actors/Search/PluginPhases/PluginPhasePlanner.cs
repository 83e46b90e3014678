using System.Collections.Immutable;
using Actors.Plugins;
using Actors.Search.Planning;
using Actors.Search.State;
using Nas.Model.Plugins;
using Nas.Model.Randomness;
using Nas.Model.Settings;

namespace Actors.Search.PluginPhases;

/// <summary>The phases of a search that plug-ins plan, behind one of the method's own that proposes candidates.</summary>
internal static class PluginPhasePlanner
{
    /// <summary>Number of the best candidates of a phase that are kept for those that follow it.</summary>
    public const int Kept = 1000;

    private const string Purpose = "phase-plan",
        Section = "phases";

    /// <summary>The spec of a phase of the method's own, which keeps what phases behind it will ask for.</summary>
    public static CandidateSpec Followed(SearchSettings settings, string phase, CandidateSpec spec) =>
        settings is IPhasedSettings phased && phased.PhasesAfter(phase).Any() ? spec with { Kept = Kept } : spec;

    /// <param name="method">Names the strategy of the phase that they follow, whose patience is theirs.</param>
    /// <param name="first">Name of the phase that they follow.</param>
    /// <param name="offer">Tells what they go on from, once that phase has started.</param>
    public static IEnumerable<PlannedPhase> After(
        ISearchMethod method,
        string first,
        SearchContext context,
        Func<SearchState, PhaseOffer> offer
    )
    {
        var all = ((IPhasedSettings)context.Settings).Phases ?? [];
        var strategy = method.StrategyOf(context.Settings, first)!;
        string[] names = [first, .. ((IPhasedSettings)context.Settings).PhasesAfter(first).Select(phase => phase.PhaseName)];
        return ((IPhasedSettings)context.Settings)
            .PhasesAfter(first)
            .Select(
                (phase, index) =>
                    new PlannedPhase(
                        phase.PhaseName,
                        state => Start(context, strategy, offer, phase, all.IndexOf(phase), names[..(index + 1)], state)
                    )
            );
    }

    /// <summary>The best candidate of a phase of the method's own and those of plug-ins behind it, once they are all over.</summary>
    /// <param name="notYet">Why there is nothing.</param>
    public static CandidateResult? Found(SearchSettings settings, SearchState state, string first, out PhaseStart? notYet)
    {
        notYet = PhaseStart.Later.Instance;
        var behind = (settings as IPhasedSettings)?.PhasesAfter(first) ?? [];
        if (
            state.Candidates(first) is not { Completed: true } phase
            || behind.Any(one => state.Phase(one.PhaseName) is not { Completed: true })
        )
            return null;
        var best = PhaseGroup.Best(state, first);
        if (best is null)
            notYet = new PhaseStart.Impossible(phase.WhyNothing());
        return best;
    }

    /// <exception cref="Nas.Model.UserException">This process lacks a class, has another one, or an option is wrong.</exception>
    public static void Require(SearchSettings settings)
    {
        foreach (var phase in (settings as IPhasedSettings)?.Phases ?? [])
            _ = ClassOf(phase, settings).ReadOptions(phase.Options, Section);
    }

    private static PluginClass ClassOf(PhaseSettings phase, SearchSettings settings) =>
        PluginRegistry.Require<ISearchPhase>("phase", phase.Plugin, settings.Plugins);

    private static PhaseStart Start(
        SearchContext context,
        NamedStrategy strategy,
        Func<SearchState, PhaseOffer> offerOf,
        PhaseSettings phase,
        int number,
        string[] before,
        SearchState state
    )
    {
        // All of them, so that what there is does not depend on when it is asked for.
        if (state.Phase(before[^1]) is null || state.Phases.Any(one => !one.Completed))
            return PhaseStart.Later.Instance;
        CandidatePhase[] found = [.. before.Select(state.Candidates).OfType<CandidatePhase>()];
        if (Array.TrueForAll(found, one => one.Best is null))
        {
            return new PhaseStart.Impossible(found[0].WhyNothing());
        }
        var patience = TimeSpan.FromSeconds(strategy.Settings.Patience);
        return new PhaseStart.AskPlugin(
            () => Ask(context, offerOf(state), phase, number, found, state),
            patience,
            new PhaseStart.Impossible(
                $"The phase '{phase.PhaseName}' did not say within {patience.TotalSeconds:0} seconds what it plans, and is given up: raise {strategy.Section}.patience, or go on with other phases."
            )
        );
    }

    private static PhaseStart Ask(
        SearchContext context,
        PhaseOffer offer,
        PhaseSettings phase,
        int number,
        CandidatePhase[] found,
        SearchState state
    )
    {
        try
        {
            var inputs = PhaseInputs.Of(context.Spaces, offer, found, state);
            var plan = ClassOf(phase, context.Settings)
                .Create<ISearchPhase>(phase.Options, Section)
                .Plan(inputs.Context(RandomStream.For(context.Settings.Seed, Purpose, number)));
            return PlanCheck.Start(plan, phase.PhaseName, inputs, context.Settings.Plugins, out var fault)
                ?? new PhaseStart.Impossible($"The phase '{phase.PhaseName}' {fault}.");
        }
        // It is anybody's code: whatever it throws becomes the reason why the search stops.
        catch (Exception cause)
        {
            return new PhaseStart.Impossible($"The phase '{phase.PhaseName}' failed: {Reasons.Of(cause)}");
        }
    }
}
