using Actors.Archive;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Scores;
using Actors.Search;
using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Simulation.Checking;

namespace Actors.Simulation;

/// <summary>
/// One incarnation of a search on a control node, around the real decisions: what <see cref="SearchActor"/> is in a real cluster.
/// </summary>
internal sealed class SimulatedSearch : ISearchShell
{
    private static readonly TimeSpan Recovery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Soon = TimeSpan.FromMicroseconds(10);
    private static readonly TimeSpan Thinking = TimeSpan.FromMicroseconds(200);
    private static readonly TimeSpan BetweenTicks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenShown = TimeSpan.FromSeconds(5);

    /// <summary>Far more often than in earnest: every restart is to meet one.</summary>
    private const int SnapshotEvery = 20;

    private readonly SimulatedCluster _cluster;
    private readonly SimulatedJournal _journal;
    private readonly SearchCore _core;

    /// <summary>Events on their way to the journal, and what is to be done once those before it are there, in order.</summary>
    private readonly Queue<(ISearchEvent? Event, Action? Action)> _waiting = [];

    private readonly List<Action> _stash = [];
    private long _durable;
    private bool _recovered;
    private bool _writing;
    private TimeSpan _showNext;

    public SimulatedSearch(SimulatedCluster cluster, ControlNodeState node, SimulatedSubject subject, SimulatedJournal journal, int writer)
    {
        (_cluster, Node, _journal, Id, Writer) = (cluster, node, journal, subject.Id, writer);
        _core = new SearchCore(
            Id,
            new SearchCoreOptions(_ => subject.Opened, node.Clock, SearchCoreOptions.UsualRepeatsBetweenDoubts)
            {
                SnapshotEvery = SnapshotEvery,
            },
            new StrategyChildren(subject.Strategies, (job, open) => new Child(this, new StrategyDesk(job.Phase, () => open(_ => { })))),
            this
        );
        Recover(subject.Opened.Text);
    }

    public string Id { get; }

    public int Writer { get; }

    public ControlNodeState Node { get; }

    public bool IsStopped { get; private set; }

    public void Stop() => IsStopped = true;

    /// <summary>A message has arrived.</summary>
    public void Receive(IWireMessage message, SimulatedDevice? sender)
    {
        if (IsStopped)
            return;
        if (!_recovered)
        {
            _stash.Add(() => Receive(message, sender));
            return;
        }
        switch (message)
        {
            case TaskProgressed:
                break;
            case ITaskReport report:
                OnReport(report, sender!);
                break;
            case AttemptLost lost:
                _core.Lost(lost);
                break;
            case TaskAccepted accepted:
                _core.Accepted(accepted);
                break;
            case DeviceBlamed blamed:
                _core.Blamed(blamed);
                break;
            case DispatcherIs dispatcher:
                _core.Seen(dispatcher);
                break;
            case SearchIdle:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message, "Searches are not told this.");
        }
    }

    /// <summary>
    /// Reads the journal as it is now; what another writes meanwhile is not seen, and stops this incarnation when it writes itself.
    /// </summary>
    private void Recover(string settings)
    {
        var (events, snapshot) = (_journal.Events.ToArray(), _journal.Snapshot);
        After(
            Recovery,
            () =>
            {
                if (snapshot is var (bytes, sequence))
                    _core.Restore((SearchSnapshot)WireTypes.Read("search-snapshot/1", bytes), sequence);
                foreach (var @event in events.Skip((int)(snapshot?.Sequence ?? 0)))
                    _core.Replay(@event);
                _durable = events.Length;
                _recovered = true;
                _core.Recovered();
                if (_core.Issued.Status is null)
                    _core.Start(settings, _ => { }, reason => throw new InvalidOperationException(reason));
                foreach (var late in _stash)
                    late();
                _stash.Clear();
                After(BetweenTicks, Tick);
            }
        );
    }

    private void OnReport(ITaskReport report, SimulatedDevice device)
    {
        _core.Report(
            report,
            () =>
            {
                _cluster.Record(new ReportConfirmed(_cluster.Time.Now, Id, Writer, report));
                _cluster.ToDevice(Node.Process, device, new ReportAccepted(Id, report.TaskId, ReportKey.Of(report)));
            }
        );
    }

    private void Tick()
    {
        _core.Tick();
        After(BetweenTicks, Tick);
    }

    /// <summary>Bytes are altered nowhere in a simulation.</summary>
    byte[] ISearchShell.Seal => [];

    void ISearchShell.Persist(IReadOnlyList<ISearchEvent> events)
    {
        foreach (var @event in events)
            _waiting.Enqueue((@event, null));
        Write();
    }

    void ISearchShell.SaveSnapshot(SearchSnapshot snapshot, JournalPoint follows) =>
        _cluster.Time.After(
            _cluster.Options.Times.Write,
            () =>
            {
                if (!Node.CutFromJournal)
                    _journal.Save(snapshot, follows.Sequence);
            }
        );

    void ISearchShell.OnceDurable(Action action)
    {
        if (_waiting.Count == 0)
            action();
        else
            _waiting.Enqueue((null, action));
    }

    void ISearchShell.ToDispatcher(IWireMessage message) => _cluster.ToDispatcher(Node.Process, message, sender: null);

    void ISearchShell.ToScores(IScoreMessage message) { }

    void ISearchShell.Ask(PhaseStart.AskPlugin question) => After(Thinking, () => _core.PlanAnswered(question, question.Ask()));

    void ISearchShell.ReconcileSoon() => After(Soon, _core.Reconcile);

    void ISearchShell.Changed(SearchState durable)
    {
        if (durable.Status is null || _cluster.Time.Now < _showNext)
            return;
        _showNext = _cluster.Time.Now + BetweenShown;
        _cluster.Record(new ProgressShown(_cluster.Time.Now, Id, Writer, SearchViewing.Phases(durable)));
    }

    void ISearchShell.Rest(SearchState durable) => _cluster.Rest(this);

    void ISearchShell.PlanFailed(Exception cause) =>
        throw new InvalidOperationException($"The plan of {Id} failed: {cause.Message}", cause);

    /// <summary>All that waits goes in one write; the next begins when that is confirmed. A write goes on though its writer dies.</summary>
    private void Write()
    {
        if (_writing)
            return;
        ISearchEvent[] events = [.. _waiting.Select(waiting => waiting.Event).OfType<ISearchEvent>()];
        if (events.Length == 0)
            return;
        _writing = true;
        var first = _durable + 1;
        _cluster.Time.After(
            _cluster.WriteDuration(),
            () =>
            {
                var fault = Node.CutFromJournal ? WriteFault.Unavailable : _journal.Append(Writer, first, events);
                if (fault == WriteFault.None)
                    _cluster.Written(Id, events);
                _cluster.Time.After(
                    _cluster.WriteDuration(),
                    () =>
                    {
                        if (IsStopped)
                            return;
                        if (fault != WriteFault.None)
                            _cluster.WriteFailed(this, fault);
                        else
                            Confirm(events.Length);
                    }
                );
            }
        );
    }

    private void Confirm(int count)
    {
        _durable += count;
        _writing = false;
        while (_waiting.TryPeek(out var waiting) && (waiting.Event is null || count-- > 0))
        {
            _waiting.Dequeue();
            if (waiting.Event is not null)
                _core.Confirm();
            else
                waiting.Action!();
            if (IsStopped)
                return;
        }
        Write();
    }

    private void After(TimeSpan delay, Action action) =>
        _cluster.Time.After(
            delay,
            () =>
            {
                if (!IsStopped)
                    action();
            }
        );

    private sealed class Child(SimulatedSearch search, StrategyDesk desk) : IStrategyChild
    {
        public void Tell(StrategyMessage message)
        {
            foreach (var answer in desk.On(message))
                search.After(Thinking, () => search._core.Answered(answer));
        }

        public void Stop() { }
    }
}
