using System.Text.Json;
using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Search.Events;
using Actors.Strategies;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Nas.Model;

namespace Actors.Search;

/// <summary>
/// One search: recovers, listens, lets the pure functions decide, journals, and then makes true what the journaled state asks for
/// (<see cref="Reconcile"/>). Nothing is shown, acknowledged or submitted before it is durable; nothing but the journal has to survive.
/// </summary>
public sealed class SearchActor : ReceivePersistentActor, IWithTimers
{
    private sealed record Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }

    private sealed record MakeTrue : INoSerializationVerificationNeeded
    {
        public static readonly MakeTrue Instance = new();
    }

    private sealed record CollectBlobs : INoSerializationVerificationNeeded
    {
        public static readonly CollectBlobs Instance = new();
    }

    private sealed record TellProgress : INoSerializationVerificationNeeded
    {
        public static readonly TellProgress Instance = new();
    }

    /// <summary>Leave this node once the journal has all that was given to it: the search moves, or rests.</summary>
    public sealed record Stop : INoSerializationVerificationNeeded
    {
        public static readonly Stop Instance = new();
    }

    public static Props Props(string searchId, SearchEnvironment environment) =>
        Akka.Actor.Props.Create(() => new SearchActor(searchId, environment));

    private const string Cancelled = "Cancelled by its user.";

    private readonly string _id;
    private readonly SearchEnvironment _environment;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Submissions _submissions = new();
    private readonly StrategyChildren _strategies;
    private readonly ProgressTeller _progress;
    private readonly HashSet<IActorRef> _suspending = [];

    /// <summary>Follows from all events that have been given to the journal: decisions are made on it, so that nothing is decided twice.</summary>
    private SearchState _issued = SearchState.NotStarted;

    /// <summary>Follows from all events that the journal has confirmed: the world is told of it.</summary>
    private SearchState _durable = SearchState.NotStarted;

    private readonly Queue<SearchState> _onTheWay = new();
    private OpenedSearch? _opened;

    /// <summary>Waits for the start to be durable.</summary>
    private IActorRef? _starting;
    private bool _makingTrue;
    private int _ticks;

    public SearchActor(string searchId, SearchEnvironment environment)
    {
        (_id, _environment) = (searchId, environment);
        PersistenceId = $"search-{searchId}";
        _strategies = new StrategyChildren(Context, environment.Strategies);
        _progress = new ProgressTeller(searchId);

        Recover<ISearchEvent>(Replay);
        Recover<RecoveryCompleted>(_ => OnRecovered());
        RecoverAny(other => throw new InvalidOperationException($"{other.GetType().Name} is no event of a search."));

        Command<StartSearch>(OnStart);
        Command<Suspend>(_ => OnSuspend());
        Command<SearchIdle>(_ => OnIdle());
        Command<ResumeSearch>(_ => OnResume());
        Command<CancelSearch>(_ => OnCancel());
        Command<DescribeSearch>(_ => OnDescribe());
        Command<Stop>(_ => OnStop());
        Command<WatchSearch>(_ => OnWatch());
        Command<Terminated>(gone => _progress.Remove(gone.ActorRef));
        Command<TaskProgressed>(OnProgressed);
        Command<ITaskReport>(OnReport);
        Command<AttemptLost>(OnLost);
        Command<TaskAccepted>(accepted => _submissions.Accepted(accepted.TaskId, accepted.Incarnation));
        Command<DispatcherIs>(dispatcher => _submissions.Seen(dispatcher.Incarnation));
        Command<StrategyActor.Answer>(answer => Record(SearchDecisions.OnAnswer(_issued, answer.Phase, answer.Index, answer.Content, Now)));
        Command<MakeTrue>(_ => Reconcile());
        Command<Tick>(_ => OnTick());
        Command<CollectBlobs>(_ => OnCollect());
        Command<TellProgress>(_ => _progress.Tell(_durable));
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    private long Now => _environment.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private void Replay(ISearchEvent @event)
    {
        var before = _durable;
        _durable = before.Apply(@event);
        if (@event is CandidateProposed proposed && before.Candidates(proposed.Phase) is { } phase)
        {
            _strategies.Recall(phase, proposed, Number(phase), Opened(_durable.Settings).Context);
        }
        _strategies.StopCompleted(_durable);
    }

    private void OnRecovered()
    {
        _issued = _durable;
        // A node with a store of its own may be the first here to need the settings' blob.
        if (_durable.IsRunning) _environment.Checkpoints.Tell(new StoreText(_id, _durable.Settings), Self);
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, _environment.Repeat);
        Timers.StartPeriodicTimer(nameof(CollectBlobs), CollectBlobs.Instance, _environment.BetweenCollections);
        RequestReconcile();
    }

    private void OnStart(StartSearch start)
    {
        var sender = Sender;
        try
        {
            if (_issued.Status is null)
            {
                _starting = sender;
                var phases = Opened(start.Settings).Plan.Phases.Select(phase => phase.Name);
                var started = new SearchStarted(Now, _id, start.Settings, [.. phases], OpenedSearch.Versions);
                Record([started], () => Accept(sender, resumed: false));
                return;
            }
            if (SettingsIdentity.FirstDifference(_issued.Settings, start.Settings) is { } difference)
            {
                sender.Tell(new SearchRefused(
                    _id, $"This journal belongs to a search with other settings: {difference}. Take those settings, or another directory."));
                return;
            }
            _starting = sender;
            _suspending.Clear();
            var goesOn = _issued.Status is SearchStatus.Suspended or SearchStatus.Failed
                || (_issued.IsRunning && _issued.Settings != start.Settings);
            if (goesOn) Opened(start.Settings);
            Record(goesOn ? [new SearchResumed(Now, start.Settings)] : [], () =>
            {
                _submissions.Clear();
                Accept(sender, resumed: true);
                RequestReconcile();
            });
        }
        catch (Exception cause) when (cause is UserException or JsonException)
        {
            sender.Tell(new SearchRefused(_id, cause.Message));
        }
    }

    private void Accept(IActorRef starting, bool resumed)
    {
        starting.Tell(new SearchAccepted(_id, resumed));
        _starting = null;
    }

    private void OnResume()
    {
        if (!RefuseIfUnknown()) OnStart(new StartSearch(_id, _issued.Settings));
    }

    private void OnCancel()
    {
        if (RefuseIfUnknown()) return;
        var sender = Sender;
        IReadOnlyList<ISearchEvent> events = _issued.Status is SearchStatus.Running or SearchStatus.Suspended ? [new SearchFailed(Now, Cancelled)] : [];
        Record(events, () => sender.Tell(_progress.Describe(_durable)));
    }

    private void OnDescribe()
    {
        if (!RefuseIfUnknown()) Sender.Tell(_progress.Describe(_durable) ?? (object)new SearchRefused(_id, "It is just beginning."));
    }

    /// <summary>A name that was misspelt leaves no actor behind.</summary>
    private bool RefuseIfUnknown()
    {
        if (_issued.Status is not null) return false;
        Sender.Tell(new SearchRefused(_id, $"There is no search '{_id}'."));
        Context.Parent.Tell(new Passivate(Stop.Instance), Self);
        return true;
    }

    /// <summary>What is on its way to the journal arrives first: it must not meet another incarnation there.</summary>
    private void OnStop() => DeferAsync(Stop.Instance, _ => Context.Stop(Self));

    private void OnReport(ITaskReport report)
    {
        var (device, key) = (Sender, ReportKey.Of(report));
        if (report is TrainingFinished or EvaluationFinished) _submissions.Reported(report.TaskId);
        Record(SearchDecisions.OnReport(_issued, report, Now), () =>
        {
            device.Tell(new ReportAccepted(_id, report.TaskId, key));
            if (_environment.HoldCopies && Blob(report) is { } blob) _environment.Checkpoints.Tell(new FetchBlob(_id, blob), ActorRefs.NoSender);
            // The dispatcher strikes a failed task off its book.
            if (report is TaskFailed) _submissions.Struck(report.TaskId);
        });
    }

    private static string? Blob(ITaskReport report) => report switch
    {
        CheckpointStored stored => stored.Blob,
        SampleStored stored => stored.Blob,
        TrainingFinished finished => finished.Blob,
        _ => null,
    };

    private void OnLost(AttemptLost lost)
    {
        _progress.Forget(lost.TaskId);
        Record(SearchDecisions.OnLost(_issued, lost, Now));
    }

    private void OnProgressed(TaskProgressed progressed)
    {
        if (_durable.Run(progressed.TaskId) is not { Completed: false }) return;
        _progress.Note(progressed);
        TellSoon();
    }

    private void OnWatch()
    {
        Context.Watch(Sender);
        _progress.Add(Sender, _durable);
    }

    private void OnSuspend()
    {
        if (!_issued.IsRunning)
        {
            var sender = Sender;
            Record([], () => sender.Tell(new SearchSuspended(_id)));
            return;
        }
        _suspending.Add(Sender);
        _environment.Dispatcher.Tell(new SuspendSearch(_id));
    }

    /// <summary>Devices have had their last reports accepted before they went idle: what they saved is in the journal.</summary>
    private void OnIdle()
    {
        if (_suspending.Count == 0) return;
        IActorRef[] waiting = [.. _suspending];
        _suspending.Clear();
        _submissions.Clear();
        Record(_issued.IsRunning ? [new SuspensionRecorded(Now)] : [], () =>
        {
            foreach (var one in waiting) one.Tell(new SearchSuspended(_id));
        });
    }

    /// <summary>A search that never started refers to nothing, and knows of nothing that may be deleted.</summary>
    private void OnCollect()
    {
        if (_durable.Status is not null) _environment.Checkpoints.Tell(new DeleteUnreferencedBlobs(_id, SearchTasks.ReferencedBlobs(_durable)));
    }

    private void OnTick()
    {
        if (_suspending.Count > 0) _environment.Dispatcher.Tell(new SuspendSearch(_id), Self);
        if (_suspending.Count > 0 || _submissions.IsEmpty) return;
        _environment.Dispatcher.Tell(new WhoDispatches(_id), Self);
        if (++_ticks % _environment.RepeatsBetweenDoubts == 0) _submissions.DoubtAll();
        foreach (var task in _submissions.Unaccepted) Submit(task);
    }

    /// <summary>
    /// Gives events to the journal; <paramref name="onceDurable"/> runs when they, and all before them, are confirmed. Commands go on
    /// being handled meanwhile, so that many events share one write.
    /// </summary>
    private void Record(IReadOnlyList<ISearchEvent> events, Action? onceDurable = null)
    {
        if (events.Count > 0)
        {
            foreach (var @event in events) _onTheWay.Enqueue(_issued = _issued.Apply(@event));
            PersistAllAsync(events, _ => OnDurable());
        }
        if (onceDurable is not null) DeferAsync(MakeTrue.Instance, _ => onceDurable());
    }

    private void OnDurable()
    {
        var before = _durable;
        _durable = _onTheWay.Dequeue();
        if (before.Status != SearchStatus.Failed && _durable.Status == SearchStatus.Failed) Rest();
        RequestReconcile();
    }

    /// <summary>
    /// A failed search leaves memory, so that the next <see cref="StartSearch"/> meets a new actor with new strategies; its devices save
    /// what they can.
    /// </summary>
    private void Rest()
    {
        _submissions.Clear();
        _environment.Dispatcher.Tell(new SuspendSearch(_id), Self);
        _progress.Tell(_durable);
        Context.Parent.Tell(new Passivate(Stop.Instance), Self);
    }

    /// <summary>Once for all events of a write, not once for each.</summary>
    private void RequestReconcile()
    {
        if (_makingTrue) return;
        _makingTrue = true;
        Self.Tell(MakeTrue.Instance);
    }

    /// <summary>Makes true what the state asks for: next phase, next proposals, device tasks, words to watchers.</summary>
    private void Reconcile()
    {
        _makingTrue = false;
        if (_suspending.Count == 0)
        {
            while (Advance() is { } @event) Record([@event]);
        }
        // A search whose end or rest is on its way to the journal starts nothing any more.
        if (_suspending.Count == 0 && _issued.Status == _durable.Status)
        {
            foreach (var phase in _durable.Phases.OfType<CandidatePhase>().Where(phase => _durable.IsRunning && !phase.Completed))
            {
                _strategies.Ask(phase, Number(phase), Opened(_durable.Settings).Context);
            }
            var (submit, withdraw) = _submissions.Update(SearchTasks.Outstanding(_durable));
            foreach (var task in withdraw) _environment.Dispatcher.Tell(new WithdrawTask(_id, task), Self);
            foreach (var task in submit) Submit(task);
        }
        _strategies.StopCompleted(_durable);
        if (_progress.HasTurned(_durable)) _progress.Tell(_durable);
        else TellSoon();
    }

    private ISearchEvent? Advance()
    {
        try
        {
            return _issued.IsRunning ? SearchDecisions.Advance(_issued, Opened(_issued.Settings).Plan, Now) : null;
        }
        // A plan is code that users may write: what it throws ends the search with a reason instead of a restart without end.
        catch (Exception cause)
        {
            _log.Error(cause, "The plan of search {0} failed", _id);
            return new SearchFailed(Now, cause is UserException ? cause.Message : $"The next phase cannot be planned: {cause.Message}");
        }
    }

    private void Submit(DeviceTask task) => _environment.Dispatcher.Tell(new SubmitTask(_id, task), Self);

    private void TellSoon()
    {
        if (_progress.HasWatchers && !Timers.IsTimerActive(nameof(TellProgress)))
        {
            Timers.StartSingleTimer(nameof(TellProgress), TellProgress.Instance, _environment.BetweenProgress);
        }
    }

    private int Number(PhaseState phase) => _durable.Planned.IndexOf(phase.Name);

    /// <exception cref="UserException">A preset, a strategy or an option that is unknown.</exception>
    private OpenedSearch Opened(string settings) =>
        _opened is { } opened && opened.Text == settings ? opened : _opened = OpenedSearch.Of(settings, _environment.Strategies);

    /// <summary>
    /// Decisions are pure: what threw once throws again. Whoever waits is told, instead of a search that restarts without end in silence.
    /// </summary>
    protected override void PreRestart(Exception reason, object message)
    {
        Fault($"Search '{_id}' came upon an error in the program: {reason.Message} Nothing that was reported is lost: see the log.");
        base.PreRestart(reason, message);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        if (JournalConflict.Is(cause))
        {
            Fault($"Somebody else writes to the journal of search '{_id}', which has one writer at a time: this one stops.", conflict: true);
            return;
        }
        Fault($"Cannot write the journal of search '{_id}': {cause.GetBaseException().Message} Nothing that was reported is lost: "
            + "give the directory space and the right to be written, then start the search again.");
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Fault($"The journal of search '{_id}' refused an event: {cause.GetBaseException().Message}");
        Context.Stop(Self);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        base.OnRecoveryFailure(reason, message);
        Fault($"Cannot read the journal of search '{_id}': {reason.GetBaseException().Message}");
    }

    private void Fault(string sentence, bool conflict = false)
    {
        _starting?.Tell(new SearchRefused(_id, sentence));
        _progress.TellTrouble(_durable, sentence);
        Context.System.EventStream.Publish(new SearchFault(_id, sentence, conflict));
    }
}
