using System.Collections.Immutable;
using System.Runtime.Serialization;
using Actors.Persistence;
using Actors.Search.Deciding;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Strategies;
using Nas.Model;

namespace Actors.Archive;

/// <summary>The findings of a look through a whole journal.</summary>
/// <param name="Bytes">Size of the events, without the database's own bytes.</param>
/// <param name="Status">Status of the search after the last event; null where none was started.</param>
/// <param name="Unsealed">Number of events without a checksum, the first ones: they are from before there were checksums.</param>
/// <param name="Snapshot">The event that the latest snapshot follows; null: there is none.</param>
/// <param name="Blobs">Number of blobs that the search refers to now.</param>
/// <param name="Problems">A sentence for each; empty where all is well.</param>
public sealed record JournalFindings(
    long Events,
    long Bytes,
    long Unsealed,
    SearchStatus? Status,
    long? Snapshot,
    ImmutableArray<ReferencedBlob> Blobs,
    ImmutableArray<string> Problems
);

/// <summary>
/// Checks a journal: every event is there once, as it was written, and follows from those before it; the snapshot says what the events say.
/// </summary>
public static class JournalAudit
{
    /// <summary>Most problems that are told: where one event is wrong, those behind it may be wrong because of it.</summary>
    private const int MostProblems = 20;

    /// <param name="id">Persistence id of the search.</param>
    /// <param name="snapshot">The latest; null: there is none.</param>
    /// <param name="end">The last event that is known to have been acknowledged; null: it is not known.</param>
    public static JournalFindings Of(string id, IEnumerable<JournalRow> rows, JournalRow? snapshot = null, JournalPoint? end = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (events, bytes, state, chain) = (0L, 0L, SearchState.NotStarted, new EventChain(id, end));
        var problems = new List<string?>();
        var check = snapshot is null ? null : SnapshotCheck.Of(id, snapshot, problems);
        try
        {
            foreach (var row in rows)
            {
                (events, bytes) = (events + 1, bytes + row.Bytes.Length);
                if (problems.Count >= MostProblems)
                    continue;
                state = Follow(chain, row, state, check, problems);
            }
            if (problems.Count < MostProblems)
                problems.AddRange([chain.ProblemAtEnd(), check?.Problem(chain.Last)]);
        }
        // What is behind it may be there, and cannot be reached.
        catch (DamagedFileException cause)
        {
            problems.Add($"After event {chain.Last}: {cause.Message}");
        }
        return new JournalFindings(
            events,
            bytes,
            chain.Unsealed,
            state.Status,
            snapshot?.Sequence,
            state.Status is null
                ? []
                : [.. SearchTasks.Blobs(state).DistinctBy(blob => blob.Id).OrderBy(blob => blob.Id, StringComparer.Ordinal)],
            [.. problems.OfType<string>()]
        );
    }

    private static SearchState Follow(EventChain chain, JournalRow row, SearchState state, SnapshotCheck? check, List<string?> problems)
    {
        object stored;
        try
        {
            stored = row.Stored();
        }
        catch (SerializationException cause)
        {
            Note(problems, chain.Skip(row.Sequence), $"Event {row.Sequence} cannot be read: {cause.Message}");
            return state;
        }
        Note(problems, chain.Follow(row.Sequence, stored));
        try
        {
            var @event = row.Read();
            state = EventFold.Next(state, row.Sequence, @event);
            check?.Follow(@event, new JournalPoint(row.Sequence, chain.Seal), state);
        }
        catch (DamagedJournalException cause)
        {
            Note(problems, cause.Message);
        }
        catch (SerializationException cause)
        {
            Note(problems, $"Event {row.Sequence} cannot be read: {cause.Message}");
        }
        return state;
    }

    private static void Note(List<string?> problems, params IEnumerable<string?> found) => problems.AddRange(found.OfType<string>());

    /// <summary>A snapshot beside the events that it stands for.</summary>
    private sealed class SnapshotCheck(SearchSnapshot snapshot, long sequence, JournalPoint? follows)
    {
        private readonly Dictionary<string, (int Proposals, KnownArchitectures Known)> _strategies = snapshot.Strategies.ToDictionary(
            saved => saved.Phase,
            saved => Known(saved.State)
        );
        private readonly HashSet<string> _forgetful = [];
        private bool _differs;

        public static SnapshotCheck? Of(string id, JournalRow row, List<string?> problems)
        {
            try
            {
                var stored = row.Stored();
                var follows = new EventChain(id).Followed(row.Sequence, stored);
                if (stored is Sealed && follows is null)
                    throw new SerializationException("its checksum is not that of what is there.");
                return new SnapshotCheck(row.ReadSnapshot(), row.Sequence, follows);
            }
            catch (SerializationException cause)
            {
                problems.Add(
                    $"The snapshot after event {row.Sequence} cannot be read: {cause.Message} Nothing is lost: the next start replays every event."
                );
                return null;
            }
        }

        public void Follow(ISearchEvent @event, JournalPoint last, SearchState state)
        {
            if (last.Sequence == sequence)
            {
                _differs =
                    !Bytes(state).AsSpan().SequenceEqual(Bytes(snapshot.State))
                    || (follows is not null && !last.Seal.AsSpan().SequenceEqual(follows.Seal));
            }
            if (
                @event is CandidateProposed e
                && _strategies.TryGetValue(e.Phase, out var strategy)
                && e.Index < strategy.Proposals
                && !strategy.Known.Contains(e.Architecture)
            )
            {
                _forgetful.Add(e.Phase);
            }
        }

        public string? Problem(long last)
        {
            if (sequence > last)
                return $"The snapshot follows event {sequence}, which is not there.";
            if (_differs)
                return $"The snapshot after event {sequence} does not say what the events up to there say.";
            var forgetful = _strategies
                .Where(saved => _forgetful.Contains(saved.Key) || saved.Value.Known.Count != saved.Value.Proposals)
                .Select(saved => saved.Key);
            return forgetful.FirstOrDefault() is { } phase
                ? $"The snapshot after event {sequence} does not know every proposal of {phase}."
                : null;
        }

        private static (int Proposals, KnownArchitectures Known) Known(StrategyState state)
        {
            var known = new KnownArchitectures();
            known.Add(state.Known);
            return (state.Proposals, known);
        }

        private static byte[] Bytes(SearchState state) => WireTypes.Write(new SearchSnapshot(state, [], []));
    }
}
