using Actors.Dispatch;
using Actors.Hosting;
using Akka.Cluster;

namespace Actors.Clusters;

/// <summary>Members of the cluster carry their node's name as a role.</summary>
public static class NodeNames
{
    private const string Prefix = "node-";

    public static string Role(string node) => Prefix + node;

    /// <summary>The member that speaks for the node: its device processes carry the name as well.</summary>
    public static Member? Find(ClusterEvent.CurrentClusterState state, string node) =>
        state.Members.FirstOrDefault(member => member.HasRole(Role(node)) && Speaks(member));

    /// <summary>Every node, with what its devices do.</summary>
    public static IEnumerable<NodeSummary> List(ClusterEvent.CurrentClusterState state, DispatchView dispatch)
    {
        foreach (var member in state.Members.Where(Speaks))
        {
            var name = member.Roles.First(role => role.StartsWith(Prefix, StringComparison.Ordinal))[Prefix.Length..];
            var devices = dispatch.Devices.Where(device => device.Node == name).ToList();
            yield return new NodeSummary(
                name,
                NodeRoles.Of(member).ToString(),
                NodeOptions.Contact(member.Address),
                state.Unreachable.Contains(member) ? "unreachable" : member.Status.ToString().ToLowerInvariant(),
                devices.Count,
                devices.Count(device => device.SearchId is not null),
                devices.Exists(device => device.Closed)
            );
        }
    }

    private static bool Speaks(Member member) =>
        NodeRoles.Of(member) != new NodeRoles() && member.Roles.Any(role => role.StartsWith(Prefix, StringComparison.Ordinal));
}
