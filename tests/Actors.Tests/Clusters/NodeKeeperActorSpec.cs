using Actors.Clusters;
using Actors.Dispatch;
using Actors.Hosting;
using Actors.Search;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.Remote.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Clusters;

[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class NodeKeeperActorSpec : TestKit
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _drained = new();
    private readonly TaskCompletionSource<string> _conflict = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder
            .WithRemoting("127.0.0.1", 0)
            .WithClustering(new ClusterOptions { Roles = [NodeOptions.ControlRole] })
            .AddStartup((system, _) => Akka.Cluster.Cluster.Get(system).Join(Akka.Cluster.Cluster.Get(system).SelfAddress));

    [Fact]
    public async Task A_cordoned_node_says_so_again_and_again_until_it_is_opened()
    {
        var dispatcher = CreateTestProbe();
        var keeper = Keeper(dispatcher);
        keeper.Tell(new OrderNode("n", NodeCommand.Cordon), TestActor);
        await ExpectMsgAsync<NodeOrdered>(cancellationToken: Cancel);
        for (var i = 0; i < 2; i++)
            Assert.Equal(new NodeClosed("n", Draining: false), await dispatcher.ExpectMsgAsync<NodeClosed>(cancellationToken: Cancel));

        keeper.Tell(new OrderNode("n", NodeCommand.Uncordon), TestActor);
        await ExpectMsgAsync<NodeOrdered>(cancellationToken: Cancel);
        await dispatcher.FishForMessageAsync<NodeOpened>(_ => true, cancellationToken: Cancel);
        await dispatcher.ExpectNoMsgAsync(TimeSpan.FromSeconds(1.5), Cancel);
    }

    [Fact]
    public async Task A_drained_node_may_leave_when_its_devices_hold_no_lease()
    {
        var dispatcher = CreateTestProbe();
        await AwaitConditionAsync(
            () => Task.FromResult(Akka.Cluster.Cluster.Get(Sys).SelfMember.Status == Akka.Cluster.MemberStatus.Up),
            TimeSpan.FromSeconds(20),
            cancellationToken: Cancel
        );
        var keeper = Keeper(dispatcher);
        keeper.Tell(new OrderNode("n", NodeCommand.Drain), TestActor);
        Assert.True((await dispatcher.ExpectMsgAsync<NodeClosed>(cancellationToken: Cancel)).Draining);
        keeper.Tell(new NodeStands("n", 1), dispatcher);
        await dispatcher.ExpectMsgAsync<NodeClosed>(cancellationToken: Cancel);
        Assert.False(_drained.Task.IsCompleted);

        keeper.Tell(new NodeStands("n", 0), dispatcher);
        await _drained.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task A_node_without_devices_is_not_cordoned_and_drained_at_once()
    {
        var keeper = Keeper(null);
        keeper.Tell(new OrderNode("n", NodeCommand.Cordon), TestActor);
        await ExpectMsgAsync<GateRefused>(cancellationToken: Cancel);
        keeper.Tell(new OrderNode("n", NodeCommand.Drain), TestActor);
        await ExpectMsgAsync<NodeOrdered>(cancellationToken: Cancel);
        await _drained.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task A_second_writer_ends_the_node_unless_a_write_that_was_given_up_may_have_arrived_late()
    {
        var keeper = Keeper(null);
        keeper.Tell(new SearchFault("s", "the database is away"), TestActor);
        keeper.Tell(new SearchFault("s", "early", Conflict: true), TestActor);
        await HealthAsync(keeper);
        Assert.False(_conflict.Task.IsCompleted);

        _time.Advance(TimeSpan.FromMinutes(2));
        keeper.Tell(new SearchFault("s", "late", Conflict: true), TestActor);
        Assert.Equal("late", await _conflict.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
    }

    private async Task<NodeHealth> HealthAsync(IActorRef keeper)
    {
        keeper.Tell(new AskHealth(), TestActor);
        return await ExpectMsgAsync<NodeHealth>(cancellationToken: Cancel);
    }

    private IActorRef Keeper(IActorRef? dispatcher) =>
        Sys.ActorOf(
            NodeKeeperActor.Props("n", dispatcher, _time, () => _drained.TrySetResult(), sentence => _conflict.TrySetResult(sentence))
        );
}
