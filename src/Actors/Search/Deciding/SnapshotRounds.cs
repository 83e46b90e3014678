using System.Collections.Immutable;
using Actors.Persistence;
using Actors.Search.State;
using Actors.Search.State.Snapshots;
using Actors.Strategies;

namespace Actors.Search.Deciding;

/// <summary>
/// Takes a search's snapshots, one at a time. A round begins with the state at some event; strategies are asked where they stand, and
/// answer when they have made every proposal that this state knows of, and perhaps more. Once the journal has these too, the snapshot is
/// whole: what follows the state in the journal is replayed, and a strategy that is ahead ignores what it knows.
/// </summary>
/// <param name="every">Least number of events between two snapshots.</param>
internal sealed class SnapshotRounds(int every)
{
    /// <summary>
    /// The part of all events that may follow the last snapshot, one in so many: the amount written stays in proportion, however large a
    /// snapshot grows.
    /// </summary>
    private const int Share = 20;

    private Round? _round;
    private long _last;
    private int _number;

    /// <summary>The journal has a snapshot at this event.</summary>
    public void Restored(long sequence) => _last = sequence;

    /// <summary>A new round, where one is due.</summary>
    /// <param name="last">The event that led to <paramref name="durable"/>.</param>
    /// <param name="ask">Asks the strategies at work, by the round's number; gives the names of their phases.</param>
    public void Consider(SearchState durable, JournalPoint last, DeliveredResults delivered, Func<int, IReadOnlyList<string>> ask)
    {
        // A strategy whose phase is over does not answer any more.
        if (_round is { } round && round.Waiting.Exists(phase => durable.Phase(phase) is { Completed: true }))
            _round = null;
        if (_round is not null || last.Sequence - _last < Math.Max(every, last.Sequence / Share))
            return;
        _round = new Round(++_number, durable, last, delivered.Saved);
        _round.Waiting.AddRange(ask(_number));
    }

    public void Answered(string phase, int number, StrategyState? state, long sequence)
    {
        if (_round is not { } round || round.Number != number || !round.Waiting.Remove(phase))
            return;
        if (state is not null)
        {
            round.Strategies.Add(new SavedStrategy(phase, state));
            return;
        }
        // This one has to be replayed; there will be another time, when its phase is over.
        (_round, _last) = (null, sequence);
    }

    /// <summary>The snapshot that is whole now, with the event that it follows; null where none is.</summary>
    public (SearchSnapshot Snapshot, JournalPoint Follows)? Take(SearchState durable)
    {
        if (_round is not { Waiting.Count: 0 } round || round.Strategies.Exists(saved => IsAhead(saved, durable)))
            return null;
        (_round, _last) = (null, round.Follows.Sequence);
        return (new SearchSnapshot(round.State, round.Delivered, [.. round.Strategies]), round.Follows);
    }

    private static bool IsAhead(SavedStrategy saved, SearchState durable) =>
        saved.State.Proposals > (durable.Candidates(saved.Phase)?.Proposed ?? 0);

    private sealed class Round(int number, SearchState state, JournalPoint follows, ImmutableArray<DeliveredResult> delivered)
    {
        public int Number { get; } = number;

        public SearchState State { get; } = state;

        public JournalPoint Follows { get; } = follows;

        public ImmutableArray<DeliveredResult> Delivered { get; } = delivered;

        /// <summary>Phases whose strategies have not answered.</summary>
        public List<string> Waiting { get; } = [];

        public List<SavedStrategy> Strategies { get; } = [];
    }
}
