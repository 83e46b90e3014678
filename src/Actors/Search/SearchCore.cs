using System.Collections.Immutable;
using System.Text.Json;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Scores;
using Actors.Search.Deciding;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Strategies;
using Nas.Model;

namespace Actors.Search;

/// <summary>
/// One search between its journal and the world: lets the pure functions decide, has their events made durable, and then makes true what
/// the durable state asks for (<see cref="Reconcile"/>). Nothing is shown, acknowledged or submitted before it is durable; nothing but the
/// journal has to survive. Calls come one at a time.
/// </summary>
internal sealed class SearchCore(string id, SearchCoreOptions options, StrategyChildren strategies, ISearchShell shell)
{
    /// <summary>Late results beyond these are rejected just the same, and leave no trace: the journal does not grow with them.</summary>
    private const int LateResultsRecorded = 1000;

    private readonly Submissions _submissions = new();
    private readonly DeliveredResults _delivered = new();
    private readonly SnapshotRounds _snapshots = new(options.SnapshotEvery);
    private readonly ScoreKeys _keys = new();
    private readonly Queue<SearchState> _onTheWay = new();
    private OpenedSearch? _opened;
    private bool _reconcilesSoon;

    /// <summary>The plan that somebody else's code has been asked for: of this phase, with these settings.</summary>
    private (string Phase, string Settings, PhaseStart.AskPlugin Question)? _asked;

    /// <summary>Settings of the search that begins in place of this one, which has nothing to show, once its devices are idle.</summary>
    private (string Settings, Action<bool> Accepted, Action<string> Refused)? _successor;

    private int _ticks;

    /// <summary>Number of the last event that is durable, from 1.</summary>
    private long _sequence;

    /// <summary>
    /// Follows from all events that have been given to the journal: decisions are made on it, so that nothing is decided twice.
    /// </summary>
    public SearchState Issued { get; private set; } = SearchState.NotStarted;

    /// <summary>Follows from all events that the journal has confirmed: the world is told of it.</summary>
    public SearchState Durable { get; private set; } = SearchState.NotStarted;

    /// <summary>Its devices have been asked to save and stop.</summary>
    public bool IsSuspending { get; private set; }

    private long Now => options.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Goes on from a snapshot. Called before the first event that follows it is replayed.</summary>
    /// <param name="sequence">Number of the event that the snapshot follows.</param>
    public void Restore(SearchSnapshot snapshot, long sequence)
    {
        (Durable, _sequence) = (snapshot.State, sequence);
        _delivered.Restore(snapshot.Delivered);
        _snapshots.Restored(sequence);
        foreach (var (phase, state) in snapshot.Strategies.Select(saved => (Durable.Candidates(saved.Phase), saved.State)))
        {
            if (phase is { Completed: false })
                strategies.Restore(phase, state);
        }
    }

    /// <exception cref="OutdatedSnapshotException">The snapshot cannot lead on to this event.</exception>
    public void Replay(ISearchEvent @event)
    {
        if (@event is StrategyReplaced replaced && strategies.IsRestored(replaced.Phase))
        {
            // It is given every result of its phase: only the journal has them.
            throw new OutdatedSnapshotException("A strategy took over after the snapshot");
        }
        _sequence++;
        var before = Durable;
        if (@event is SearchStarted)
            strategies.DropAll();
        Durable = before.Apply(@event);
        _delivered.Note(@event);
        if (@event is CandidateProposed proposed && before.Candidates(proposed.Phase) is { } phase)
        {
            strategies.Recall(phase, proposed);
        }
        strategies.StopCompleted(Durable);
    }

    public void Recovered()
    {
        Issued = Durable;
        RequestReconcile();
    }

    /// <summary>Starts the search or goes on with it.</summary>
    /// <param name="accepted">Called once that is durable; true: it had been started before.</param>
    /// <param name="refused">Called at once, with the reason.</param>
    /// <param name="acceptPlugins">Whether to go on with other assemblies of plug-ins than before.</param>
    public void Start(string settings, Action<bool> accepted, Action<string> refused, bool acceptPlugins = false)
    {
        // Whoever asks last is heard: a search that goes on has none.
        _successor = null;
        try
        {
            if (Issued.Status is null)
            {
                Record([Started(settings)], () => accepted(false));
                return;
            }
            var completed = Issued.Status == SearchStatus.Completed;
            if (
                SettingsIdentity.FirstDifference(
                    Issued.Settings,
                    settings,
                    otherStrategies: !completed,
                    otherPlugins: acceptPlugins && !completed
                ) is
                { } difference
            )
            {
                if (!Issued.IsRunning && !Produce.IsIn(Issued))
                {
                    _ = Started(settings);
                    _successor = (settings, accepted, refused);
                    Suspend();
                    return;
                }
                refused(
                    $"This journal belongs to a search with other settings: {difference}. Take those settings, or another directory"
                        + (
                            SettingsIdentity.PluginDifference(Issued.Settings, settings) is null
                                ? "."
                                : ", or go on with the other plug-in, wherever it leads: --accept-plugins."
                        )
                        + (Produce.IsIn(Issued) ? "" : " It has nothing to show yet: once it is cancelled, it can begin with these.")
                );
                return;
            }
            settings = SettingsIdentity.AsBegun(Issued.Settings, settings);
            IsSuspending = false;
            var goesOn =
                Issued.Status is SearchStatus.Suspended or SearchStatus.Failed || (Issued.IsRunning && Issued.Settings != settings);
            var phases = goesOn ? PhasesOf(settings) : default;
            var replaced = goesOn ? SearchDecisions.Takeovers(Issued, Opened(settings).Context.Settings, Now) : [];
            var recovers = replaced.Aggregate(false, (any, takeover) => strategies.Drop(takeover.Phase) || any);
            Record(
                goesOn ? [.. replaced, new SearchResumed(Now, settings, phases)] : [],
                () =>
                {
                    _submissions.Clear();
                    accepted(true);
                    if (recovers)
                        shell.Rest(Durable);
                    else
                        RequestReconcile();
                }
            );
        }
        catch (Exception cause) when (cause is UserException or JsonException)
        {
            refused(cause.Message);
        }
    }

    /// <param name="accepted">Called once what the report changes is durable.</param>
    public void Report(ITaskReport report, Action accepted)
    {
        if (report is TrainingFinished or EvaluationFinished)
            _submissions.Reported(report.TaskId);
        var events = SearchDecisions.OnReport(Issued, report, Now);
        if (events.Count == 0 && Issued.LateResults < LateResultsRecorded && _delivered.Late(Issued, report, Now) is { } late)
            events = [late];
        var kept = options.ReusesScores && report is EvaluationFinished evaluated ? _keys.Kept(Issued, events, evaluated.BatchDivisor) : [];
        Record(
            events,
            () =>
            {
                accepted();
                // The dispatcher strikes off its book what failed, or ended and has to start over. A report that is repeated changes
                // nothing, and would have nobody submit it again.
                if (report is TaskFailed || events.Any(@event => @event is RunReset reset && reset.Task == report.TaskId))
                {
                    _submissions.Struck(report.TaskId);
                    RequestReconcile();
                }
                if (kept.Count > 0)
                    shell.ToScores(new KeepScores(kept));
            }
        );
    }

    /// <summary>A task's scores are known from before, or are not.</summary>
    public void Found(ScoresFound found)
    {
        if (_submissions.LookedUp(found.TaskId, found.Divisor) is not { } task)
            return;
        if (found.Scores.IsDefaultOrEmpty)
        {
            if (Durable.IsRunning && !IsSuspending)
                Send(task);
            return;
        }
        _submissions.Reported(found.TaskId);
        Record(SearchDecisions.OnReused(Issued, found, Now));
    }

    /// <summary>
    /// The dispatcher has queued the task again. Where nobody wants it any more, it was not told so, or it was told by an earlier life of
    /// this search: a candidate that kills devices would go on killing them.
    /// </summary>
    public void Lost(AttemptLost lost) =>
        Record(
            SearchDecisions.OnLost(Issued, lost, Now),
            () =>
            {
                if (SearchTasks.Outstanding(Durable).All(task => task.Id != lost.TaskId))
                    shell.ToDispatcher(new WithdrawTask(id, lost.TaskId));
            }
        );

    /// <summary>A device that failed is to blame for it.</summary>
    public void Blamed(DeviceBlamed blamed) => Record(FailurePolicy.OnBlamed(Issued, blamed, Now));

    public void Answered(StrategyAnswer answer)
    {
        if (!strategies.Listens(answer.Phase))
            return;
        if (answer.Content is StrategyWaits waits)
        {
            strategies.NoteWaiting(answer.Phase, answer.Index, waits);
            if (_submissions.IsEmpty)
                RequestReconcile();
        }
        if (answer.Content is not StrategySaved saved)
            Record(SearchDecisions.OnAnswer(Issued, answer.Phase, answer.Index, answer.Content, Now));
        else
        {
            _snapshots.Answered(answer.Phase, answer.Index, saved.State, _sequence);
            TakeSnapshot();
        }
    }

    /// <summary>Takes the plan of a phase that somebody else's code was asked for.</summary>
    public void PlanAnswered(PhaseStart.AskPlugin question, PhaseStart start)
    {
        if (_asked is not { } asked || !ReferenceEquals(asked.Question, question))
            return;
        _asked = null;
        if (
            asked.Settings == Issued.Settings
            && SearchDecisions.OnPlanAnswered(Issued, Opened(Issued.Settings).Plan, asked.Phase, start, Now) is { } @event
        )
            Record([@event]);
    }

    public void Accepted(TaskAccepted accepted) => _submissions.Accepted(accepted.TaskId, accepted.Incarnation);

    public void Seen(DispatcherIs dispatcher)
    {
        _submissions.Seen(dispatcher.Incarnation);
        if (dispatcher.Hopeless is { } reason)
            Record(FailurePolicy.OnHopeless(Issued, reason, dispatcher.UserMistake, Now));
    }

    /// <summary>Has the devices save and stop; <see cref="Idle"/> ends it.</summary>
    public void Suspend()
    {
        IsSuspending = true;
        shell.ToDispatcher(new SuspendSearch(id));
    }

    /// <summary>Devices have had their last reports accepted before they went idle: what they saved is in the journal.</summary>
    public void Idle(Action suspended)
    {
        IsSuspending = false;
        _submissions.Clear();
        Record(Issued.IsRunning ? [new SuspensionRecorded(Now)] : [], suspended);
        if (_successor is not { } successor)
            return;
        _successor = null;
        // A device's last report can have been a result.
        if (Produce.IsIn(Issued))
        {
            Start(successor.Settings, successor.Accepted, successor.Refused);
            return;
        }
        strategies.DropAll();
        // Recovery forgets all that was of the search before.
        Record(
            [Started(successor.Settings)],
            () =>
            {
                successor.Accepted(false);
                shell.Rest(Durable);
            }
        );
    }

    /// <exception cref="UserException">The settings ask for what is not there.</exception>
    private SearchStarted Started(string settings)
    {
        var opened = Opened(settings);
        return new SearchStarted(Now, id, settings, [.. opened.Plan.Phases.Select(phase => phase.Name)], opened.Versions);
    }

    /// <summary>Ends a search that has not ended.</summary>
    /// <param name="cancelled">Called once that is durable; at once where it had ended.</param>
    public void Cancel(string reason, Action cancelled) =>
        Record(Issued.Status is SearchStatus.Running or SearchStatus.Suspended ? [new SearchFailed(Now, reason)] : [], cancelled);

    /// <summary>Repeats messages that were not confirmed; called once a second or so.</summary>
    public void Tick()
    {
        if (IsSuspending)
            shell.ToDispatcher(new SuspendSearch(id));
        if (IsSuspending || _submissions.IsEmpty)
            return;
        shell.ToDispatcher(new WhoDispatches(id));
        if (++_ticks % options.RepeatsBetweenDoubts == 0)
            _submissions.DoubtAll();
        foreach (var task in _submissions.Unaccepted)
            Submit(task);
    }

    /// <summary>The journal has confirmed the next event.</summary>
    public void Confirm()
    {
        var before = Durable;
        Durable = _onTheWay.Dequeue();
        _sequence++;
        if (before.Status != SearchStatus.Failed && Durable.Status == SearchStatus.Failed)
        {
            _submissions.Clear();
            shell.ToDispatcher(new SuspendSearch(id));
            shell.Rest(Durable);
        }
        RequestReconcile();
    }

    /// <summary>Makes true what the state asks for: next phase, next proposals, device tasks, words to watchers.</summary>
    public void Reconcile()
    {
        _reconcilesSoon = false;
        if (!IsSuspending)
        {
            while (Advance() is { } @event)
                Record([@event]);
            AskForPlan();
        }
        // A search whose end or rest is on its way to the journal starts nothing any more.
        if (!IsSuspending && Issued.Status == Durable.Status)
        {
            foreach (var phase in Durable.Phases.OfType<CandidatePhase>().Where(phase => Durable.IsRunning && !phase.Completed))
            {
                strategies.Ask(phase, Number(phase), Opened(Durable.Settings).Context);
            }
            var (submit, withdraw) = _submissions.Update(SearchTasks.Outstanding(Durable));
            foreach (var task in withdraw)
                shell.ToDispatcher(new WithdrawTask(id, task));
            foreach (var task in submit)
                Submit(task);
            // What is on its way to the journal may move something.
            if (_submissions.IsEmpty && _onTheWay.Count == 0 && Standstill() is { } reason)
                Record([new SearchFailed(Now, reason)]);
        }
        strategies.StopCompleted(Durable);
        _snapshots.Consider(Durable, new JournalPoint(_sequence, shell.Seal), _delivered, strategies.Save);
        TakeSnapshot();
        shell.Changed(Durable);
    }

    private void TakeSnapshot()
    {
        if (_snapshots.Take(Durable) is var (snapshot, follows))
            shell.SaveSnapshot(snapshot, follows);
    }

    /// <summary>
    /// Gives events to the journal; <paramref name="onceDurable"/> runs when they, and all before them, are confirmed. Commands go on being
    /// handled meanwhile, so that many events share one write.
    /// </summary>
    public void Record(IReadOnlyList<ISearchEvent> events, Action? onceDurable = null)
    {
        if (events.Count > 0)
        {
            foreach (var @event in events)
            {
                _onTheWay.Enqueue(Issued = Issued.Apply(@event));
                _delivered.Note(@event);
            }
            shell.Persist(events);
        }
        if (onceDurable is not null)
            shell.OnceDurable(onceDurable);
    }

    /// <summary>Asks for one reconciliation for all events of a write, not one for each.</summary>
    private void RequestReconcile()
    {
        if (_reconcilesSoon)
            return;
        _reconcilesSoon = true;
        shell.ReconcileSoon();
    }

    private ISearchEvent? Advance()
    {
        try
        {
            return Issued.IsRunning ? SearchDecisions.Advance(Issued, Opened(Issued.Settings).Plan, Now) : null;
        }
        // A plan is code that users may write: what it throws ends the search with a reason instead of a restart without end.
        catch (Exception cause)
        {
            shell.PlanFailed(cause);
            return new SearchFailed(
                Now,
                cause is UserException ? cause.Message : $"The next phase cannot be planned: {Reasons.Of(cause)}",
                UserMistake: cause is UserException
            );
        }
    }

    private string? Standstill() =>
        Durable.IsRunning ? SearchStandstill.Reason(Durable, Opened(Durable.Settings).Plan, strategies.IsWaiting) : null;

    private void AskForPlan()
    {
        if (!Issued.IsRunning || SearchDecisions.ToAsk(Issued, Opened(Issued.Settings).Plan) is not var (phase, question))
            return;
        if (_asked is { } asked && (asked.Phase, asked.Settings) == (phase, Issued.Settings))
            return;
        _asked = (phase, Issued.Settings, question);
        shell.Ask(question);
    }

    /// <summary>The phases from now on, where they are others; those that have begun stay.</summary>
    /// <exception cref="UserException">One of those would not be there, or in another place.</exception>
    private ImmutableArray<string> PhasesOf(string settings)
    {
        ImmutableArray<string> planned = [.. Opened(settings).Plan.Phases.Select(phase => phase.Name)],
            begun = [.. Issued.Phases.Select(phase => phase.Name)];
        if (planned.SequenceEqual(Issued.Planned))
            return default;
        return planned.Take(begun.Length).SequenceEqual(begun)
            ? planned
            : throw new UserException(
                $"The phases that have begun ({string.Join(", ", begun)}) must stay the first ones, and would be {string.Join(", ", planned.Take(begun.Length))}."
            );
    }

    /// <summary>Submits a task, or asks for its scores first, where they may be known from before: known scores need no device.</summary>
    private void Submit(DeviceTask task)
    {
        if (options.ReusesScores && !_submissions.IsLookedUp(task.Id) && _keys.Question(Durable, id, task) is { } question)
            shell.ToScores(question);
        else
            Send(task);
    }

    private void Send(DeviceTask task) =>
        shell.ToDispatcher(new SubmitTask(id, task, Opened(Durable.Settings).Context.Settings.Devices.QuarantineAfter));

    private int Number(PhaseState phase) => Durable.Planned.IndexOf(phase.Name);

    /// <exception cref="UserException">A preset, a strategy or an option that is unknown.</exception>
    private OpenedSearch Opened(string settings) =>
        _opened is { } opened && opened.Text == settings ? opened : _opened = options.Open(settings);
}

/// <param name="Open">Opens a search's settings: <see cref="OpenedSearch.Of"/>.</param>
/// <param name="RepeatsBetweenDoubts">Every so many ticks, everything is said again: whatever went wrong heals.</param>
/// <param name="ReusesScores">Its shell knows scores from before: <see cref="ISearchShell.ToScores"/>.</param>
internal sealed record SearchCoreOptions(
    Func<string, OpenedSearch> Open,
    TimeProvider Clock,
    int RepeatsBetweenDoubts,
    bool ReusesScores = false
)
{
    public const int UsualRepeatsBetweenDoubts = 30;

    /// <summary>Replayed in a tenth of a second.</summary>
    public const int UsualSnapshotEvery = 10_000;

    /// <summary>Least number of events between two snapshots: see <see cref="SnapshotRounds"/>.</summary>
    public int SnapshotEvery { get; init; } = UsualSnapshotEvery;
}
