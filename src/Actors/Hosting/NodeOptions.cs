using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;
using Microsoft.Extensions.Logging;

namespace Actors.Hosting;

/// <summary>The address at which a node listens, and the nodes that it joins.</summary>
public sealed record NodeOptions
{
    /// <summary>Name of the actor system on every node.</summary>
    public const string SystemName = "langevin";

    public const string ControlRole = "control";

    public const string DeviceRole = "gpu";

    /// <summary>Role of nodes that keep device processes, which are members of their own.</summary>
    public const string KeeperRole = "keeper";

    /// <summary>Role of nodes that show the cluster, and have no part in its work.</summary>
    public const string WebRole = "web";

    /// <summary>Address to listen on. Anything but loopback is open to whoever can reach it.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Name or address under which others reach it; null: <see cref="Host"/>.</summary>
    public string? PublicHost { get; init; }

    /// <summary>Port to listen on; 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary><c>HOST:PORT</c> of nodes of the cluster; none: the node starts a cluster of its own.</summary>
    public IReadOnlyList<string> Join { get; init; } = [];

    /// <summary>The certificates of the cluster. Null: connections are neither encrypted nor authenticated.</summary>
    public DotNettySslSetup? Tls { get; init; }

    /// <summary>Configuration that this node has on top of hocon/node.conf.</summary>
    public Config Overlay { get; init; } = Config.Empty;

    public required IReadOnlyList<string> Roles { get; init; }

    public ILoggerFactory? Loggers { get; init; }

    /// <summary>The address of a contact's actors.</summary>
    public static string Url(string contact, bool encrypted)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var colon = contact.LastIndexOf(':');
        return $"akka.{(encrypted ? "ssl." : "")}tcp://{SystemName}@{HostOf(contact[..colon])}{contact[colon..]}";
    }

    /// <summary>
    /// The one form of a host, in which nodes listen and are sought: addresses are compared as text, and localhost would be another machine
    /// than 127.0.0.1.
    /// </summary>
    public static string HostOf(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var plain = host.Trim('[', ']');
        if (plain.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return IPAddress.Loopback.ToString();
        if (!IPAddress.TryParse(plain, out var address))
            return plain.ToLowerInvariant();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }

    /// <summary>The address that other nodes give as <see cref="Join"/>.</summary>
    public static string Contact(Address address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return $"{address.Host}:{address.Port}";
    }
}
