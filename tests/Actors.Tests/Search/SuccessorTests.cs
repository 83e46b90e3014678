using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search;
using Actors.Search.Deciding;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;
using Microsoft.Extensions.Time.Testing;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search;

/// <summary>A search that rests and has nothing to show makes room for another of its name, with other settings.</summary>
public class SuccessorTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings();
    private static readonly string Others = SettingsJson.Text(Settings with { Seed = Settings.Seed + 1 });

    private readonly MemoryShell _shell = new();
    private readonly List<string> _said = [];

    [Fact]
    public void It_begins_once_the_devices_of_the_one_before_are_idle()
    {
        var core = Cancelled();

        Start(core, Others);
        Assert.Empty(_said);
        Assert.NotEmpty(_shell.Take<SuspendSearch>());
        core.Idle(() => { });
        _shell.Run();

        Assert.Equal(["accepted False"], _said);
        Assert.True(_shell.Rests);
        core = _shell.Recover(Core());
        _shell.Run();
        Assert.Equal((SearchStatus.Running, Others), (core.Durable.Status, core.Durable.Settings));
        Assert.Null(core.Durable.Failure);
        Assert.NotEmpty(_shell.Tasks);
        Start(core, Others);
        Assert.Equal("accepted True", _said[^1]);
    }

    [Fact]
    public void What_a_device_brings_before_it_is_idle_keeps_the_one_that_is_there()
    {
        var core = Started();
        var task = _shell.Tasks[0];
        core.Suspend();
        core.Idle(() => { });
        _shell.Run();
        Start(core, Others);

        core.Report(new CheckpointStored(Settings.Name, task.Id, 10, "blob"), () => { });
        _shell.Run();
        core.Idle(() => { });
        _shell.Run();

        Assert.Contains("belongs to a search with other settings: seed", Assert.Single(_said), StringComparison.Ordinal);
        Assert.Equal(SettingsJson.Text(Settings), core.Durable.Settings);
    }

    [Fact]
    public void Who_goes_on_with_the_one_that_is_there_meanwhile_is_heard()
    {
        var machine = Cancelled();
        Start(machine, Others);
        Start(machine, SettingsJson.Text(Settings));
        Assert.Equal(["accepted True"], _said);

        machine.Suspend();
        machine.Idle(() => { });
        _shell.Run();
        Assert.Equal((SearchStatus.Suspended, SettingsJson.Text(Settings)), (machine.Durable.Status, machine.Durable.Settings));
        Assert.Equal(["accepted True"], _said);
    }

    [Fact]
    public void One_that_runs_is_to_be_cancelled_first()
    {
        Start(Started(), Others);
        Assert.EndsWith("once it is cancelled, it can begin with these.", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public void One_with_something_to_show_stays()
    {
        var core = Started();
        core.Report(new CheckpointStored(Settings.Name, _shell.Tasks[0].Id, 10, "blob"), () => { });
        core.Cancel("Cancelled.", () => { });
        _shell.Run();

        Start(core, Others);
        Assert.EndsWith("or another directory.", Assert.Single(_said), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() =>
            core.Durable.Apply(new SearchStarted(1, Settings.Name, Others, [], ImmutableSortedDictionary<string, string>.Empty))
        );
    }

    private void Start(SearchCore core, string settings)
    {
        core.Start(settings, resumed => _said.Add($"accepted {resumed}"), _said.Add);
        _shell.Run();
    }

    private SearchCore Started()
    {
        var core = _shell.Recover(Core());
        core.Start(SettingsJson.Text(Settings), _ => { }, reason => throw new InvalidOperationException(reason));
        _shell.Run();
        return core;
    }

    private SearchCore Cancelled()
    {
        var core = Started();
        core.Cancel("Cancelled.", () => { });
        _shell.Run();
        _shell.Take<SuspendSearch>();
        return core;
    }

    private SearchCore Core() =>
        new(
            Settings.Name,
            new SearchCoreOptions(TestSearches.Open, new FakeTimeProvider(), SearchCoreOptions.UsualRepeatsBetweenDoubts),
            new StrategyChildren(StrategyCatalog.Standard, _shell.Begin),
            _shell
        );
}
