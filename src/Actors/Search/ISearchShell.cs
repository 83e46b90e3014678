using Actors.Persistence;
using Actors.Scores;
using Actors.Search.Planning;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;

namespace Actors.Search;

/// <summary>The surroundings that carry out a search's decisions (<see cref="SearchCore"/>).</summary>
internal interface ISearchShell
{
    /// <summary>Checksum of the last event that is durable.</summary>
    byte[] Seal { get; }

    /// <summary>
    /// Gives events to the journal, behind those given before. Each, once durable, is answered by <see cref="SearchCore.Confirm"/>.
    /// </summary>
    void Persist(IReadOnlyList<ISearchEvent> events);

    /// <summary>Does this once every event given so far is durable; at once where all are.</summary>
    void OnceDurable(Action action);

    /// <summary>Stores a snapshot, in its own time; nothing depends on whether that succeeds.</summary>
    /// <param name="follows">The event that it follows, which is durable.</param>
    void SaveSnapshot(SearchSnapshot snapshot, JournalPoint follows);

    void ToDispatcher(IWireMessage message);

    /// <summary>
    /// Sends to the store of known scores: answered by <see cref="ScoresFound"/>, or not at all. Only where the core reuses scores.
    /// </summary>
    void ToScores(IScoreMessage message);

    /// <summary>
    /// Has somebody else's code asked on a thread of its own: answered by <see cref="SearchCore.PlanAnswered"/>, within its patience.
    /// </summary>
    void Ask(PhaseStart.AskPlugin question);

    /// <summary>Calls <see cref="SearchCore.Reconcile"/> soon, behind the messages that wait already.</summary>
    void ReconcileSoon();

    /// <summary>The state that may be shown has changed.</summary>
    void Changed(SearchState durable);

    /// <summary>
    /// The search leaves memory: a failed one, so that the next start meets a new one with new strategies; one that runs comes back by
    /// itself.
    /// </summary>
    void Rest(SearchState durable);

    /// <summary>A plan threw: the search fails with a reason. For the log.</summary>
    void PlanFailed(Exception cause);
}
