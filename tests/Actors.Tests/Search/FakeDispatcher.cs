using Actors.Dispatch;
using Akka.Actor;

namespace Actors.Tests.Search;

/// <summary>
/// A dispatcher and its devices in one: a number of tasks at a time, the reports of a task one by one, each repeated until it is accepted.
/// </summary>
/// <param name="reportsOf">All reports of a task, in order; none: it is forgotten until it is submitted again.</param>
/// <param name="devices">Tasks worked on at a time.</param>
/// <param name="incarnation">Tells this dispatcher from one before it.</param>
internal sealed class FakeDispatcher : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, DeviceTask> _queue = [];
    private readonly Dictionary<string, Queue<ITaskReport>> _working = [];

    /// <summary>The search as it last spoke: it may have come back from its journal since a report was first told.</summary>
    private IActorRef _search = ActorRefs.Nobody;

    public FakeDispatcher(Func<DeviceTask, IReadOnlyList<ITaskReport>> reportsOf, int devices, long incarnation)
    {
        Receive<SubmitTask>(submit =>
        {
            _search = Sender;
            if (!_working.ContainsKey(submit.Task.Id))
                _queue[submit.Task.Id] = submit.Task;
            Sender.Tell(new TaskAccepted(submit.SearchId, submit.Task.Id, incarnation));
            Assign(reportsOf, devices, incarnation);
        });
        Receive<WithdrawTask>(withdraw => _queue.Remove(withdraw.TaskId));
        Receive<WhoDispatches>(who => Sender.Tell(new DispatcherIs(who.SearchId, incarnation)));
        Receive<Repeat>(_ =>
        {
            foreach (var reports in _working.Values)
                _search.Tell(reports.Peek());
        });
        Receive<ReportAccepted>(accepted =>
        {
            if (!_working.TryGetValue(accepted.TaskId, out var reports) || ReportKey.Of(reports.Peek()) != accepted.Report)
                return;
            reports.Dequeue();
            if (reports.Count > 0)
            {
                Sender.Tell(reports.Peek());
                return;
            }
            _working.Remove(accepted.TaskId);
            _queue.Remove(accepted.TaskId);
            Assign(reportsOf, devices, incarnation);
        });
        Receive<SuspendSearch>(suspend =>
        {
            _queue.Clear();
            _working.Clear();
            Sender.Tell(new SearchIdle(suspend.SearchId));
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Repeat), Repeat.Instance, RepeatEvery);

    private void Assign(Func<DeviceTask, IReadOnlyList<ITaskReport>> reportsOf, int devices, long incarnation)
    {
        while (_working.Count < devices && _queue.Count > 0)
        {
            var task = _queue.Values.First();
            _queue.Remove(task.Id);
            var reports = new Queue<ITaskReport>(reportsOf(task));
            if (reports.Count == 0)
                continue;
            if (reports.Peek() is TaskFailed failed && failed.Failure.IsOfNode())
            {
                _search.Tell(new DispatcherIs(failed.SearchId, incarnation, null, failed.Reason));
                continue;
            }
            _working.Add(task.Id, reports);
            _search.Tell(reports.Peek());
        }
    }

    private sealed record Repeat : INoSerializationVerificationNeeded
    {
        public static readonly Repeat Instance = new();
    }
}
