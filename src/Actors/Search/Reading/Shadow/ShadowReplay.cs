using System.Text.Json.Nodes;
using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Reading.Shadow;

/// <summary>
/// Replays a recorded search to a strategy that did not decide it: at each proposal it has observed what the recorded strategy had, and the
/// same random numbers; what it would have proposed is noted, and the search goes on as it did. Nothing is scored, nothing is written.
/// </summary>
/// <param name="journal">The events from the first; called several times, and must tell the same each time.</param>
public sealed class ShadowReplay(Func<IEnumerable<ISearchEvent>> journal)
{
    /// <summary>The phases that have a strategy, in their order.</summary>
    public IReadOnlyList<string> Phases { get; } =
    [.. journal().OfType<PhaseStarted>().Where(started => started.Candidates is not null).Select(started => started.Phase)];

    /// <param name="phase">The candidate phase, one of <see cref="Phases"/>.</param>
    /// <exception cref="UserException">The strategy or one of its options is unknown.</exception>
    public IEnumerable<ShadowRow> Rows(string phase, StrategyCatalog catalog, string strategy, JsonObject options)
    {
        // Told before the first row is asked for.
        _ = catalog.ReadOptions(strategy, options);
        return Replay(phase, catalog, strategy, options);
    }

    private IEnumerable<ShadowRow> Replay(string phase, StrategyCatalog catalog, string strategy, JsonObject options)
    {
        var known = SearchHistory
            .Candidates(journal, phase)
            // An architecture may have been proposed again with more samples.
            .GroupBy(candidate => candidate.Proposed.Architecture, StringComparer.Ordinal)
            .ToDictionary(
                proposals => proposals.Key,
                proposals => (proposals.Last().Proposed.Index, proposals.Last().Result?.Score),
                StringComparer.Ordinal
            );
        var (state, given) = (SearchState.NotStarted, 0);
        Proposer? proposer = null;
        foreach (var @event in journal())
        {
            var before = state;
            state = state.Apply(@event);
            if (@event is not CandidateProposed proposed || proposed.Phase != phase || before.Candidates(phase) is not { } candidates)
                continue;
            proposer ??= Open(catalog, strategy, options, state, candidates);
            for (; given < candidates.Released + candidates.Ready.Count; given++)
                proposer.Give(candidates.Ready[given - candidates.Released]);
            var observed = candidates.ObservedBy(proposed);
            yield return Row(proposed, proposer.Rehearse(proposed.Index, observed), known);
            proposer.Recall(proposed.Architecture, observed);
        }
    }

    private static Proposer Open(StrategyCatalog catalog, string strategy, JsonObject options, SearchState state, CandidatePhase phase)
    {
        var settings = MethodSciences.Read(state.Settings);
        var context = new SearchContext(settings, MethodSciences.Spaces(settings));
        return Proposers.Open(
            catalog,
            context,
            phase.Spec with
            {
                Strategy = strategy,
                Options = options.ToJsonString(),
            },
            state.Planned.IndexOf(phase.Name)
        );
    }

    private static ShadowRow Row(CandidateProposed recorded, ProposalAnswer? answer, Dictionary<string, (int Index, double? Score)> known)
    {
        var (shadow, origin) = answer switch
        {
            Proposed one => (one.Architecture, one.Origin),
            StrategyFault fault => (null, fault.Reason),
            NothingNew => (null, "nothing new left"),
            _ => (null, "would wait for more results"),
        };
        return shadow is not null && known.TryGetValue(shadow, out var found)
            ? new ShadowRow(recorded.Index, recorded.Architecture, shadow, origin, found.Index, found.Score)
            : new ShadowRow(recorded.Index, recorded.Architecture, shadow, origin, null, null);
    }
}
