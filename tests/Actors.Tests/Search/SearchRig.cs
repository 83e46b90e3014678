using Actors.Dispatch;
using Actors.Search;
using Actors.Search.Deciding;
using Actors.Search.Proposing;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;
using Microsoft.Extensions.Time.Testing;
using Nas.Model.Settings;

namespace Actors.Tests.Search;

/// <summary>
/// A whole search without an actor system: the core that decides in real ones, and a hand on what devices report and when. Whatever
/// follows without a device has happened when a call returns.
/// </summary>
internal sealed class SearchRig
{
    private readonly SearchSettings _settings;
    private readonly StrategyCatalog _catalog;
    private readonly MemoryShell _shell;
    private readonly FakeTimeProvider _clock;
    private SearchCore _core;

    /// <param name="journal">Events of an earlier life, or what a test would have happened in one.</param>
    public SearchRig(SearchSettings settings, StrategyCatalog? catalog = null, IEnumerable<ISearchEvent>? journal = null)
    {
        (_settings, _catalog, _shell) = (settings, catalog ?? StrategyCatalog.Standard, new MemoryShell(journal));
        var last = _shell.Journal is [.., var newest] ? newest.Time : 0;
        _clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(last + 1))
        {
            AutoAdvanceAmount = TimeSpan.FromMilliseconds(1),
        };
        _core = Recovered();
        if (State.Status is null)
            Start(SettingsJson.Text(settings));
        Settle();
    }

    public SearchState State => _core.Durable;

    public IReadOnlyList<ISearchEvent> Journal => [.. _shell.Journal];

    public string Id => State.Id;

    /// <summary>The work of devices, as the dispatcher was told, in the order in which it is wanted.</summary>
    public List<DeviceTask> Outstanding =>
        [.. SearchTasks.Outstanding(State).Select(task => _shell.Tasks.Single(told => told.Id == task.Id))];

    /// <summary>The search's printed history: one JSON line for each entry.</summary>
    public string History(bool verbose = false) => HistoryText.Of(SearchHistory.Of(() => Journal, verbose));

    public RunSpec SpecOf(string task) => State.Run(task)!.Spec;

    public void Report(ITaskReport report)
    {
        // Its device's last word on the task: the dispatcher strikes it off its book.
        _shell.Tasks.RemoveAll(task =>
            task.Id == report.TaskId
            && (
                report is TaskFailed or TrainingFinished
                || (report is EvaluationFinished evaluated && evaluated.BatchDivisor == task.BatchDivisor)
            )
        );
        var accepted = false;
        _core.Report(report, () => accepted = true);
        Settle();
        Assert.True(accepted);
    }

    public void Lose(AttemptLost lost)
    {
        _core.Lost(lost);
        Settle();
    }

    public void Blame(string task, string place)
    {
        _core.Blamed(new DeviceBlamed(Id, task, place, "the device is bad"));
        Settle();
    }

    public void Hopeless(string reason, bool userMistake = false)
    {
        _core.Seen(new DispatcherIs(Id, 1, Hopeless: reason, UserMistake: userMistake));
        Settle();
    }

    /// <summary>The process dies, and another goes on from what is in the journal, or was in it after so many events.</summary>
    public SearchRig Restarted(int? events = null) => new(_settings, _catalog, Journal.Take(events ?? Journal.Count));

    /// <summary>The user starts the search once more, with other settings perhaps.</summary>
    public void Resume(SearchSettings? settings = null)
    {
        Start(settings is null ? State.Settings : SettingsJson.Text(settings));
        Settle();
    }

    public void Suspend()
    {
        _core.Suspend();
        _core.Idle(() => { });
        Settle();
    }

    /// <summary>Does the first task until the phase has one.</summary>
    public SearchRig RunTo(string phase)
    {
        while (Outstanding is [var task, ..] tasks && !tasks.Exists(one => one.Phase == phase))
            Do(task);
        return this;
    }

    /// <summary>Does all the work of a task.</summary>
    public void Do(DeviceTask task)
    {
        foreach (var report in FakeWork.Reports(Id, task, SpecOf))
            Report(report);
    }

    /// <summary>Does the first task until none is outstanding.</summary>
    public SearchRig RunToEnd()
    {
        for (var guard = 0; Outstanding is [var task, ..]; guard++)
        {
            Assert.True(guard < 100_000, "the search does not end");
            Do(task);
        }
        return this;
    }

    private void Start(string settings) => _core.Start(settings, _ => { }, reason => throw new InvalidOperationException(reason));

    private SearchCore Recovered() =>
        _shell.Recover(
            new SearchCore(
                _settings.Name,
                new SearchCoreOptions(TestSearches.Open, _clock, SearchCoreOptions.UsualRepeatsBetweenDoubts),
                new StrategyChildren(_catalog, _shell.Begin),
                _shell
            )
        );

    /// <summary>Everything that follows without a device. The dispatcher then knows of exactly what is to be done.</summary>
    private void Settle()
    {
        _shell.Run();
        if (_shell.Rests)
        {
            _core = Recovered();
            _shell.Run();
        }
        Assert.Equal(
            SearchTasks.Outstanding(State).Select(task => task.Id).Order(StringComparer.Ordinal),
            _shell.Tasks.Select(task => task.Id).Order(StringComparer.Ordinal)
        );
    }
}
