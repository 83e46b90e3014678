using System.ComponentModel;
using System.Threading.Channels;
using Actors.Dispatch;
using Actors.Hosting;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.Remote.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Hosting;

[Trait("Kind", "Actor")]
public sealed class DeviceProcessActorSpec : TestKit
{
    private readonly Channel<FakeProcess> _launched = Channel.CreateUnbounded<FakeProcess>();
    private readonly FakeTimeProvider _time = new();
    private int _number;
    private int _failures;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithRemoting("127.0.0.1", 0).WithClustering(new ClusterOptions { Roles = ["control", Node.ProcessRole(Name(1))] });

    [Fact]
    public async Task Tells_the_dispatcher_how_its_process_ended_starts_another_and_ends_it_with_itself()
    {
        var actor = Keeper();

        (await NextProcess()).End(137);
        var killed = await ExpectMsgAsync<DeviceProcessExited>(cancellationToken: Cancel);
        Assert.Equal(new DeviceProcessExited(Name(1), TaskFailure.DeviceKilled, "killed"), killed);

        var second = await NextProcess();
        (second.AtWork, second.LastError) = ("checking a layer", "terminate called");
        second.End(134);
        var crashed = await ExpectMsgAsync<DeviceProcessExited>(cancellationToken: Cancel);
        Assert.Equal((TaskFailure.NativeCrash, "aborted: checking a layer: terminate called"), (crashed.Failure, crashed.Reason));

        var third = await NextProcess();
        await actor.GracefulStop(TimeSpan.FromSeconds(5));
        Assert.True(third.Killed.IsCompleted);
    }

    [Fact]
    public async Task A_process_that_cannot_be_started_is_tried_again()
    {
        _failures = 1;
        Keeper();

        Assert.Equal(Name(2), (await NextProcess()).Name);
    }

    [Fact]
    public async Task A_process_that_is_not_in_the_cluster_is_ended_after_its_time_to_join_and_a_member_is_not()
    {
        var cluster = Akka.Cluster.Cluster.Get(Sys);
        await cluster.JoinAsync(cluster.SelfAddress, Cancel);
        Keeper();
        var member = await NextProcess();
        _time.Advance(TimeSpan.FromMinutes(3));
        await Task.WhenAny(member.Killed, Task.Delay(TimeSpan.FromSeconds(2.5), Cancel));
        Assert.False(member.Killed.IsCompleted);

        member.End(137);
        var stranger = await NextProcess();
        _time.Advance(TimeSpan.FromMinutes(3));
        await stranger.Killed.WaitAsync(Cancel);
    }

    private static string Name(int number) => DeviceName.OfProcess(number, "life");

    private IActorRef Keeper() => Sys.ActorOf(DeviceProcessActor.Props(Launch, TestActor, _time));

    private FakeProcess Launch()
    {
        var process = new FakeProcess(Name(++_number));
        if (_failures-- > 0)
            throw new Win32Exception(11, "Resource temporarily unavailable");
        _launched.Writer.TryWrite(process);
        return process;
    }

    private async Task<FakeProcess> NextProcess() => await _launched.Reader.ReadAsync(Cancel);

    private sealed class FakeProcess(string name) : IDeviceProcess
    {
        private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => name;

        public Task<int> Exited => _exited.Task;

        public Task Killed => _killed.Task;

        public string? LastError { get; set; }

        public string? AtWork { get; set; }

        public void Kill() => _killed.TrySetResult();

        public void End(int status) => _exited.SetResult(status);
    }
}
