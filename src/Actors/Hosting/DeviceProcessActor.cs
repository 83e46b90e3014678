using System.ComponentModel;
using Actors.Dispatch;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace Actors.Hosting;

/// <summary>
/// Keeps one device process running. It learns of the process's end at once, and sees to it that everybody does: the dispatcher gives the
/// task to another device, and the cluster forgets the member instead of waiting for heartbeats. A process that is no member of the cluster
/// is of no use, and may never end by itself: frozen, or stuck before it joined. It is ended and another is started.
/// </summary>
public sealed class DeviceProcessActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>A start from a cold disk, and a join after that.</summary>
    private static readonly TimeSpan Joining = TimeSpan.FromMinutes(2);

    private readonly Func<IDeviceProcess> _launch;
    private readonly IActorRef _dispatcher;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IDeviceProcess? _process;
    private long _started;
    private long _killsBefore;
    private RestartDelay _delay = RestartDelay.None;

    public DeviceProcessActor(Func<IDeviceProcess> launch, IActorRef dispatcher, TimeProvider time)
    {
        (_launch, _dispatcher, _time) = (launch, dispatcher, time);
        Receive<Start>(_ => Launch());
        Receive<Look>(_ => EndIfAbsent());
        Receive<Ended>(ended => Report(ended.Status));
        Receive<Status.Failure>(failure => throw failure.Cause);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Func<IDeviceProcess> launch, IActorRef dispatcher, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new DeviceProcessActor(launch, dispatcher, time));

    protected override void PreStart() => Launch();

    protected override void PostStop()
    {
        if (_process is { } process)
            TakeOutOfCluster(process.Name);
        Close();
    }

    private void Launch()
    {
        _killsBefore = OutOfMemoryKills.Count();
        _started = _time.GetTimestamp();
        try
        {
            _process = _launch();
        }
        // Out of memory, processes or files, most likely: that passes.
        catch (Exception cause) when (cause is Win32Exception or IOException)
        {
            _delay = _delay.After(new ProcessExit(TaskFailure.DeviceLost, cause.Message, FromOutside: false), TimeSpan.Zero);
            _log.Error("A device process cannot be started ({Reason}); tried again {When}", cause.Message, When(_delay.Wait));
            Timers.StartSingleTimer(nameof(Start), Start.Instance, _delay.Wait);
            return;
        }
        _log.Info("Device process {Process} started", _process.Name);
        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, BetweenLooks);
        _process.Exited.PipeTo(Self, success: status => new Ended(status));
    }

    private void Report(int status)
    {
        if (_process is not { } process)
            return;
        var exit = ProcessExit.Of(status, OutOfMemoryKills.Count() - _killsBefore);
        var reason = exit.FromOutside
            ? exit.Reason
            : string.Join(": ", new[] { exit.Reason, process.AtWork, process.LastError }.OfType<string>());
        _dispatcher.Tell(new DeviceProcessExited(process.Name, exit.Failure, reason));
        TakeOutOfCluster(process.Name);
        _delay = _delay.After(exit, _time.GetElapsedTime(_started));
        _log.Warning(
            "Device process {Process} ended ({Reason}); another starts {When}{Advice}",
            process.Name,
            reason,
            When(_delay.Wait),
            exit.Failure == TaskFailure.NativeCrash ? $". {NativeCrash.Advice}" : ""
        );
        Close();
        Timers.StartSingleTimer(nameof(Start), Start.Instance, _delay.Wait);
    }

    private void EndIfAbsent()
    {
        if (_process is not { } process || _time.GetElapsedTime(_started) < Joining || MembersOf(process.Name).Any())
            return;
        _log.Warning("Device process {Process} is not in the cluster: ended", process.Name);
        process.Kill();
        Timers.Cancel(nameof(Look));
    }

    private static string When(TimeSpan wait) => wait == TimeSpan.Zero ? "at once" : $"in {wait.TotalSeconds:0} s";

    private static void TakeOutOfCluster(string name)
    {
        foreach (var member in MembersOf(name))
            Cluster.Get(Context.System).Down(member.Address);
    }

    private static IEnumerable<Member> MembersOf(string name)
    {
        var role = Node.ProcessRole(name);
        return Cluster.Get(Context.System).State.Members.Where(member => member.HasRole(role));
    }

    private void Close()
    {
        _process?.Kill();
        (_process as IDisposable)?.Dispose();
        _process = null;
    }

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }

    private sealed class Start
    {
        public static readonly Start Instance = new();
    }

    private sealed record Ended(int Status);
}
