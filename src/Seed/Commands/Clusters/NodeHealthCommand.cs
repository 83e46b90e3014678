using System.CommandLine;
using Actors.Clusters;
using Seed.Output;

namespace Seed.Commands.Clusters;

/// <summary>Tells probes how a node is: exit code 0 where it takes part in its cluster.</summary>
public sealed class NodeHealthCommand : ClusterCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public NodeHealthCommand(Terminal terminal)
        : base(
            "health",
            "Whether the node at --cluster HOST:PORT takes part in its cluster; exit code 0 if it does, 1 if not, 2 if it is silent.",
            terminal
        ) => Examples = ["langevin node health --cluster 127.0.0.1:4053"];

    protected override async Task<int> RunAsync(ParseResult parsed, ClusterConnection cluster, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(cluster);
        var health = await cluster.HealthAsync(Patience, cancellation);
        Print(Terminal, parsed.GetValue(Json), health, found => $"{found.Node}: {found.Status}");
        return health.Ready ? ExitCodes.Done : ExitCodes.Failed;
    }
}
