using Actors.Clusters;
using Actors.Hosting;
using Actors.Serialization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Coordination;

namespace Actors.Tests.Clusters;

/// <summary>
/// A member without a control role has to ask who goes on. A control node that died a moment ago is still taken for alive.
/// </summary>
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class DatabaseLeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly ActorSystem[] _control = [Start(NodeOptions.ControlRole), Start(NodeOptions.ControlRole)];
    private readonly ActorSystem _asker = Start("web");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var system in (ActorSystem[])[.. _control, _asker])
            await Cluster.Get(system).JoinAsync(Cluster.Get(_control[0]).SelfAddress, Cancel);
        while (Cluster.Get(_asker).State.Members.Count(member => member.Status == MemberStatus.Up) < 3)
            await Task.Delay(50, Cancel);
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(((ActorSystem[])[.. _control, _asker]).Select(system => system.Terminate()));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public async Task Where_one_control_node_is_silent_another_is_asked_whichever_it_is(int silent, bool yes)
    {
        Answer(silent, null);
        Answer(1 - silent, new GoOn(yes));
        Assert.Equal(yes, await Lease().Acquire());
    }

    [Fact]
    public async Task Where_the_database_is_away_a_side_with_all_control_nodes_goes_on_for_no_other_does()
    {
        foreach (var system in _control)
            system.ActorOf(ArbiterActor.Props("Host=127.0.0.1;Port=1;Timeout=1"), ArbiterActor.Name);
        Assert.True(await Lease().Acquire());
    }

    [Fact]
    public async Task Where_a_control_node_is_missing_only_the_database_s_word_counts_and_silence_is_no()
    {
        await _control[0].Terminate();
        while (Cluster.Get(_asker).State.Unreachable.IsEmpty)
            await Task.Delay(100, Cancel);
        Assert.False(await Lease().Acquire());

        Answer(1, new GoOn(Yes: false, Unknown: true));
        Assert.False(await Lease().Acquire());
    }

    private void Answer(int node, GoOn? answer) => _control[node].ActorOf(Props.Create(() => new Arbiter(answer)), ArbiterActor.Name);

    private DatabaseLease Lease() =>
        new(
            new LeaseSettings(
                "lease",
                "owner",
                new TimeoutSettings(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9), Patience),
                Config.Empty
            ),
            (ExtendedActorSystem)_asker
        );

    private static ActorSystem Start(string role) =>
        ActorSystem.Create(
            "langevin",
            ConfigurationFactory
                .ParseString(
                    $$"""
                    akka {
                      loglevel = OFF
                      stdout-loglevel = OFF
                      actor.provider = cluster
                      remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
                      cluster.roles = [{{role}}]
                      # Ends as if it died.
                      coordinated-shutdown.run-by-actor-system-terminate = off
                    }
                    """
                )
                .WithFallback(WireSerialization.Config)
        );

    private sealed class Arbiter : ReceiveActor
    {
        public Arbiter(GoOn? answer) =>
            Receive<MayWeGoOn>(_ =>
            {
                if (answer is not null)
                    Sender.Tell(answer);
            });
    }
}
