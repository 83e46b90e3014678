using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Actors.Dispatch;

namespace Actors.Scores;

/// <summary>
/// Scores by what they depend on, in a table of any database; the same SQL everywhere. It is a cache: bounded, the oldest go first; an
/// entry that was altered is none, and whatever is wrong with the database costs evaluations, never a result. Calls block, and come one at
/// a time.
/// </summary>
/// <param name="open">An open connection.</param>
/// <param name="limit">Entries that stay, of some 150 bytes each.</param>
public sealed class ScoreStore(Func<DbConnection> open, TimeProvider time, int limit = ScoreStore.UsualLimit) : IDisposable
{
    public const int UsualLimit = 1_000_000;

    private const int ChecksumBytes = 8,
        NumberBytes = 16,
        BetweenCounts = 10_000;

    private DbConnection? _connection;
    private int _keptSinceCount = BetweenCounts;

    /// <summary>The known scores of the keys; null where nothing is known.</summary>
    /// <exception cref="DbException">The database cannot be used now.</exception>
    public KnownScore?[] Find(IReadOnlyList<ScoreKey> keys) =>
        Guarded(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT entry FROM scores WHERE id = @id";
            var id = Parameter(command, "id");
            return keys.Select(key =>
                {
                    var bytes = BytesOf(key);
                    id.Value = bytes;
                    return command.ExecuteScalar() is byte[] entry ? Read(bytes, entry) : null;
                })
                .ToArray();
        });

    /// <exception cref="DbException">The database cannot be used now.</exception>
    public void Keep(IReadOnlyList<(ScoreKey Key, KnownScore Score)> scores) =>
        Guarded(connection =>
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText =
                "INSERT INTO scores (id, entry, stored) VALUES (@id, @entry, @stored) ON CONFLICT (id) DO UPDATE SET entry = excluded.entry, stored = excluded.stored";
            var (id, entry, stored) = (Parameter(command, "id"), Parameter(command, "entry"), Parameter(command, "stored"));
            stored.Value = time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var (key, score) in scores)
            {
                var bytes = BytesOf(key);
                (id.Value, entry.Value) = (bytes, Written(bytes, score));
                command.ExecuteNonQuery();
            }
            _keptSinceCount += scores.Count;
            if (_keptSinceCount >= Math.Min(BetweenCounts, limit))
                KeepLimit(connection, transaction);
            transaction.Commit();
            return true;
        });

    public void Dispose() => _connection?.Dispose();

    private void KeepLimit(DbConnection connection, DbTransaction transaction)
    {
        _keptSinceCount = 0;
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "DELETE FROM scores WHERE id IN (SELECT id FROM scores ORDER BY stored DESC, id LIMIT 2000000000 OFFSET @limit)";
        Parameter(command, "limit").Value = limit;
        command.ExecuteNonQuery();
    }

    /// <summary>A connection that failed is not used again.</summary>
    private T Guarded<T>(Func<DbConnection, T> action)
    {
        try
        {
            return action(_connection ??= Opened());
        }
        catch
        {
            _connection?.Dispose();
            _connection = null;
            throw;
        }
    }

    private DbConnection Opened()
    {
        var connection = open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "CREATE TABLE IF NOT EXISTS scores (id BYTEA PRIMARY KEY, entry BYTEA NOT NULL, stored BIGINT NOT NULL); CREATE INDEX IF NOT EXISTS scores_stored ON scores (stored)";
        command.ExecuteNonQuery();
        return connection;
    }

    private static DbParameter Parameter(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }

    private static byte[] BytesOf(ScoreKey key)
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key.High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), key.Low);
        return bytes;
    }

    /// <summary>Checksum over key and content; score; loss, NaN for none; device.</summary>
    private static byte[] Written(byte[] key, KnownScore known)
    {
        var content = new byte[NumberBytes + Encoding.UTF8.GetByteCount(known.Device)];
        BinaryPrimitives.WriteDoubleLittleEndian(content, known.Score.Score);
        BinaryPrimitives.WriteDoubleLittleEndian(content.AsSpan(8), known.Score.Loss ?? double.NaN);
        Encoding.UTF8.GetBytes(known.Device, content.AsSpan(NumberBytes));
        return [.. Checksum(key, content), .. content];
    }

    private static KnownScore? Read(byte[] key, byte[] entry)
    {
        if (entry.Length < ChecksumBytes + NumberBytes)
            return null;
        var content = entry.AsSpan(ChecksumBytes);
        if (!entry.AsSpan(0, ChecksumBytes).SequenceEqual(Checksum(key, content)))
            return null;
        var loss = BinaryPrimitives.ReadDoubleLittleEndian(content[8..]);
        return new KnownScore(
            new CandidateScore(BinaryPrimitives.ReadDoubleLittleEndian(content), double.IsNaN(loss) ? null : loss),
            Encoding.UTF8.GetString(content[NumberBytes..])
        );
    }

    private static ReadOnlySpan<byte> Checksum(byte[] key, ReadOnlySpan<byte> content) =>
        SHA256.HashData([.. key, .. content]).AsSpan(0, ChecksumBytes);
}
