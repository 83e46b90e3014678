using Actors.Search;
using Actors.Search.Proposing;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;
using Microsoft.Extensions.Time.Testing;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search.State.Snapshots;

/// <summary>
/// A search that takes snapshots, with a device that does the oldest task or the newest and reports all of it before any of that is
/// durable.
/// </summary>
internal sealed class CoreRun
{
    private readonly StNasSettings _settings;
    private readonly bool _newestFirst;
    private readonly MemoryShell _shell;
    private readonly SearchCore _core;

    /// <param name="journal">Events of an earlier life.</param>
    /// <param name="snapshot">Snapshot of an earlier life; null: every event is replayed.</param>
    public CoreRun(
        StNasSettings settings,
        int every,
        bool newestFirst = false,
        IEnumerable<ISearchEvent>? journal = null,
        StoredSnapshot? snapshot = null
    )
    {
        (_settings, _newestFirst, _shell) = (settings, newestFirst, new MemoryShell(journal));
        var options = new SearchCoreOptions(TestSearches.Open, new FakeTimeProvider(), SearchCoreOptions.UsualRepeatsBetweenDoubts)
        {
            SnapshotEvery = every,
        };
        _core = _shell.Recover(
            new SearchCore(settings.Name, options, new StrategyChildren(StrategyCatalog.Standard, _shell.Begin), _shell),
            snapshot
        );
    }

    public IReadOnlyList<ISearchEvent> Journal => _shell.Journal;

    public IReadOnlyList<StoredSnapshot> Snapshots => _shell.Snapshots;

    public string History => HistoryText.Of(SearchHistory.Of(() => Journal, verbose: false));

    public CoreRun ToEnd()
    {
        if (_core.Issued.Status is null)
            _core.Start(SettingsJson.Text(_settings), _ => { }, reason => throw new InvalidOperationException(reason));
        for (_shell.Run(); _shell.Tasks.Count > 0; _shell.Run())
        {
            var task = _shell.Tasks[_newestFirst ? ^1 : 0];
            _shell.Tasks.Remove(task);
            foreach (var report in FakeWork.Reports(_settings.Name, task, run => _core.Issued.Run(run)!.Spec))
                _core.Report(report, () => { });
        }
        Assert.Equal((SearchStatus.Completed, null), (_core.Durable.Status, _core.Durable.Failure));
        return this;
    }
}
