using Actors.Archive;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Scores;
using Actors.Search;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Strategies;
using Microsoft.Extensions.Time.Testing;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search.State.Snapshots;

/// <summary>A search's machine with a journal in memory, its strategies, and a device that does the oldest task or the newest; without actors.</summary>
internal sealed class MachineRun : ISearchShell
{
    private readonly Queue<Action> _waiting = [];
    private readonly List<DeviceTask> _tasks = [];
    private readonly SearchMachine _machine;
    private readonly StNasSettings _settings;
    private readonly bool _newestFirst;
    private int _durable;

    /// <param name="journal">Of an earlier life.</param>
    /// <param name="snapshot">Of an earlier life; null: every event is replayed.</param>
    public MachineRun(StNasSettings settings, int every, bool newestFirst = false, IEnumerable<ISearchEvent>? journal = null, StoredSnapshot? snapshot = null)
    {
        (_settings, _newestFirst) = (settings, newestFirst);
        var (catalog, context) = (StrategyCatalog.Standard, TestSearches.Context(settings));
        var opened = OpenedSearch.Of(SettingsJson.Text(settings), catalog) with { Context = context };
        _machine = new SearchMachine(
            settings.Name,
            new SearchMachineOptions(_ => opened, new FakeTimeProvider(), SearchMachineOptions.UsualRepeatsBetweenDoubts) { SnapshotEvery = every },
            new StrategyChildren(catalog, (phase, open) => new Child(this, new StrategyDesk(phase.Name, () => open(_ => { })))),
            this);
        Journal.AddRange(journal ?? []);
        if (snapshot is not null) _machine.Restore(snapshot.Read(), snapshot.Sequence);
        foreach (var @event in Journal.Skip((int)(snapshot?.Sequence ?? 0))) _machine.Replay(@event);
        _durable = Journal.Count;
        _machine.Recovered();
    }

    public List<ISearchEvent> Journal { get; } = [];

    public List<StoredSnapshot> Snapshots { get; } = [];

    public string History => HistoryText.Of(SearchHistory.Of(() => Journal, verbose: false));

    public MachineRun ToEnd()
    {
        if (_machine.Issued.Status is null) _machine.Start(SettingsJson.Text(_settings), _ => { }, reason => throw new InvalidOperationException(reason));
        while (true)
        {
            while (_waiting.TryDequeue(out var action)) action();
            if (_tasks.Count == 0) break;
            var task = _newestFirst ? _tasks[^1] : _tasks[0];
            _tasks.Remove(task);
            foreach (var report in FakeWork.Reports(_settings.Name, task, run => _machine.Issued.Run(run)!.Spec)) _machine.Report(report, () => { });
        }
        Assert.Equal(SearchStatus.Completed, _machine.Durable.Status);
        return this;
    }

    void ISearchShell.Persist(IReadOnlyList<ISearchEvent> events)
    {
        foreach (var @event in events)
        {
            Journal.Add(@event);
            _waiting.Enqueue(() =>
            {
                _durable++;
                _machine.Confirm();
            });
        }
    }

    void ISearchShell.OnceDurable(Action action) => _waiting.Enqueue(action);

    byte[] ISearchShell.Seal => [];

    void ISearchShell.SaveSnapshot(SearchSnapshot snapshot, JournalPoint follows) => Snapshots.Add(new(WireTypes.Write(snapshot), follows.Sequence, _durable));

    void ISearchShell.ToDispatcher(IWireMessage message)
    {
        if (message is SubmitTask submitted) _tasks.Add(submitted.Task);
    }

    void ISearchShell.ToScores(IScoreMessage message) => throw new InvalidOperationException("It reuses no scores.");

    void ISearchShell.Ask(PhaseStart.Thought thought) => throw new InvalidOperationException("It has no plans of others.");

    void ISearchShell.ReconcileSoon() => _waiting.Enqueue(_machine.Reconcile);

    void ISearchShell.Changed(SearchState durable)
    {
    }

    void ISearchShell.Rest(SearchState durable) => throw new InvalidOperationException(durable.Failure);

    void ISearchShell.PlanFailed(Exception cause) => throw cause;

    private sealed class Child(MachineRun run, StrategyDesk desk) : IStrategyChild
    {
        public void Tell(StrategyMessage message)
        {
            foreach (var answer in desk.On(message)) run._waiting.Enqueue(() => run._machine.Answered(answer));
        }

        public void Stop()
        {
        }
    }
}

/// <param name="Sequence">Of the event that it follows.</param>
/// <param name="Durable">Events in the journal when it was given to the store.</param>
internal sealed record StoredSnapshot(byte[] Bytes, long Sequence, int Durable)
{
    public SearchSnapshot Read() => (SearchSnapshot)WireTypes.Read("search-snapshot/1", Bytes);
}
