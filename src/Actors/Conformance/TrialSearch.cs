using System.Collections.Immutable;
using Actors.Archive;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Scores;
using Actors.Search;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Strategies;
using Nas.Model.Methods;
using Nas.Model.Plugins;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Conformance;

/// <summary>The terms on which a search tries its candidates.</summary>
internal sealed record TrialTerms(int Window, int Set = 1, int Samples = 1, int Budget = int.MaxValue, bool InOrder = true)
{
    public override string ToString() => $"a window of {Window}, sets of {Set} and {Samples} samples";
}

/// <summary>
/// A strategy in a whole search of one phase, in one thread: what decides is what decides in real searches; which device is done first, and
/// whether a result comes before or after the strategy's answer, is drawn.
/// </summary>
internal sealed class TrialSearch : ISearchShell
{
    private const string Id = "trial",
        Purpose = "conformance-luck";

    /// <summary>The settings in the form of a search file: the trial is of a strategy, and of no method.</summary>
    private static readonly string Settings = SettingsJson.Text(
        MethodSciences.Read($$"""{ "name": "{{Id}}", "method": "black-box", "space": {} }""")
    );

    private readonly StrategyCatalog _catalog;
    private readonly SearchContext _context;
    private readonly Func<string, int, double?> _score;
    private readonly RandomStream _luck;
    private readonly SearchCore _core;

    /// <summary>The messages that wait for their turn: to the search and from it.</summary>
    private readonly Queue<Action> _soon = [];

    private readonly List<DeviceTask> _tasks = [];
    private readonly List<ISearchEvent> _journal;
    private long _tokens;

    /// <param name="score">The score of an architecture with a sample; null: it fails, as it does with any other.</param>
    /// <param name="luck">Seed of what is drawn.</param>
    /// <param name="journal">The journal of an earlier life.</param>
    public TrialSearch(
        StrategySubject subject,
        ConstrainedSpace space,
        TrialTerms terms,
        Func<string, int, double?> score,
        long luck,
        IEnumerable<ISearchEvent>? journal = null
    )
    {
        _catalog = new StrategyCatalog(StrategyKind.Of<NoOptions>(subject.Name, _ => subject.Create()));
        _context = new SearchContext(MethodSciences.Read(Settings), new OneSpace(space));
        var spec = new CandidateSpec(
            terms.Budget,
            terms.Window,
            terms.InOrder,
            Attempts: 1,
            subject.Name,
            "{}",
            SpacePart.Whole,
            space.Range.Min,
            space.Range.Max,
            [.. Enumerable.Range(0, terms.Samples).Select(WeightsRef.None)],
            Priority: 1,
            terms.Set
        );
        (_score, _luck) = (score, RandomStream.For(luck, Purpose));
        var plan = new SearchPlan([new PlannedPhase(PhaseNames.Search, _ => new PhaseStart.Explore(spec))]);
        _core = new SearchCore(
            Id,
            new SearchCoreOptions(
                text => new OpenedSearch(text, _context, plan),
                TimeProvider.System,
                SearchCoreOptions.UsualRepeatsBetweenDoubts
            ),
            new StrategyChildren(_catalog, (job, open) => new Child(this, new StrategyDesk(job.Phase, () => open(_ => { })))),
            this
        );
        _journal = [.. journal ?? []];
        foreach (var @event in _journal)
            _core.Replay(@event);
        _core.Recovered();
        if (_core.Issued.Status is null)
            _core.Start(Settings, _ => { }, reason => throw new InvalidOperationException(reason));
    }

    public IReadOnlyList<ISearchEvent> Journal => _journal;

    public CandidatePhase Phase => _core.Durable.Candidates(PhaseNames.Search)!;

    /// <summary>Why it did not come to the end that it should have; null: it did.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Runs until the search has ended, or stands still.</summary>
    public TrialSearch Run()
    {
        while (_core.Durable.Status == SearchStatus.Running || _soon.Count > 0)
        {
            var works = _tasks.Count > 0 && (_soon.Count == 0 || _luck.Next(4) == 0);
            if (works)
                Work(_luck.Next(_tasks.Count));
            else if (_soon.TryDequeue(out var action))
                action();
            else
                break;
        }
        Trouble = _core.Durable switch
        {
            { IsRunning: true } => "It stands still, and does not say so.",
            // Where some fail, nobody may be left.
            { Failure: { } failure } when !Phase.Completed || Phase.Failed == 0 => failure,
            _ => EarlyEnd.Of(_catalog, _context, _journal, PhaseNames.Search) is { } further
                ? $"It ended after {Phase.Proposed} proposals while results were due, with which it would have gone on: {further.Architecture}."
                : null,
        };
        return this;
    }

    private void Work(int which)
    {
        var task = _tasks[which];
        _tasks.RemoveAt(which);
        _ = TaskName.TryParse(task.Id, out var name);
        double?[] scores = [.. task.Candidates.Select(candidate => _score(candidate, name.Sample!.Value))];
        _core.Report(
            Array.Exists(scores, score => score is null)
                ? new TaskFailed(Id, task.Id, TaskFailure.Error, "It failed.", "device", ++_tokens)
                : new EvaluationFinished(
                    Id,
                    task.Id,
                    [.. scores.Select(score => new CandidateScore(score!.Value, null))],
                    "device",
                    1,
                    task.BatchDivisor
                ),
            () => { }
        );
    }

    byte[] ISearchShell.Seal => [];

    void ISearchShell.Persist(IReadOnlyList<ISearchEvent> events)
    {
        _journal.AddRange(events);
        foreach (var _ in events)
            _soon.Enqueue(_core.Confirm);
    }

    void ISearchShell.OnceDurable(Action action) => _soon.Enqueue(action);

    void ISearchShell.SaveSnapshot(SearchSnapshot snapshot, JournalPoint follows) { }

    void ISearchShell.ToDispatcher(IWireMessage message)
    {
        if (message is WithdrawTask withdrawn)
            _tasks.RemoveAll(task => task.Id == withdrawn.TaskId);
        if (message is not SubmitTask { Task: var submitted })
            return;
        _tasks.RemoveAll(task => task.Id == submitted.Id);
        _tasks.Add(submitted);
    }

    void ISearchShell.ToScores(IScoreMessage message) { }

    void ISearchShell.Ask(PhaseStart.AskPlugin question) => throw new InvalidOperationException("There is no such phase.");

    void ISearchShell.ReconcileSoon() => _soon.Enqueue(_core.Reconcile);

    void ISearchShell.Changed(SearchState durable) { }

    void ISearchShell.Rest(SearchState durable) { }

    void ISearchShell.PlanFailed(Exception cause) => throw new InvalidOperationException("There is no such plan.", cause);

    private sealed class Child(TrialSearch search, StrategyDesk desk) : IStrategyChild
    {
        public void Tell(StrategyMessage message)
        {
            foreach (var answer in desk.On(message))
                search._soon.Enqueue(() => search._core.Answered(answer));
        }

        public void Stop() { }
    }

    private sealed class OneSpace(ConstrainedSpace space) : IPhaseSpaces
    {
        public ConstrainedSpace Open(string name, CostRange range) => space;
    }
}
