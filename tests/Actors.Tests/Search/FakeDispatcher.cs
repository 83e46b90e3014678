using Actors.Dispatch;
using Actors.Search;
using Akka.Actor;

namespace Actors.Tests.Search;

/// <summary>
/// A dispatcher and its devices in one: a number of tasks at a time, the reports of a task one by one, each repeated until it is accepted.
/// </summary>
/// <param name="reportsOf">All reports of a task, in order; none: it is forgotten until it is submitted again.</param>
/// <param name="devices">Tasks worked on at a time.</param>
/// <param name="incarnation">Tells this dispatcher from one before it.</param>
internal sealed class FakeDispatcher : ReceiveActor
{
    private readonly Dictionary<string, DeviceTask> _queue = [];
    private readonly Dictionary<string, Queue<ITaskReport>> _working = [];
    private readonly HashSet<string> _done = [];

    public FakeDispatcher(Func<DeviceTask, IReadOnlyList<ITaskReport>> reportsOf, int devices, long incarnation)
    {
        Receive<SubmitTask>(submit =>
        {
            var reports = _working.GetValueOrDefault(submit.Task.Id);
            if (reports is null) _queue[submit.Task.Id] = submit.Task;
            Sender.Tell(new TaskAccepted(submit.SearchId, submit.Task.Id, incarnation));
            // A search that has come back from its journal never saw it.
            if (reports?.TryPeek(out var pending) is true) Sender.Tell(pending);
            Assign(Sender, reportsOf, devices);
        });
        Receive<WithdrawTask>(withdraw => _queue.Remove(withdraw.TaskId));
        Receive<WhoDispatches>(who => Sender.Tell(new DispatcherIs(who.SearchId, incarnation)));
        Receive<ReportAccepted>(accepted =>
        {
            if (!_working.TryGetValue(accepted.TaskId, out var reports) || ReportKey.Of(reports.Peek()) != accepted.Report) return;
            reports.Dequeue();
            if (reports.Count > 0)
            {
                Sender.Tell(reports.Peek());
                return;
            }
            _working.Remove(accepted.TaskId);
            _done.Add(accepted.TaskId);
            _queue.Remove(accepted.TaskId);
            Assign(Sender, reportsOf, devices);
        });
        Receive<SuspendSearch>(suspend =>
        {
            _queue.Clear();
            _working.Clear();
            Sender.Tell(new SearchIdle(suspend.SearchId));
        });
    }

    private void Assign(IActorRef search, Func<DeviceTask, IReadOnlyList<ITaskReport>> reportsOf, int devices)
    {
        while (_working.Count < devices && _queue.Count > 0)
        {
            var task = _queue.Values.First();
            _queue.Remove(task.Id);
            var reports = new Queue<ITaskReport>(reportsOf(task));
            if (reports.Count == 0) continue;
            _working.Add(task.Id, reports);
            search.Tell(reports.Peek());
        }
    }
}
