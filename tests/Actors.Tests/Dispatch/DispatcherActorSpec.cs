using Actors.Dispatch;
using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;

namespace Actors.Tests.Dispatch;

[Trait("Kind", "Actor")]
public sealed class DispatcherActorSpec : TestKit
{
    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) { }

    [Fact]
    public void Pushes_a_task_to_a_device_as_soon_as_there_are_both_and_tells_the_search_when_the_device_dies()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (search, device, dispatcher) = Start();

        dispatcher.Tell(new SubmitTask("s", DispatchBookTests.Work("t")), search);
        search.ExpectMsg<TaskAccepted>(cancellationToken: cancel);
        dispatcher.Tell(new DeviceHere("host:1:0", "cpu", null), device);
        Assert.Equal("t", device.ExpectMsg<AssignTask>(cancellationToken: cancel).Lease.TaskId);

        Sys.Stop(device);

        var lost = search.ExpectMsg<AttemptLost>(cancellationToken: cancel);
        Assert.Equal(("t", TaskFailure.DeviceLost), (lost.TaskId, lost.Failure));
        var other = CreateTestProbe();
        dispatcher.Tell(new DeviceHere("host:2:0", "cpu", null), other);
        Assert.Equal("t", other.ExpectMsg<AssignTask>(cancellationToken: cancel).Lease.TaskId);
    }

    [Fact]
    public void Names_itself_and_answers_a_suspension_when_the_device_has_let_go()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (search, device, dispatcher) = Start();
        dispatcher.Tell(new WhoDispatches("s"), search);
        var incarnation = search.ExpectMsg<DispatcherIs>(cancellationToken: cancel).Incarnation;
        dispatcher.Tell(new DeviceHere("host:1:0", "cpu", null), device);
        dispatcher.Tell(new SubmitTask("s", DispatchBookTests.Work("t")), search);
        Assert.Equal(incarnation, search.ExpectMsg<TaskAccepted>(cancellationToken: cancel).Incarnation);
        var lease = device.ExpectMsg<AssignTask>(cancellationToken: cancel).Lease;

        dispatcher.Tell(new SuspendSearch("s"), search);
        Assert.Equal(new RevokeLease(lease, SaveCheckpoint: true), device.ExpectMsg<RevokeLease>(cancellationToken: cancel));
        dispatcher.Tell(new LeaseEnded("host:1:0", lease, Finished: false), device);

        search.ExpectMsg<SearchIdle>(cancellationToken: cancel);
    }

    private (Akka.TestKit.TestProbe Search, Akka.TestKit.TestProbe Device, IActorRef Dispatcher) Start()
    {
        var search = CreateTestProbe();
        return (search, CreateTestProbe(), Sys.ActorOf(DispatcherActor.Props(search, TimeProvider.System, new DispatchLimits())));
    }
}
