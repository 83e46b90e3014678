using Actors.Dispatch;
using Actors.Search;
using Actors.Search.Events;
using Actors.Serialization;
using Actors.Strategies;
using Microsoft.Extensions.Time.Testing;
using Nas.Model.Settings;

namespace Actors.Tests.Search;

public class SearchMachineTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings();

    private readonly Shell _shell = new();

    [Fact]
    public void A_task_that_was_lost_with_its_device_is_withdrawn_where_nobody_waits_for_it()
    {
        var machine = Started();
        var wanted = Assert.Single(_shell.Take<SubmitTask>()).Task;

        machine.Lost(new AttemptLost(Settings.Name, wanted.Id, TaskFailure.DeviceLost, "killed", "device"));
        Assert.Empty(_shell.Take<WithdrawTask>());
        machine.Lost(new AttemptLost(Settings.Name, "search/3@0", TaskFailure.NativeCrash, "aborted", "device"));
        Assert.Equal([new WithdrawTask(Settings.Name, "search/3@0")], _shell.Take<WithdrawTask>());
    }

    [Fact]
    public void Nothing_is_acknowledged_before_it_is_durable()
    {
        var machine = Started();
        var task = Assert.Single(_shell.Take<SubmitTask>()).Task;
        var acknowledged = false;

        _shell.IsSlow = true;
        machine.Report(new CheckpointStored(Settings.Name, task.Id, 10, "blob"), () => acknowledged = true);
        Assert.False(acknowledged);
        Assert.Equal(0, machine.Durable.Run(task.Id)!.DurableStep);
        _shell.Catch();

        Assert.True(acknowledged);
        Assert.Equal(10, machine.Durable.Run(task.Id)!.DurableStep);
    }

    private SearchMachine Started()
    {
        var catalog = StrategyCatalog.Standard;
        var machine = _shell.Machine = new SearchMachine(
            Settings.Name,
            new SearchMachineOptions(text => OpenedSearch.Of(text, catalog), new FakeTimeProvider(), 30),
            new StrategyChildren(catalog, (_, _) => throw new InvalidOperationException("No phase proposes yet.")),
            _shell);
        machine.Recovered();
        machine.Start(SettingsJson.Text(Settings), _ => { }, reason => throw new InvalidOperationException(reason));
        machine.Reconcile();
        return machine;
    }

    /// <summary>A journal that confirms at once, or when it is told to.</summary>
    private sealed class Shell : ISearchShell
    {
        private readonly List<IWireMessage> _sent = [];
        private readonly Queue<Action> _waiting = [];

        public SearchMachine Machine { get; set; } = null!;

        public bool IsSlow { get; set; }

        public List<T> Take<T>()
        {
            List<T> taken = [.. _sent.OfType<T>()];
            _sent.Clear();
            return taken;
        }

        public void Catch()
        {
            while (_waiting.TryDequeue(out var action)) action();
        }

        public void Persist(IReadOnlyList<ISearchEvent> events)
        {
            foreach (var _ in events) OnceDurable(Machine.Confirm);
        }

        public void OnceDurable(Action action)
        {
            _waiting.Enqueue(action);
            if (!IsSlow) Catch();
        }

        public void ToDispatcher(IWireMessage message) => _sent.Add(message);

        public void ReconcileSoon()
        {
        }

        public void Changed(SearchState durable)
        {
        }

        public void Rest(SearchState durable)
        {
        }

        public void PlanFailed(Exception cause) => throw cause;
    }
}
