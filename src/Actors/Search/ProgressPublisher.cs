using Actors.Dispatch;
using Actors.Search.Deciding;
using Actors.Search.Reading;
using Actors.Search.State;
using Akka.Actor;
using Nas.Model.Methods;

namespace Actors.Search;

/// <summary>Tells watchers where the search is: what is durable, with the volatile word of running tasks on top.</summary>
internal sealed class ProgressPublisher(string searchId)
{
    private readonly HashSet<IActorRef> _watchers = [];
    private readonly Dictionary<string, TaskProgressed> _running = [];

    /// <summary>Why no device works at all.</summary>
    private string? _trouble;

    /// <summary>Status of the search and of its phases, as last told.</summary>
    private string _told = "";

    public bool HasWatchers => _watchers.Count > 0;

    public void Add(IActorRef watcher, SearchState state)
    {
        _watchers.Add(watcher);
        if (Describe(state) is { } progress)
            watcher.Tell(progress);
    }

    public void Remove(IActorRef watcher) => _watchers.Remove(watcher);

    public void Note(TaskProgressed progressed) => _running[progressed.TaskId] = progressed;

    /// <returns>True where that is new.</returns>
    public bool NoteTrouble(string? trouble)
    {
        var isNew = trouble != _trouble;
        _trouble = trouble;
        return isNew;
    }

    public void Forget(string task) => _running.Remove(task);

    /// <summary>Whether a phase, or the search itself, began or ended since watchers were last told.</summary>
    public bool HasTurned(SearchState state) => Turns(state) != _told;

    public void Tell(SearchState state)
    {
        _told = Turns(state);
        foreach (var task in _running.Keys.Where(task => state.Run(task) is not { Completed: false }).ToList())
            _running.Remove(task);
        if (_watchers.Count == 0 || Describe(state) is not { } progress)
            return;
        foreach (var watcher in _watchers)
            watcher.Tell(progress);
    }

    /// <summary>The search cannot go on for now; what is durable has not changed.</summary>
    public void TellTrouble(SearchState state, string sentence)
    {
        if (Describe(state) is not { } progress)
            return;
        foreach (var watcher in _watchers)
            watcher.Tell(progress with { Note = sentence });
    }

    /// <summary>The search's progress; null where there is no search yet.</summary>
    public SearchProgress? Describe(SearchState state)
    {
        if (state.Status is not { } status)
            return null;
        List<PhaseView> phases = [.. SearchViewing.Phases(state, _running)];
        var note = state.Failure ?? _trouble ?? SearchViewing.Note(state, phases);
        var best = SearchViewing.MainPhase(state) is { Best: { } found } phase ? found.View(phase.Name) : null;
        return new SearchProgress(
            searchId,
            status,
            phases,
            note,
            SearchWaiting.Reasons(state),
            state.LateResults,
            state.UserMistake,
            best,
            MethodSciences.Read(state.Settings).CostUnit
        );
    }

    private static string Turns(SearchState state) =>
        $"{state.Status} {string.Join(' ', state.Phases.Select(phase => phase.Completed ? '+' : '-'))}";
}
