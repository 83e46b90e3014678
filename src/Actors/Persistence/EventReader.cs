using System.Data.Common;
using System.Runtime.Serialization;
using Actors.Archive;
using Nas.Model;

namespace Actors.Persistence;

/// <summary>Reads the journal of one persistent actor.</summary>
/// <param name="id">Persistence id.</param>
public sealed class EventReader(IJournalReader journal, string id)
{
    private const string EventsAfterNumber =
        "SELECT message, manifest, identifier, sequence_number FROM journal WHERE persistence_id = @id AND sequence_number > @after AND deleted = false ORDER BY sequence_number";

    private const string LatestSnapshot =
        "SELECT snapshot, manifest, serializer_id, sequence_number FROM snapshot WHERE persistence_id = @id ORDER BY sequence_number DESC LIMIT 1";

    public string Id => id;

    /// <summary>The last event that is known to have been acknowledged; null: it is not known.</summary>
    public JournalPoint? End => journal.Ends.Find(id);

    /// <summary>The rows as they are stored, unchecked. Each call reads them again.</summary>
    /// <param name="after">Events up to this one are left out.</param>
    /// <exception cref="DamagedFileException">The journal cannot be read.</exception>
    public IEnumerable<JournalRow> Rows(long after = 0)
    {
        using var connection = Guarded(journal, journal.Open);
        if (connection is null)
            yield break;
        using var command = Command(connection, EventsAfterNumber);
        Add(command, "after", after);
        using var rows = Guarded(journal, command.ExecuteReader, after);
        for (var last = after; Guarded(journal, rows.Read, last); )
        {
            var row = Guarded(journal, () => Row(rows), last);
            last = row.Sequence;
            yield return row;
        }
    }

    /// <summary>The events as they were written, with their numbers. Each call reads them again.</summary>
    /// <param name="first">The event to begin with, which is known; null: the first that there is.</param>
    /// <exception cref="DamagedFileException">The journal cannot be read, or does not have what was written.</exception>
    public IEnumerable<(long Sequence, object Event)> Events(JournalPoint? first = null)
    {
        // Its end is looked up before it is read: what is written meanwhile is not missed in it.
        var chain = new EventChain(id, End, first);
        if (first is not null)
            chain.BeginWith(first.Sequence);
        foreach (var row in Rows(chain.Last))
            yield return (row.Sequence, Guarded(journal, () => Read(chain, row)));
        Guarded(
            journal,
            () =>
            {
                chain.RequireEnd();
                return true;
            }
        );
    }

    /// <summary>The latest snapshot as it is stored, unchecked; null where there is none that can be read.</summary>
    public JournalRow? Snapshot()
    {
        try
        {
            using var connection = journal.OpenSnapshots();
            if (connection is null)
                return null;
            using var command = Command(connection, LatestSnapshot);
            using var rows = command.ExecuteReader();
            return rows.Read() ? Row(rows) : null;
        }
        // As good as none.
        catch (Exception cause) when (IsUnreadable(cause))
        {
            return null;
        }
    }

    /// <param name="after">The last event that could be read; null: it is not known.</param>
    /// <exception cref="DamagedFileException">The journal is damaged: in a sentence that names it.</exception>
    internal static T Guarded<T>(IJournalReader journal, Func<T> read, long? after = null)
    {
        try
        {
            return read();
        }
        catch (DamagedJournalException damage)
        {
            throw new DamagedFileException($"Cannot read {journal.Name}: {damage.Message} {damage.Remedy}", damage);
        }
        catch (Exception cause) when (IsUnreadable(cause))
        {
            throw new DamagedFileException(
                $"Cannot read {journal.Name}{(after > 0 ? $" after event {after}" : "")}: {cause.Message}",
                cause
            );
        }
    }

    /// <summary>Whether a damaged row throws this: for a value of another kind, or a number that is larger than it can be.</summary>
    private static bool IsUnreadable(Exception cause) =>
        cause
            is DbException
                or SerializationException
                or InvalidCastException
                or InvalidOperationException
                or OverflowException
                or FormatException;

    private static object Read(EventChain chain, JournalRow row)
    {
        object stored;
        try
        {
            stored = row.Stored();
        }
        catch (SerializationException cause)
        {
            throw new DamagedJournalException(chain.Last, $"Event {row.Sequence} cannot be read: {cause.Message}");
        }
        return chain.Read(row.Sequence, stored);
    }

    private static JournalRow Row(DbDataReader rows) =>
        new(rows.GetInt64(3), rows.GetString(1), rows.GetInt32(2), rows.GetFieldValue<byte[]>(0));

    private DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        Add(command, "id", id);
        return command;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
