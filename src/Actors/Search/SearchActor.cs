using System.Runtime.Serialization;
using Actors.Archive;
using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Peers;
using Actors.Persistence;
using Actors.Scores;
using Actors.Search.Deciding;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;

namespace Actors.Search;

/// <summary>
/// One search: recovers, listens, has its core decide, and carries out what that asks for: journals, answers, submits, shows.
/// </summary>
#pragma warning disable CA1001 // Actors end by PostStop.
public sealed class SearchActor : ReceivePersistentActor, IWithTimers, ISearchShell
#pragma warning restore CA1001
{
    private sealed record Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }

    private sealed record Reconcile : INoSerializationVerificationNeeded
    {
        public static readonly Reconcile Instance = new();
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
    private readonly SearchCore _core;
    private readonly ProgressPublisher _progress;
    private readonly SealedEvents _events;
    private readonly HashSet<IActorRef> _suspending = [];
    private readonly MembersOnly _members = new(Context);

    /// <summary>A copy that takes longer is asked for again when the device repeats its report.</summary>
    private static readonly TimeSpan Copying = TimeSpan.FromMinutes(1);

    /// <summary>Blobs of reports that wait for their copy.</summary>
    private readonly HashSet<string> _copying = [];

    /// <summary>True where not every event was read: a snapshot stands for the first ones.</summary>
    private bool _restored;

    /// <summary>Waits for the start to be durable.</summary>
    private IActorRef? _starting;

    public SearchActor(string searchId, SearchEnvironment environment)
    {
        (_id, _environment) = (searchId, environment);
        PersistenceId = $"search-{searchId}";
        _events = new SealedEvents(PersistenceId, Context.System);
        var (context, catalog) = (Context, environment.Strategies);
        _core = new SearchCore(
            searchId,
            new SearchCoreOptions(
                settings => OpenedSearch.Of(settings, catalog),
                environment.Clock,
                environment.RepeatsBetweenDoubts,
                !environment.Scores.IsNobody()
            )
            {
                SnapshotEvery = environment.SnapshotEvery,
            },
            new StrategyChildren(catalog, (job, open) => StrategyActor.Begin(context, job, open)),
            this
        );
        _progress = new ProgressPublisher(searchId);

        Recover<SnapshotOffer>(Restore);
        Recover<RecoveryCompleted>(_ => OnRecovered());
        RecoverAny(stored =>
        {
            var @event = _events.Read<ISearchEvent>(LastSequenceNr, stored);
            EventFold.Follow(LastSequenceNr, @event, () => _core.Replay(@event));
        });

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
        Command<Copied>(OnCopied);
        Command<AttemptLost>(OnLost);
        Command<TaskAccepted>(_core.Accepted);
        Command<DispatcherIs>(OnDispatcher);
        Command<DeviceBlamed>(_core.Blamed);
        Command<StrategyActor.Answer>(answer => _core.Answered(answer.Content));
        Command<PlanningActor.Answer>(answer => _core.PlanAnswered(answer.Question, answer.Start));
        Command<ScoresFound>(_core.Found);
        Command<Reconcile>(_ => _core.Reconcile());
        Command<Tick>(_ => _core.Tick());
        Command<CollectBlobs>(_ => OnCollect());
        Command<SaveSnapshotSuccess>(saved => DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)));
        Command<SaveSnapshotFailure>(failed =>
            _log.Warning(failed.Cause, "A snapshot of search {0} was not saved: its next start takes longer", _id)
        );
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failed => _log.Warning(failed.Cause, "Old snapshots of search {0} were not deleted", _id));
        Command<TellProgress>(_ => _progress.Tell(_core.Durable));
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override bool AroundReceive(Receive receive, object message)
    {
        if (!_members.Refuses(message, Sender))
            return base.AroundReceive(receive, message);
        if (IsRecoveryFinished)
            PassivateIfUnknown();
        return true;
    }

    private void Restore(SnapshotOffer offer)
    {
        _restored = true;
        var snapshot =
            _events.Restore<SearchSnapshot>(offer.Metadata.SequenceNr, offer.Snapshot)
            ?? throw new OutdatedSnapshotException("The snapshot is not as it was written, or is from before there were checksums");
        _core.Restore(snapshot, offer.Metadata.SequenceNr);
    }

    private void OnRecovered()
    {
        try
        {
            _events.RequireEnd(LastSequenceNr);
        }
        catch (DamagedJournalException damage)
        {
            OnRecoveryFailure(damage);
            Context.Stop(Self);
            return;
        }
        // A node with a store of its own may be the first here to need the settings' blob.
        if (_core.Durable is { IsRunning: true } durable)
        {
            _environment.Checkpoints.Tell(new StoreText(_id, durable.Settings), Self);
            if (durable.Forked is { } forked)
                _environment.Checkpoints.Tell(new StoreText(_id, forked.Settings), Self);
        }
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, _environment.Repeat);
        Timers.StartPeriodicTimer(nameof(CollectBlobs), CollectBlobs.Instance, _environment.BetweenCollections);
        _core.Recovered();
    }

    private void OnStart(StartSearch start)
    {
        var sender = _starting = Sender;
        _core.Start(
            start.Settings,
            resumed =>
            {
                // A search that began with an older version goes on with other words than it was given.
                if (_core.Durable.Settings != start.Settings)
                    _environment.Checkpoints.Tell(new StoreText(_id, _core.Durable.Settings), Self);
                sender.Tell(new SearchAccepted(_id, resumed));
                _starting = null;
            },
            reason =>
            {
                sender.Tell(new SearchRefused(_id, reason));
                _starting = null;
            },
            start.AcceptPlugins
        );
        if (!_core.IsSuspending)
            _suspending.Clear();
    }

    private void OnResume()
    {
        if (!RefuseIfUnknown())
            OnStart(new StartSearch(_id, _core.Issued.Settings));
    }

    private void OnCancel()
    {
        if (RefuseIfUnknown())
            return;
        var sender = Sender;
        _core.Cancel(Cancelled, () => sender.Tell(_progress.Describe(_core.Durable)));
    }

    private void OnDescribe()
    {
        if (!RefuseIfUnknown())
            Sender.Tell(_progress.Describe(_core.Durable) ?? (object)new SearchRefused(_id, "It is just beginning."));
    }

    private bool RefuseIfUnknown()
    {
        if (!PassivateIfUnknown())
            return false;
        Sender.Tell(new SearchRefused(_id, $"There is no search '{_id}'."));
        return true;
    }

    /// <summary>A name that was misspelt leaves no actor behind.</summary>
    private bool PassivateIfUnknown()
    {
        if (_core.Issued.Status is not null)
            return false;
        Context.Parent.Tell(new Passivate(Stop.Instance), Self);
        return true;
    }

    /// <summary>
    /// Stops once the events on their way to the journal have arrived: they must not meet another incarnation there. A search that runs,
    /// because it moves or was started once more just before, has itself woken wherever its next place is: the dispatcher's answer goes
    /// there.
    /// </summary>
    private void OnStop() =>
        DeferAsync(
            Stop.Instance,
            _ =>
            {
                if (_core.Issued.IsRunning)
                    _environment.Dispatcher.Tell(new WhoDispatches(_id), Self);
                Context.Stop(Self);
            }
        );

    /// <summary>
    /// Takes a report. Where every node has blobs of its own, it counts once there is a copy of its blob here: until then the device
    /// repeats it, and nothing else. One that is damaged counts as it is: its run starts over.
    /// </summary>
    private void OnReport(ITaskReport report)
    {
        var device = Sender;
        if (!_environment.HoldCopies || Blob(report) is not { } blob)
            Report(report, device);
        else if (_copying.Add(blob))
        {
            _environment
                .Checkpoints.Ask<BlobAnswer>(new FetchBlob(_id, blob), Copying)
                .PipeTo(
                    Self,
                    success: answer => new Copied(report, device, blob, answer is BlobFound or BlobDamaged),
                    failure: _ => new Copied(report, device, blob, Counts: false)
                );
        }
    }

    private void OnCopied(Copied copied)
    {
        _copying.Remove(copied.Blob);
        if (copied.Counts)
            Report(copied.Report, copied.Device);
    }

    private void Report(ITaskReport report, IActorRef device)
    {
        var key = ReportKey.Of(report);
        var before = _core.Issued;
        _core.Report(report, () => device.Tell(new ReportAccepted(_id, report.TaskId, key)));
        // Once, however often it is reported; what is wrong with a device or a node is said by the dispatcher.
        if (report is TaskFailed failed && failed.Failure.IsHeld() && !ReferenceEquals(before, _core.Issued))
        {
            _log.Warning("{Task} failed on {Device}: {Reason}", failed.TaskId, failed.Place ?? failed.Device, failed.Reason);
        }
    }

    private sealed record Copied(ITaskReport Report, IActorRef Device, string Blob, bool Counts) : INoSerializationVerificationNeeded;

    private static string? Blob(ITaskReport report) =>
        report switch
        {
            CheckpointStored stored => stored.Blob,
            SampleStored stored => stored.Blob,
            TrainingFinished finished => finished.Blob,
            _ => null,
        };

    private void OnLost(AttemptLost lost)
    {
        _progress.Forget(lost.TaskId);
        _core.Lost(lost);
    }

    private void OnDispatcher(DispatcherIs dispatcher)
    {
        _core.Seen(dispatcher);
        if (_progress.NoteTrouble(dispatcher.Trouble))
            TellSoon();
    }

    private void OnProgressed(TaskProgressed progressed)
    {
        if (_core.Durable.Run(progressed.TaskId) is not { Completed: false })
            return;
        _progress.Note(progressed);
        TellSoon();
    }

    private void OnWatch()
    {
        Context.Watch(Sender);
        _progress.Add(Sender, _core.Durable);
    }

    private void OnSuspend()
    {
        var sender = Sender;
        if (!_core.Issued.IsRunning)
        {
            OnceDurable(() => sender.Tell(new SearchSuspended(_id)));
            return;
        }
        _suspending.Add(sender);
        _core.Suspend();
    }

    private void OnIdle()
    {
        if (!_core.IsSuspending)
            return;
        IActorRef[] waiting = [.. _suspending];
        _suspending.Clear();
        _core.Idle(() =>
        {
            foreach (var one in waiting)
                one.Tell(new SearchSuspended(_id));
        });
    }

    /// <summary>A search that never started refers to nothing, and knows of nothing that may be deleted.</summary>
    private void OnCollect()
    {
        var durable = _core.Durable;
        if (durable.Status is not null)
            _environment.Checkpoints.Tell(new DeleteUnreferencedBlobs(_id, SearchTasks.ReferencedBlobs(durable)));
    }

    byte[] ISearchShell.Seal => _events.Durable.Seal;

    void ISearchShell.Persist(IReadOnlyList<ISearchEvent> events) =>
        PersistAllAsync(
            events.Select(_events.Add).ToArray(),
            written =>
            {
                _events.Written(written);
                _core.Confirm();
            }
        );

    /// <summary>Saves a snapshot of an event before the last: not the one that the base class would save.</summary>
    void ISearchShell.SaveSnapshot(SearchSnapshot snapshot, JournalPoint follows) =>
        SnapshotStore.Tell(
            new SaveSnapshot(
                new SnapshotMetadata(PersistenceId, follows.Sequence, _environment.Clock.GetUtcNow().UtcDateTime),
                _events.AddSnapshot(snapshot, follows)
            ),
            Self
        );

    void ISearchShell.OnceDurable(Action action) => OnceDurable(action);

    private void OnceDurable(Action action) => DeferAsync(Reconcile.Instance, _ => action());

    void ISearchShell.ToDispatcher(IWireMessage message) => _environment.Dispatcher.Tell(message, Self);

    void ISearchShell.ToScores(IScoreMessage message) => _environment.Scores.Tell(message, Self);

    void ISearchShell.Ask(PhaseStart.AskPlugin question) => Context.ActorOf(PlanningActor.Props(question));

    void ISearchShell.ReconcileSoon() => Self.Tell(Reconcile.Instance);

    void ISearchShell.Changed(SearchState durable)
    {
        if (_progress.HasTurned(durable))
            _progress.Tell(durable);
        else
            TellSoon();
    }

    void ISearchShell.Rest(SearchState durable)
    {
        _progress.Tell(durable);
        Context.Parent.Tell(new Passivate(Stop.Instance), Self);
    }

    void ISearchShell.PlanFailed(Exception cause) => _log.Error(cause, "The plan of search {0} failed", _id);

    private void TellSoon()
    {
        if (_progress.HasWatchers && !Timers.IsTimerActive(nameof(TellProgress)))
        {
            Timers.StartSingleTimer(nameof(TellProgress), TellProgress.Instance, _environment.BetweenProgress);
        }
    }

    protected override void PostStop()
    {
        _events.Dispose();
        base.PostStop();
    }

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
        Note(cause);
        if (JournalConflict.Is(cause))
        {
            Fault(
                $"Somebody else writes to the journal of search '{_id}', which has one writer at a time: this one stops.",
                conflict: true
            );
            return;
        }
        Fault(
            $"Cannot write the journal of search '{_id}': {cause.GetBaseException().Message} Nothing that was reported is lost: "
                + "give the directory space and the right to be written, then start the search again."
        );
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Note(cause);
        Fault($"The journal of search '{_id}' refused an event: {cause.GetBaseException().Message}");
        Context.Stop(Self);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        Note(reason);
        var cause = reason.GetBaseException();
        if (cause is OutdatedSnapshotException || (_restored && cause is DamagedJournalException))
        {
            // This life ends here; the next finds no snapshot, which may be the one that does not fit.
            SnapshotStore.Tell(new DeleteSnapshots(PersistenceId, SnapshotSelectionCriteria.Latest));
            return;
        }
        var place = cause is SerializationException and not DamagedJournalException ? $"an event after {LastSequenceNr} is damaged: " : "";
        var remedy = cause is DamagedJournalException damage ? $" {damage.Remedy}" : "";
        Fault($"Cannot read the journal of search '{_id}': {place}{cause.Message}{remedy}");
    }

    /// <summary>The base class would say what happened in its own words, on the user's terminal as well.</summary>
    private void Note(Exception cause) => _log.Info(cause, "The journal of search {0} cannot be used", _id);

    private void Fault(string sentence, bool conflict = false)
    {
        _starting?.Tell(new SearchRefused(_id, sentence));
        _progress.TellTrouble(_core.Durable, sentence);
        Context.System.EventStream.Publish(new SearchFault(_id, sentence, conflict));
    }
}
