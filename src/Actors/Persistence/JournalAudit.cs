using System.Collections.Immutable;
using System.Runtime.Serialization;
using Actors.Search;

namespace Actors.Persistence;

/// <summary>What a look through a whole journal finds.</summary>
/// <param name="Bytes">Of the events, without the database's own.</param>
/// <param name="Status">Of the search after the last event; null where none was started.</param>
/// <param name="Blobs">That the search refers to now.</param>
/// <param name="Problems">A sentence for each; empty where all is well.</param>
public sealed record JournalFindings(long Events, long Bytes, SearchStatus? Status, ImmutableArray<string> Blobs, ImmutableArray<string> Problems);

/// <summary>Checks a journal: every event is there once, can be read, and follows from those before it.</summary>
public static class JournalAudit
{
    /// <summary>Where one event is wrong, those behind it may be wrong because of it: no more are told than this.</summary>
    private const int MostProblems = 20;

    public static JournalFindings Of(IEnumerable<JournalRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (events, bytes, last, state) = (0L, 0L, 0L, SearchState.NotStarted);
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var row in rows)
        {
            (events, bytes) = (events + 1, bytes + row.Bytes.Length);
            if (problems.Count >= MostProblems) continue;
            if (row.Sequence != last + 1) problems.Add(row.Sequence <= last ? $"Event {row.Sequence} comes after event {last}." : Missing(last + 1, row.Sequence - 1));
            last = row.Sequence;
            try
            {
                state = state.Apply(row.Read());
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
        return new JournalFindings(events, bytes, state.Status, state.Status is null ? [] : [.. SearchTasks.ReferencedBlobs(state).Order(StringComparer.Ordinal)], problems.ToImmutable());
    }

    private static string Missing(long first, long last) => first == last ? $"Event {first} is missing." : $"Events {first} to {last} are missing.";
}
