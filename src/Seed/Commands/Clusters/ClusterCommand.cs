using System.CommandLine;
using Actors.Clusters;
using Actors.Serialization;
using Seed.Output;

namespace Seed.Commands.Clusters;

/// <summary>A word with a running cluster.</summary>
public abstract class ClusterCommand : LangevinCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ClusterOptions _options = new();

    protected ClusterCommand(string name, string description, Terminal terminal)
        : base(name, description)
    {
        Terminal = terminal;
        Json = JsonOption();
        _options.AddTo(this);
        Add(Json);
        SetAction(
            async (parsed, cancellation) =>
            {
                await using var connection = _options.Open(parsed, terminal);
                return await RunAsync(parsed, connection, cancellation);
            }
        );
    }

    protected Terminal Terminal { get; }

    protected Option<bool> Json { get; }

    protected abstract Task<int> RunAsync(ParseResult parsed, ClusterConnection cluster, CancellationToken cancellation);

    protected static Task<T> Ask<T>(ClusterConnection cluster, IWireMessage question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return cluster.AskAsync<T>(question, Patience, cancellation);
    }

    protected static Argument<string> SearchArgument() => new("SEARCH") { Description = "Name of the search: see langevin list." };
}
