using System.CommandLine;
using Actors.Clusters;
using Seed.Output;

namespace Seed.Commands.Clusters;

/// <summary>The nodes of a cluster.</summary>
public sealed class NodeListCommand : ClusterCommand
{
    public NodeListCommand(Terminal terminal)
        : base("list", "The nodes of a cluster and what their devices do.", terminal) =>
        Examples = ["langevin node list --cluster 10.0.0.1:4053"];

    protected override async Task<int> RunAsync(ParseResult parsed, ClusterConnection cluster, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var list = await Ask<NodeList>(cluster, new ListNodes(), cancellation);
        Print(
            Terminal,
            parsed.GetValue(Json),
            list.Nodes,
            nodes =>
            {
                var table = new TextTable("node", "role", "address", "status", "devices", "busy", "takes work");
                foreach (var node in nodes)
                    table.Add(
                        node.Name,
                        node.Role,
                        node.Address,
                        node.Status,
                        node.Devices,
                        node.Busy,
                        node.Devices == 0 ? "-"
                            : node.Closed ? "no"
                            : "yes"
                    );
                return table.ToString();
            }
        );
        return ExitCodes.Done;
    }
}
