using Actors.Dispatch;
using Actors.Hosting;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.Remote.Hosting;

namespace Actors.Tests.Hosting;

public sealed class DeviceProcessActorSpec : TestKit
{
    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithRemoting("127.0.0.1", 0).WithClustering(new ClusterOptions { Roles = ["control"] });

    [Fact]
    public async Task Tells_the_dispatcher_how_its_process_ended_starts_another_and_ends_it_with_itself()
    {
        var cancel = TestContext.Current.CancellationToken;
        var launched = System.Threading.Channels.Channel.CreateUnbounded<FakeProcess>();
        var number = 0;
        IDeviceProcess Launch()
        {
            var process = new FakeProcess(++number);
            launched.Writer.TryWrite(process);
            return process;
        }
        var actor = Sys.ActorOf(DeviceProcessActor.Props(Launch, TestActor, TimeProvider.System));

        (await launched.Reader.ReadAsync(cancel)).End(137);
        var killed = await ExpectMsgAsync<DeviceProcessExited>(cancellationToken: cancel);
        Assert.Equal(new DeviceProcessExited(DeviceName.OfProcess(1), TaskFailure.DeviceLost, "killed"), killed);

        var second = await launched.Reader.ReadAsync(cancel);
        second.LastError = "terminate called";
        second.End(134);
        var crashed = await ExpectMsgAsync<DeviceProcessExited>(cancellationToken: cancel);
        Assert.Equal((TaskFailure.NativeCrash, "aborted: terminate called"), (crashed.Failure, crashed.Reason));

        var third = await launched.Reader.ReadAsync(cancel);
        await actor.GracefulStop(TimeSpan.FromSeconds(5));
        Assert.True(third.Killed);
    }

    private sealed class FakeProcess(int id) : IDeviceProcess
    {
        private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Id => id;

        public Task<int> Exited => _exited.Task;

        public string? LastError { get; set; }

        public bool Killed { get; private set; }

        public void Kill() => Killed = true;

        public void End(int status) => _exited.SetResult(status);
    }
}
