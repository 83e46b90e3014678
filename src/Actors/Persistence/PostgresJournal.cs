using Nas.Model;
using Npgsql;

namespace Actors.Persistence;

/// <summary>A journal in PostgreSQL, which several control nodes share.</summary>
public static class PostgresJournal
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the database, which may be starting as well. Tables are made by the journal itself.</summary>
    /// <exception cref="UserException">It cannot be reached, or refuses.</exception>
    public static async Task PrepareAsync(string connection, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(time);
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var source = NpgsqlDataSource.Create(connection);
                await using var command = source.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync(cancellation);
                return;
            }
            catch (ArgumentException cause)
            {
                throw new UserException($"The connection string of the journal cannot be read: {cause.Message}", cause);
            }
            catch (NpgsqlException cause)
                when (cause is PostgresException { IsTransient: false } || time.GetElapsedTime(started) > Patience)
            {
                throw new UserException(
                    $"The journal's database cannot be used: {cause.Message} Is it up, and are the connection string's host, name and password right?",
                    cause
                );
            }
            catch (NpgsqlException)
            {
                await Task.Delay(Between, time, cancellation);
            }
        }
    }
}
