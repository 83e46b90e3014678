using Actors.Archive;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Scores;
using Actors.Search;
using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Strategies;

namespace Actors.Tests.Search;

/// <summary>
/// The world of a search's core in tests: a journal in memory, strategies, and ears for all that the core says. What it asks for
/// comes back to it in <see cref="Run"/>, in the order in which it asked, and not before.
/// </summary>
internal sealed class MemoryShell : ISearchShell
{
    private readonly Queue<Action> _soon = [];
    private readonly List<IWireMessage> _sent = [];
    private SearchCore _core = null!;
    private int _durable;

    /// <param name="journal">Events of an earlier life.</param>
    public MemoryShell(IEnumerable<ISearchEvent>? journal = null) => Journal.AddRange((journal ?? []).Select(Stored));

    /// <summary>The journal as it is read.</summary>
    public List<ISearchEvent> Journal { get; } = [];

    public List<StoredSnapshot> Snapshots { get; } = [];

    /// <summary>The tasks that the dispatcher has been told to have done, the oldest first.</summary>
    public List<DeviceTask> Tasks { get; } = [];

    public List<IScoreMessage> Scores { get; } = [];

    public List<PhaseStart.AskPlugin> Asked { get; } = [];

    /// <summary>The core wants to leave memory.</summary>
    public bool Rests { get; private set; }

    /// <summary>A life of the search begins with what is in the journal; the one before is forgotten.</summary>
    /// <param name="snapshot">Stands for the events that it follows.</param>
    public SearchCore Recover(SearchCore core, StoredSnapshot? snapshot = null)
    {
        (_core, _durable, Rests) = (core, Journal.Count, false);
        _soon.Clear();
        Tasks.Clear();
        if (snapshot is not null)
            core.Restore(snapshot.Read(), snapshot.Sequence);
        foreach (var @event in Journal.Skip((int)(snapshot?.Sequence ?? 0)))
            core.Replay(@event);
        core.Recovered();
        return core;
    }

    /// <summary>Runs until the core waits for others.</summary>
    public void Run()
    {
        while (_soon.TryDequeue(out var action))
            action();
    }

    /// <summary>The messages to the dispatcher since the last time.</summary>
    public List<T> Take<T>()
    {
        List<T> taken = [.. _sent.OfType<T>()];
        _sent.Clear();
        return taken;
    }

    /// <summary>A strategy at work.</summary>
    public IStrategyChild Begin(StrategyJob job, Func<Action<ISearchStrategy>, Proposer> open) =>
        new Child(this, new StrategyDesk(job.Phase, () => open(_ => { })));

    byte[] ISearchShell.Seal => [];

    void ISearchShell.Persist(IReadOnlyList<ISearchEvent> events)
    {
        foreach (var @event in events)
        {
            Journal.Add(Stored(@event));
            _soon.Enqueue(() =>
            {
                _durable++;
                _core.Confirm();
            });
        }
    }

    void ISearchShell.OnceDurable(Action action) => _soon.Enqueue(action);

    void ISearchShell.SaveSnapshot(SearchSnapshot snapshot, JournalPoint follows) =>
        Snapshots.Add(new StoredSnapshot(WireTypes.Write(snapshot), follows.Sequence, _durable));

    void ISearchShell.ToDispatcher(IWireMessage message)
    {
        _sent.Add(message);
        if (message is SuspendSearch)
            Tasks.Clear();
        if (message is WithdrawTask withdrawn)
            Tasks.RemoveAll(task => task.Id == withdrawn.TaskId);
        if (message is not SubmitTask { Task: var submitted })
            return;
        Tasks.RemoveAll(task => task.Id == submitted.Id);
        Tasks.Add(submitted);
    }

    void ISearchShell.ToScores(IScoreMessage message) => Scores.Add(message);

    void ISearchShell.Ask(PhaseStart.AskPlugin question) => Asked.Add(question);

    void ISearchShell.ReconcileSoon() => _soon.Enqueue(_core.Reconcile);

    void ISearchShell.Changed(SearchState durable) { }

    void ISearchShell.Rest(SearchState durable) => Rests = true;

    void ISearchShell.PlanFailed(Exception cause) => throw new InvalidOperationException("The plan failed.", cause);

    private static ISearchEvent Stored(ISearchEvent @event) =>
        (ISearchEvent)WireTypes.Read(WireTypes.ManifestOf(@event), WireTypes.Write(@event));

    private sealed class Child(MemoryShell shell, StrategyDesk desk) : IStrategyChild
    {
        public void Tell(StrategyMessage message)
        {
            foreach (var answer in desk.On(message))
                shell._soon.Enqueue(() => shell._core.Answered(answer));
        }

        public void Stop() { }
    }
}

/// <param name="Sequence">Number of the event that it follows.</param>
/// <param name="Durable">Events that the journal had confirmed when it was given to the store.</param>
internal sealed record StoredSnapshot(byte[] Bytes, long Sequence, int Durable)
{
    public SearchSnapshot Read() => (SearchSnapshot)WireTypes.Read("search-snapshot/1", Bytes);
}
