using System.Collections.Immutable;
using Actors.Devices;
using Actors.Dispatch;
using Actors.Serialization;
using Actors.Tests.Devices;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Dispatch;

/// <summary>
/// GPUs that are not there, or fell off the bus: a fault of each, and neither of the node, nor of the search, nor of a task.
/// </summary>
public class MissingDevicesTests
{
    private const string Reason = "this process finds no CUDA device";

    private readonly FakeTimeProvider _time = new();
    private readonly DispatchLimits _limits = new();
    private readonly Dictionary<string, Lease> _held = [];
    private readonly Dictionary<string, int> _lives = [];
    private DispatchBook _book;

    public MissingDevicesTests()
    {
        _book = new(_time, _limits);
        _time.Advance(_limits.Absence);
    }

    [Fact]
    public void One_dead_GPU_of_a_node_loses_the_search_that_device_alone_and_no_task_is_blamed()
    {
        Here("n/0", "n/1");
        Submit("s", "t0", "t1", "t2");
        var effects = GivesUp("n/0");

        var lost = Assert.Single(effects.OfType<ToSearch>().Select(e => e.Message).OfType<AttemptLost>());
        Assert.Equal((TaskFailure.DeviceMissing, 0, false), (lost.Failure, lost.Token, lost.Failure.IsHeld()));
        Assert.Equal($"n/0 gets no work of it: {Reason}. Mend that there; it is tried again in 1 min", _book.Tell("s").Trouble);
        Assert.Null(_book.Tell("s").Hopeless);
        foreach (var task in (string[])["t1", "t0", "t2"])
        {
            Assert.Equal(task, _held["n/1"].TaskId);
            End("n/1", TaskFailure.None);
        }
    }

    [Fact]
    public void Its_process_comes_anew_with_nothing_mended_and_is_tried_again_after_a_while_that_grows()
    {
        Here("n/0", "n/1");
        Submit("s", "long", "t");
        var tried = _held.Single(held => held.Value.TaskId == "t").Key;
        foreach (var pause in _limits.Quarantine)
        {
            GivesUp(tried);
            Here(tried);
            Pass(pause - TimeSpan.FromSeconds(2));
            Assert.DoesNotContain(tried, _held.Keys);
            Pass(TimeSpan.FromSeconds(3));
            Assert.Equal("t", _held[tried].TaskId);
        }
        End(tried, TaskFailure.None);
        Assert.Null(_book.Tell("s").Trouble);
    }

    /// <summary>A search that wants CUDA comes to a device of another kind, which is well and works for others.</summary>
    [Fact]
    public void A_device_of_another_kind_refuses_the_search_and_does_the_work_of_others()
    {
        Here("n/0");
        Submit("s", "t");
        End("n/0", TaskFailure.DeviceMissing);
        Submit("s", "t");
        Submit("other", "o");

        Assert.Equal("other", _held["n/0"].SearchId);
        Assert.Equal(Reason, _book.Tell("s").Hopeless);
    }

    [Fact]
    public void Where_every_device_is_missing_the_search_is_hopeless_and_not_before()
    {
        Here("n/0", "m/0");
        Submit("s", "t");
        GivesUp(_held.Keys.Single());
        Assert.Null(_book.Tell("s").Hopeless);
        GivesUp(_held.Keys.Single());

        Assert.Equal($"None of the 2 devices can do its work. m/0: {Reason}; n/0: {Reason}", _book.Tell("s").Hopeless);
    }

    [Fact]
    public void On_one_machine_with_fewer_GPUs_than_devices_those_that_are_there_do_the_work()
    {
        _book = new(_time, _limits with { OneMachine = true });
        _time.Advance(_limits.Acquaintance);
        Here("0", "1", "2");
        Submit("s", "t0", "t1", "t2");
        GivesUp("2");
        GivesUp("1");
        Here("1", "2");
        Assert.Null(_book.Tell("s").Hopeless);
        Assert.Equal(["0"], _held.Keys);

        GivesUp("0");
        Assert.StartsWith("None of the 3 devices can do its work.", _book.Tell("s").Hopeless, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cuda", true)]
    [InlineData("cpu", false)]
    public void Only_a_process_that_should_have_the_device_ends_to_look_for_it_anew(string kind, bool ends)
    {
        var shell = new Shell();
        var machine = new DeviceCore(new DeviceIdentity("d", kind, ""), _time, shell);
        var (lease, task) = (new Lease("s", "t", 1), DispatchBookTests.Work("t"));
        machine.Assigned(new AssignTask(lease, task));
        machine.Prepared(new DeviceJob(lease, task, FakeSettings.Tiny, null, []));
        machine.Over(new JobFailed(1, new JobFailure(TaskFailure.DeviceMissing, Reason)));

        Assert.Equal(ends ? new DeviceGivesUp("d", TaskFailure.DeviceMissing, Reason) : null, shell.Last);
        Assert.Equal(ends ? 0 : 1, machine.Unreported);
    }

    private string Name(string device) => $"{device.Replace("/", "-", StringComparison.Ordinal)}:{_lives.GetValueOrDefault(device)}:0";

    private string Place(string name) => _lives.Keys.Single(device => Name(device) == name);

    /// <summary>A device with a node has the node's name before a slash.</summary>
    private void Here(params string[] devices)
    {
        foreach (var device in devices)
        {
            _lives.TryAdd(device, 0);
            Do(
                _book.Heartbeat(
                    new DeviceHere(
                        Name(device),
                        "cuda",
                        _held.GetValueOrDefault(device),
                        device.Contains('/', StringComparison.Ordinal) ? device.Split('/')[0] : null,
                        device
                    )
                )
            );
        }
    }

    private void Submit(string search, params string[] tasks)
    {
        foreach (var task in tasks)
            Do(_book.Submit(search, DispatchBookTests.Work(task)));
    }

    /// <summary>The next process in its place has another name.</summary>
    private ImmutableArray<DispatchEffect> GivesUp(string device)
    {
        var name = Name(device);
        _held.Remove(device);
        _lives[device]++;
        return Do(_book.GaveUp(new DeviceGivesUp(name, TaskFailure.DeviceMissing, Reason)));
    }

    private void End(string device, TaskFailure failure)
    {
        _held.Remove(device, out var lease);
        Do(_book.Ended(new LeaseEnded(Name(device), lease!, failure == TaskFailure.None, failure, Reason)));
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Here([.. _lives.Keys]);
            Do(_book.Tick());
        }
    }

    private ImmutableArray<DispatchEffect> Do(ImmutableArray<DispatchEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is ToDevice { Device: var name, Message: AssignTask assign })
                _held[Place(name)] = assign.Lease;
        }
        return effects;
    }

    private sealed class Shell : IDeviceShell
    {
        public DeviceGivesUp? Last { get; private set; }

        public void ToDispatcher(IWireMessage message) { }

        public void ToSearch(ITaskReport report) { }

        public void Prepare(Lease lease, DeviceTask task) { }

        public void Begin(DeviceJob job) { }

        public void Stop(StopJob stop) { }

        public void EndProcess(DeviceGivesUp last) => Last = last;
    }
}
