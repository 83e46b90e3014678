using System.Collections.Immutable;
using System.Runtime.Serialization;
using Actors.Search;
using Actors.Search.Events;
using Actors.Search.Snapshots;
using Actors.Serialization;
using Actors.Strategies;

namespace Actors.Persistence;

/// <summary>What a look through a whole journal finds.</summary>
/// <param name="Bytes">Of the events, without the database's own.</param>
/// <param name="Status">Of the search after the last event; null where none was started.</param>
/// <param name="Blobs">That the search refers to now.</param>
/// <param name="Problems">A sentence for each; empty where all is well.</param>
public sealed record JournalFindings(long Events, long Bytes, SearchStatus? Status, ImmutableArray<string> Blobs, ImmutableArray<string> Problems);

/// <summary>Checks a journal: every event is there once, can be read, and follows from those before it; the snapshot says what the events say.</summary>
public static class JournalAudit
{
    /// <summary>Where one event is wrong, those behind it may be wrong because of it: no more are told than this.</summary>
    private const int MostProblems = 20;

    /// <param name="snapshot">The latest; null: there is none.</param>
    public static JournalFindings Of(IEnumerable<JournalRow> rows, JournalRow? snapshot = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (events, bytes, last, state) = (0L, 0L, 0L, SearchState.NotStarted);
        var problems = ImmutableArray.CreateBuilder<string>();
        var check = snapshot is null ? null : SnapshotCheck.Of(snapshot, problems);
        foreach (var row in rows)
        {
            (events, bytes) = (events + 1, bytes + row.Bytes.Length);
            if (problems.Count >= MostProblems) continue;
            if (row.Sequence != last + 1) problems.Add(row.Sequence <= last ? $"Event {row.Sequence} comes after event {last}." : Missing(last + 1, row.Sequence - 1));
            last = row.Sequence;
            try
            {
                var @event = row.Read();
                state = state.Apply(@event);
                check?.Follow(@event, row.Sequence, state);
            }
            catch (SerializationException cause)
            {
                problems.Add($"Event {row.Sequence} cannot be read: {cause.Message}");
            }
            // Whatever a fold of events throws, it is because of an event that should not be there.
            catch (Exception cause) when (cause is InvalidOperationException or ArgumentException or NullReferenceException or IndexOutOfRangeException)
            {
                problems.Add($"Event {row.Sequence} ({row.Manifest}) does not follow from those before it: {cause.Message}");
            }
        }
        if (problems.Count < MostProblems && check?.Problem(last) is { } problem) problems.Add(problem);
        return new JournalFindings(events, bytes, state.Status, state.Status is null ? [] : [.. SearchTasks.ReferencedBlobs(state).Order(StringComparer.Ordinal)], problems.ToImmutable());
    }

    /// <summary>A snapshot beside the events that it stands for.</summary>
    private sealed class SnapshotCheck(SearchSnapshot snapshot, long sequence)
    {
        private readonly Dictionary<string, (int Proposals, KnownArchitectures Known)> _strategies = snapshot.Strategies.ToDictionary(saved => saved.Phase, saved => Known(saved.State));
        private readonly HashSet<string> _forgetful = [];
        private bool _differs;

        public static SnapshotCheck? Of(JournalRow row, ImmutableArray<string>.Builder problems)
        {
            try
            {
                return new SnapshotCheck(row.ReadSnapshot(), row.Sequence);
            }
            catch (SerializationException cause)
            {
                problems.Add($"The snapshot after event {row.Sequence} cannot be read: {cause.Message} Nothing is lost: the next start replays every event.");
                return null;
            }
        }

        public void Follow(ISearchEvent @event, long number, SearchState state)
        {
            if (number == sequence) _differs = !Bytes(state).AsSpan().SequenceEqual(Bytes(snapshot.State));
            if (@event is CandidateProposed e && _strategies.TryGetValue(e.Phase, out var strategy) && e.Index < strategy.Proposals && !strategy.Known.Contains(e.Architecture))
            {
                _forgetful.Add(e.Phase);
            }
        }

        public string? Problem(long last)
        {
            if (sequence > last) return $"The snapshot follows event {sequence}, which is not there.";
            if (_differs) return $"The snapshot after event {sequence} does not say what the events up to there say.";
            var forgetful = _strategies.Where(saved => _forgetful.Contains(saved.Key) || saved.Value.Known.Count != saved.Value.Proposals).Select(saved => saved.Key);
            return forgetful.FirstOrDefault() is { } phase ? $"The snapshot after event {sequence} does not know every proposal of {phase}." : null;
        }

        private static (int Proposals, KnownArchitectures Known) Known(StrategyState state)
        {
            var known = new KnownArchitectures();
            known.Add(state.Known);
            return (state.Proposals, known);
        }

        private static byte[] Bytes(SearchState state) => WireTypes.Write(new SearchSnapshot(state, [], []));
    }

    private static string Missing(long first, long last) => first == last ? $"Event {first} is missing." : $"Events {first} to {last} are missing.";
}
