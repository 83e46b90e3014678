using Actors.Hosting;
using Actors.Search;
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
public sealed class ClusterConnection : IAsyncDisposable
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);

    private readonly ActorSystem _system;
    private readonly IReadOnlyList<string> _contacts;
    private readonly bool _encrypted;
    private readonly TimeProvider _time;
    private int _current;

    private ClusterConnection(ActorSystem system, IReadOnlyList<string> contacts, bool encrypted, TimeProvider time) =>
        (_system, _contacts, _encrypted, _time) = (system, contacts, encrypted, time);

    /// <param name="contacts">Nodes, <c>HOST:PORT</c> each.</param>
    /// <param name="tls">As the nodes have it; null: they have none.</param>
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
              remote.dot-netty.tcp { enable-ssl = {{(tls is null ? "off" : "on")}}, hostname = "127.0.0.1", public-hostname = "client-{{Guid.NewGuid():N}}", port = 0 }
            }
            """);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(own.WithFallback(WireSerialization.Config).WithFallback(Node.Defaults)));
        if (tls is not null) setup = setup.And(NodeTls.Load(tls));
        return new(ActorSystem.Create("client", setup), contacts, tls is not null, time);
    }

    /// <summary>Asks a control node.</summary>
    /// <param name="patience">How long to go on asking.</param>
    /// <exception cref="UserException">Nobody answered in time, or the answer was no.</exception>
    public Task<T> AskAsync<T>(IWireMessage question, TimeSpan patience, CancellationToken cancellation) =>
        AskAsync<T>(GateActor.Name, question, patience, cancellation);

    /// <summary>Asks a node, of whatever role, how it is.</summary>
    /// <exception cref="UserException">It did not answer in time.</exception>
    public Task<NodeHealth> HealthAsync(TimeSpan patience, CancellationToken cancellation) =>
        AskAsync<NodeHealth>(NodeKeeperActor.Name, new AskHealth(), patience, cancellation);

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private async Task<T> AskAsync<T>(string whom, IWireMessage question, TimeSpan patience, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            switch (await AskOnceAsync(whom, question, cancellation))
            {
                case SearchRefused refused:
                    throw new UserException(refused.Reason);
                case GateRefused { Reason: not GateActor.Again } refused:
                    throw new UserException(refused.Reason);
                case T answer:
                    return answer;
            }
            if (_time.GetElapsedTime(started) >= patience) throw new UserException(
                $"No node of the cluster answered at {string.Join(", ", _contacts)} within {patience.TotalSeconds:0} seconds: is one of them up, and is its address right?");
            _current = (_current + 1) % _contacts.Count;
            await Task.Delay(Between, _time, cancellation);
        }
    }

    /// <returns>Null: no answer.</returns>
    private async Task<object?> AskOnceAsync(string whom, IWireMessage question, CancellationToken cancellation)
    {
        try
        {
            var path = NodeOptions.Url(_contacts[_current], _encrypted);
            return await _system.ActorSelection($"{path}/user/{whom}").Ask<object>(question, Each, cancellation);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
