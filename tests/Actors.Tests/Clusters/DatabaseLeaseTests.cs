using Actors.Clusters;
using Actors.Hosting;
using Actors.Serialization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Coordination;

namespace Actors.Tests.Clusters;

/// <summary>A member without a control role has to ask who goes on. A control node that died a moment ago is still taken for alive.</summary>
public sealed class DatabaseLeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly ActorSystem[] _control = [Start(NodeOptions.ControlRole), Start(NodeOptions.ControlRole)];
    private readonly ActorSystem _asker = Start("web");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var system in (ActorSystem[])[.. _control, _asker]) await Cluster.Get(system).JoinAsync(Cluster.Get(_control[0]).SelfAddress, Cancel);
        while (Cluster.Get(_asker).State.Members.Count(member => member.Status == MemberStatus.Up) < 3) await Task.Delay(50, Cancel);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(((ActorSystem[])[.. _control, _asker]).Select(system => system.Terminate()));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public async Task Where_one_control_node_is_silent_another_is_asked_whichever_it_is(int silent, bool yes)
    {
        _control[silent].ActorOf(Props.Create(() => new Arbiter(null)), ArbiterActor.Name);
        _control[1 - silent].ActorOf(Props.Create(() => new Arbiter(yes)), ArbiterActor.Name);

        Assert.Equal(yes, await Lease().Acquire());
    }

    [Fact]
    public async Task Where_all_are_silent_nobody_goes_on_and_that_is_known_in_time()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.False(await Lease().Acquire());
        Assert.InRange(clock.Elapsed, Patience / 2, Patience * 2);
    }

    private DatabaseLease Lease() => new(
        new LeaseSettings("lease", "owner", new TimeoutSettings(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9), Patience), Config.Empty), (ExtendedActorSystem)_asker);

    private static ActorSystem Start(string role) => ActorSystem.Create("langevin", ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
          cluster.roles = [{{role}}]
        }
        """).WithFallback(WireSerialization.Config));

    private sealed class Arbiter : ReceiveActor
    {
        public Arbiter(bool? answer) => Receive<MayWeGoOn>(_ =>
        {
            if (answer is { } yes) Sender.Tell(new GoOn(yes));
        });
    }
}
