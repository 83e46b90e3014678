using Actors.Hosting;
using Actors.Persistence;
using Actors.Scores;
using Akka.Configuration;
using Microsoft.Extensions.Logging;
using Nas.Model;

namespace Actors.Clusters;

/// <summary>Turns a cluster's settings into those of its actor systems.</summary>
public static class ClusterConfig
{
    /// <param name="roles">Roles besides the node's name.</param>
    /// <param name="port">Port to listen on; device processes take any.</param>
    public static NodeOptions Node(
        ClusterSettings settings,
        IReadOnlyList<string> roles,
        int port,
        IReadOnlyList<string> join,
        ILoggerFactory? loggers
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new NodeOptions
        {
            Host = settings.Host,
            PublicHost = settings.PublicHost,
            Port = port,
            Join = join,
            Roles = [.. roles, NodeNames.Role(settings.NodeName)],
            Loggers = loggers,
            Tls = settings.Tls is { } tls ? NodeTls.Load(tls) : null,
            Overlay = ConfigurationFactory
                .ParseString(
                    $$"""
                    akka.cluster {
                      split-brain-resolver.active-strategy = {{(settings.DatabaseDecides ? "lease-majority" : "keep-majority")}}
                      shutdown-after-unsuccessful-join-seed-nodes = {{settings.JoinWithin}}s
                    }
                    """
                )
                .WithFallback(Hosting.Node.Embedded("many-nodes.conf")),
        };
    }

    /// <exception cref="UserException">No connection string is given.</exception>
    public static Config Journal(ClusterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Journal.Kind == JournalSettings.Postgres
            ? SearchPersistence.Sql("PostgreSQL.15", Connection(settings))
            : SearchPersistence.Sqlite(settings.Directory);
    }

    /// <summary>The store of scores, beside the journal.</summary>
    /// <exception cref="UserException">No connection string is given.</exception>
    public static ScoreStore Scores(ClusterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Journal.Kind == JournalSettings.Postgres
            ? ScoreFile.InPostgres(Connection(settings))
            : ScoreFile.In(settings.Directory);
    }

    /// <summary>Connection string of the PostgreSQL journal.</summary>
    /// <exception cref="UserException">None is given.</exception>
    public static string Connection(ClusterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Journal.Connection
            ?? Environment.GetEnvironmentVariable(JournalSettings.Variable)
            ?? throw new UserException(
                $"journal.kind is postgres, but there is no connection string: set journal.connection or the environment variable {JournalSettings.Variable}."
            );
    }
}
