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
        var machine = Cancelled();

        Start(machine, Others);
        Assert.Empty(_said);
        Assert.NotEmpty(_shell.Take<SuspendSearch>());
        machine.Idle(() => { });
        _shell.Run();

        Assert.Equal(["accepted False"], _said);
        Assert.True(_shell.Rests);
        machine = _shell.Recover(Machine());
        _shell.Run();
        Assert.Equal((SearchStatus.Running, Others), (machine.Durable.Status, machine.Durable.Settings));
        Assert.Null(machine.Durable.Failure);
        Assert.NotEmpty(_shell.Tasks);
        Start(machine, Others);
        Assert.Equal("accepted True", _said[^1]);
    }

    [Fact]
    public void What_a_device_brings_before_it_is_idle_keeps_the_one_that_is_there()
    {
        var machine = Started();
        var task = _shell.Tasks[0];
        machine.Suspend();
        machine.Idle(() => { });
        _shell.Run();
        Start(machine, Others);

        machine.Report(new CheckpointStored(Settings.Name, task.Id, 10, "blob"), () => { });
        _shell.Run();
        machine.Idle(() => { });
        _shell.Run();

        Assert.Contains("belongs to a search with other settings: seed", Assert.Single(_said), StringComparison.Ordinal);
        Assert.Equal(SettingsJson.Text(Settings), machine.Durable.Settings);
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
        var machine = Started();
        machine.Report(new CheckpointStored(Settings.Name, _shell.Tasks[0].Id, 10, "blob"), () => { });
        machine.Cancel("Cancelled.", () => { });
        _shell.Run();

        Start(machine, Others);
        Assert.EndsWith("or another directory.", Assert.Single(_said), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() =>
            machine.Durable.Apply(new SearchStarted(1, Settings.Name, Others, [], ImmutableSortedDictionary<string, string>.Empty))
        );
    }

    private void Start(SearchMachine machine, string settings)
    {
        machine.Start(settings, resumed => _said.Add($"accepted {resumed}"), _said.Add);
        _shell.Run();
    }

    private SearchMachine Started()
    {
        var machine = _shell.Recover(Machine());
        machine.Start(SettingsJson.Text(Settings), _ => { }, reason => throw new InvalidOperationException(reason));
        _shell.Run();
        return machine;
    }

    private SearchMachine Cancelled()
    {
        var machine = Started();
        machine.Cancel("Cancelled.", () => { });
        _shell.Run();
        _shell.Take<SuspendSearch>();
        return machine;
    }

    private SearchMachine Machine() =>
        new(
            Settings.Name,
            new SearchMachineOptions(TestSearches.Open, new FakeTimeProvider(), SearchMachineOptions.UsualRepeatsBetweenDoubts),
            new StrategyChildren(StrategyCatalog.Standard, _shell.Begin),
            _shell
        );
}
