using Actors.Hosting;
using Akka.Cluster;
using Nas.Model;

namespace Actors.Clusters;

/// <summary>The tasks of a node, in any combination.</summary>
/// <param name="Control">Decides and journals: searches, dispatcher, catalogue.</param>
/// <param name="Devices">Keeps the device processes of its machine.</param>
/// <param name="Web">Shows the cluster to browsers and programs; has no part in its work.</param>
public sealed record NodeRoles(bool Control = false, bool Devices = false, bool Web = false)
{
    /// <summary>Whether no search depends on it: it may leave its cluster and join again as it likes.</summary>
    public bool OnlyWeb => Web && !Control && !Devices;

    /// <summary>Roles of the cluster's member. The device processes that a node keeps are members of their own.</summary>
    internal IEnumerable<string> OfMember => Words(NodeOptions.KeeperRole);

    /// <param name="text">The roles as users write them: control, gpu, web, or several with commas.</param>
    /// <exception cref="UserException">Another word, or none.</exception>
    public static NodeRoles Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (
            words.Length == 0
            || !Array.TrueForAll(words, word => word is NodeOptions.ControlRole or NodeOptions.DeviceRole or NodeOptions.WebRole)
        )
            throw new UserException(
                $"--role {text}: must be {NodeOptions.ControlRole}, {NodeOptions.DeviceRole}, {NodeOptions.WebRole}, or several of them with commas"
            );
        return new(words.Contains(NodeOptions.ControlRole), words.Contains(NodeOptions.DeviceRole), words.Contains(NodeOptions.WebRole));
    }

    internal static NodeRoles Of(Member member) =>
        new(member.HasRole(NodeOptions.ControlRole), member.HasRole(NodeOptions.KeeperRole), member.HasRole(NodeOptions.WebRole));

    /// <summary>The roles in the form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Join(',', Words(NodeOptions.DeviceRole));

    private IEnumerable<string> Words(string devices)
    {
        if (Control)
            yield return NodeOptions.ControlRole;
        if (Devices)
            yield return devices;
        if (Web)
            yield return NodeOptions.WebRole;
    }
}
