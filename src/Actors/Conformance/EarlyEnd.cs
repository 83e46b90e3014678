using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;

namespace Actors.Conformance;

/// <summary>Finds a strategy that said that nothing new is left while results were due that would have led it on.</summary>
internal static class EarlyEnd
{
    /// <param name="journal">The journal of a search whose phase is over.</param>
    /// <returns>The proposal of a new instance that has observed every result; null: it has none.</returns>
    public static Proposed? Of(StrategyCatalog catalog, SearchContext context, IReadOnlyList<ISearchEvent> journal, string phaseName)
    {
        var (state, given) = (SearchState.NotStarted, 0);
        Proposer? proposer = null;
        foreach (var @event in journal)
        {
            var before = state.Candidates(phaseName);
            state = state.Apply(@event);
            if (@event is not CandidateProposed proposed || proposed.Phase != phaseName)
                continue;
            Give(before!);
            proposer!.Recall(proposed.Architecture, before!.ObservedBy(proposed));
        }
        if (state.Candidates(phaseName) is not { Exhausted: true } phase)
            return null;
        Give(phase);
        return proposer!.TryPropose(phase.Proposed) as Proposed;

        void Give(CandidatePhase known)
        {
            // It observes all that it is given before it answers.
            proposer ??= Proposers.Open(catalog, context, known.Spec with { Window = 1 }, state.Planned.IndexOf(phaseName));
            for (; given < known.Released + known.Ready.Count; given++)
                proposer.Give(known.Ready[given - known.Released]);
        }
    }
}
