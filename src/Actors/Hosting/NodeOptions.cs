using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace Actors.Hosting;

/// <summary>Where a node listens and whom it joins.</summary>
public sealed record NodeOptions
{
    /// <summary>Name of the actor system on every node.</summary>
    public const string SystemName = "langevin";

    public const string ControlRole = "control";

    public const string DeviceRole = "gpu";

    /// <summary>Address to listen on. Anything but loopback is open to whoever can reach it.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0: any free port.</summary>
    public int Port { get; init; }

    /// <summary><c>HOST:PORT</c> of a node of the cluster; null: the node starts a cluster of its own.</summary>
    public string? Join { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public ILoggerFactory? Loggers { get; init; }

    /// <summary>What other nodes give as <see cref="Join"/>.</summary>
    public static string Contact(Address address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return $"{address.Host}:{address.Port}";
    }
}
