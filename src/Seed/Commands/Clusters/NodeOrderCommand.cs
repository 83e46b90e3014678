using System.CommandLine;
using Actors.Clusters;
using Seed.Output;

namespace Seed.Commands.Clusters;

/// <summary>A word to a node: drain, cordon, uncordon.</summary>
public sealed class NodeOrderCommand : ClusterCommand
{
    private readonly Argument<string> _node = new("NAME") { Description = "Name of the node: see langevin node list." };
    private readonly NodeCommand _order;

    public NodeOrderCommand(NodeCommand order, string description, Terminal terminal)
        : base(order.ToString().ToLowerInvariant(), description, terminal)
    {
        _order = order;
        Add(_node);
        Examples = [$"langevin node {Name} gpu-7 --cluster 10.0.0.1:4053"];
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ClusterConnection cluster, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var ordered = await Ask<NodeOrdered>(cluster, new OrderNode(parsed.GetRequiredValue(_node), _order), cancellation);
        Print(Terminal, parsed.GetValue(Json), ordered, node => $"{node.Node}: {Name} is under way");
        return ExitCodes.Done;
    }
}
