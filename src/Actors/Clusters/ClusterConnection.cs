using Actors.Hosting;
using Actors.Serialization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Nas.Model;

namespace Actors.Clusters;

/// <summary>
/// A client's way to a cluster: asks one node after the other until one answers. No member of the cluster, so that it costs nothing and
/// may vanish; the nodes answer over the connection that it opens, so that they need not be able to reach it.
/// </summary>
public sealed class ClusterConnection : IClusterClient, IAsyncDisposable
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(4);

    private readonly ActorSystem _system;
    private readonly NodeAsker _asker;

    private ClusterConnection(ActorSystem system, IReadOnlyList<string> contacts, bool encrypted, TimeProvider time)
    {
        _system = system;
        _asker = new NodeAsker(
            actor => [.. contacts.Select(contact => system.ActorSelection($"{NodeOptions.Url(contact, encrypted)}/user/{actor}"))],
            Each,
            patience =>
                $"No node of the cluster answered at {string.Join(", ", contacts)} within {patience.TotalSeconds:0} seconds: is one of them up, and is this the very address that it said it is up at?",
            time
        );
    }

    /// <param name="contacts">Nodes, <c>HOST:PORT</c> each.</param>
    /// <param name="tls">The nodes' own TLS settings; null: they have none.</param>
    /// <exception cref="UserException">The certificates cannot be used.</exception>
    public static ClusterConnection Open(IReadOnlyList<string> contacts, TlsSettings? tls, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        var own = ConfigurationFactory.ParseString(
            $$"""
            akka {
              actor.provider = remote
              loggers = []
              loglevel = OFF
              remote.dot-netty.tcp { enable-ssl = {{(
                tls is null ? "off" : "on"
            )}}, hostname = "127.0.0.1", public-hostname = "client-{{Guid.NewGuid():N}}", port = 0 }
            }
            """
        );
        var setup = ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(own.WithFallback(WireSerialization.Config).WithFallback(Node.Defaults))
        );
        if (tls is not null)
            setup = setup.And(NodeTls.Load(tls));
        return new(ActorSystem.Create("client", setup), contacts, tls is not null, time);
    }

    /// <inheritdoc/>
    public Task<T> AskAsync<T>(IWireMessage question, TimeSpan patience, CancellationToken cancellation) =>
        _asker.AskAsync<T>(GateActor.Name, question, patience, cancellation);

    /// <summary>Asks a node, of whatever role, how it is.</summary>
    public Task<NodeHealth> HealthAsync(TimeSpan patience, CancellationToken cancellation) =>
        _asker.AskAsync<NodeHealth>(NodeKeeperActor.Name, new AskHealth(), patience, cancellation);

    public async ValueTask DisposeAsync() => await _system.Terminate();
}
