using Actors.Dispatch;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Serialization;
using Actors.Simulation.Checking;
using Nas.Model.Settings;

namespace Actors.Simulation;

/// <summary>
/// Control nodes, devices, journals and the network between them. Membership, the places of searches and dispatcher, and who reaches whom
/// are as Akka's cluster has them: a node that falls silent is taken out after a while, and what lived on it starts elsewhere; a part that
/// is cut off goes on with what it has until it ends itself.
/// </summary>
internal sealed class SimulatedCluster
{
    /// <summary>The longest end, in times to failover.</summary>
    private const double LongestEnd = 3;

    private static readonly TimeSpan BetweenAsks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ExitSeen = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ExitToldByCluster = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Hosted> _searches;
    private readonly RandomDraws _draws;
    private readonly Action<TraceEntry> _trace;
    private readonly ControlNodeState[] _nodes;
    private readonly SimulatedDevice?[] _devices;
    private readonly int[] _lives;
    private readonly SimulatedProcess[] _machines;
    private readonly List<SimulatedDispatcher> _dispatchers = [];

    /// <summary>Sides that those who go on have taken out of the cluster.</summary>
    private readonly HashSet<int> _removed = [];

    private int _sides;

    /// <summary>The node on which the dispatcher lives, as the members see it.</summary>
    private ControlNodeState? _dispatching;

    public SimulatedCluster(IReadOnlyList<SimulatedSubject> subjects, SimulationOptions options, Action<TraceEntry> trace)
    {
        (Options, _trace, _draws) = (options, trace, RandomDraws.For(options.Seed, "simulate-cluster"));
        Network = new Network(Time, RandomDraws.For(options.Seed, "simulate-network"), options.Times) { Faults = options.Faults };
        BadDevice = new BadDevice(this);
        _searches = subjects.ToDictionary(
            subject => subject.Id,
            subject => new Hosted(
                subject,
                new SimulatedWork(subject.Settings, options.Faults),
                new SimulatedJournal(subject.Id, () => Time.Now, Record)
            )
        );
        _nodes = [.. Enumerable.Range(0, options.Nodes).Select(number => new ControlNodeState(number, 0, Time))];
        _devices = new SimulatedDevice?[options.Devices];
        _lives = new int[options.Devices];
        _machines = [.. Enumerable.Range(0, options.Devices).Select(slot => new SimulatedProcess($"machine{slot}"))];
    }

    public SimulationOptions Options { get; }

    public VirtualTime Time { get; } = new();

    public Network Network { get; }

    public Tally Tally { get; } = new();

    /// <summary>True once nothing goes wrong any more.</summary>
    public bool IsPeaceful { get; private set; }

    public BadDevice BadDevice { get; }

    /// <summary>Number of the machine from which the data are gone; null: there is none.</summary>
    public int? SlotWithoutData { get; set; }

    public IReadOnlyList<ControlNodeState> Nodes => _nodes;

    public IEnumerable<SimulatedDevice> Living => _devices.OfType<SimulatedDevice>();

    public int Unfinished { get; private set; }

    public IEnumerable<SimulatedJournal> Journals => _searches.Values.Select(search => search.Journal);

    /// <summary>Tasks that wait in the present dispatcher's book.</summary>
    public int Queued => _dispatchers.Count == 0 ? 0 : _dispatchers[^1].Book.Waiting;

    /// <summary>Whether the device's dispatcher gives work to another as well.</summary>
    public bool UsesAnother(SimulatedDevice device)
    {
        if (
            _dispatchers.FindLast(dispatcher => dispatcher.Node.Process.Reaches(device.Process))?.Book.Describe(int.MaxValue)
            is not { } view
        )
            return false;
        var used = view.Devices.Where(known => known.Quarantine is null).Select(known => known.Name).ToHashSet();
        return Living.Any(other =>
            other != device
            && other.Process.Reaches(device.Process)
            && used.Contains(other.Name)
            && !view.Unfit.Any(unfit => unfit.Node == other.Where)
        );
    }

    public void Start()
    {
        Unfinished = _searches.Count;
        Settle();
        for (var slot = 0; slot < _devices.Length; slot++)
        {
            var start = slot;
            Time.After(_draws.Between(TimeSpan.Zero, Options.Times.Heartbeat), () => StartDevice(start));
        }
        Time.After(BetweenAsks, AskForSearches);
    }

    public void Record(TraceEntry entry) => _trace(entry);

    public IReadOnlyList<ISearchEvent> JournalOf(string search) => _searches[search].Journal.Events;

    // ---- Durations

    public TimeSpan WriteDuration() => _draws.Exponential(Options.Times.Write / 2);

    public TimeSpan StepDuration() => TimeSpan.FromSeconds(Options.Speed.StepSeconds * _draws.Factor(Options.Speed.Spread)) * Straggling();

    public TimeSpan EvaluationDuration(int candidates) =>
        TimeSpan.FromSeconds(Options.Speed.EvaluationSeconds * candidates * _draws.Factor(Options.Speed.Spread)) * Straggling();

    private double Straggling()
    {
        if (!_draws.Happens(Network.Faults.Straggler))
            return 1;
        Tally.Fault("straggler");
        return _draws.Between(3, 10);
    }

    // ---- Messages

    public void ToDispatcher(SimulatedProcess from, IWireMessage message, SimulatedDevice? sender)
    {
        if (_dispatchers.FindLast(dispatcher => from.Reaches(dispatcher.Node.Process)) is not { } target)
            return;
        Network.Send(from, target.Node.Process, message, () => target.Receive(message, sender));
    }

    /// <summary>Sends to the node on which the search lives, as the sender's side sees it.</summary>
    public void ToSearch(SimulatedProcess from, ISearchMessage message, SimulatedDevice? sender)
    {
        if (!_searches.TryGetValue(message.SearchId, out var search))
            return;
        var node =
            search.Home is { } home && from.Reaches(home.Process)
                ? home
                : search.Incarnations.FindLast(one => from.Reaches(one.Node.Process))?.Node;
        if (node is null)
            return;
        Network.Send(from, node.Process, message, () => Incarnation(search, node)?.Receive(message, sender));
    }

    public void ToDevice(SimulatedProcess from, SimulatedDevice device, IWireMessage message) =>
        Network.Send(
            from,
            device.Process,
            message,
            () =>
                device.Do(() =>
                {
                    switch (message)
                    {
                        case AssignTask assigned:
                            device.Core.Assigned(assigned);
                            break;
                        case RevokeLease revoked:
                            device.Core.Revoked(revoked);
                            break;
                        case ReportAccepted accepted:
                            device.Core.Accepted(accepted);
                            break;
                        default:
                            throw new ArgumentOutOfRangeException(nameof(message), message, "Devices are not told this.");
                    }
                })
        );

    // ---- Searches

    public (SearchSettings Settings, SimulatedWork Work, RunSpec? Spec) WorkOf(string id, DeviceTask task)
    {
        var search = _searches[id];
        return (search.Subject.Settings, search.Work, search.Runs.GetValueOrDefault((task.Phase, task.Run)));
    }

    /// <summary>Events are on disk.</summary>
    public void Written(string id, IReadOnlyList<ISearchEvent> events)
    {
        var search = _searches[id];
        foreach (var @event in events)
        {
            switch (@event)
            {
                case PhaseStarted { Training: { } spec } started:
                    for (var run = 0; run < spec.Runs.Length; run++)
                        search.Runs[(started.Phase, run)] = spec.Runs[run];
                    break;
                case AttemptFailed:
                    Tally.Retried++;
                    break;
                case AttemptForgiven:
                    Tally.Forgiven++;
                    break;
                case LateResultRejected:
                    Tally.Late++;
                    break;
                case SearchCompleted or SearchFailed:
                    Unfinished--;
                    break;
            }
        }
    }

    /// <summary>The search stops, as its actor does; the next message for it starts another.</summary>
    public void WriteFailed(SimulatedSearch incarnation, WriteFault fault)
    {
        Rest(incarnation);
        if (fault == WriteFault.Taken)
            Tally.RefusedWrites++;
    }

    /// <summary>The search leaves memory; the next message for it starts another incarnation.</summary>
    public void Rest(SimulatedSearch incarnation)
    {
        incarnation.Stop();
        _searches[incarnation.Id].Incarnations.Remove(incarnation);
    }

    /// <summary>The living incarnation there, or a new one where the search is at home; null where it has no place there.</summary>
    private SimulatedSearch? Incarnation(Hosted search, ControlNodeState node)
    {
        if (search.Incarnations.Find(one => one.Node == node) is { } living)
            return living;
        if (search.Home != node)
            return null;
        var begun = new SimulatedSearch(this, node, search.Subject, search.Journal, ++search.Writers);
        search.Incarnations.Add(begun);
        return begun;
    }

    private static bool HasEnded(Hosted search) => search.Journal.Events is [.., SearchCompleted or SearchFailed];

    /// <summary>Whoever watches a search asks for it again and again, which starts it where it stopped.</summary>
    private void AskForSearches()
    {
        foreach (var search in _searches.Values)
        {
            if (search.Home is { IsPresent: true } home && !HasEnded(search))
                Incarnation(search, home);
        }
        Time.After(BetweenAsks, AskForSearches);
    }

    /// <summary>Gives new homes to searches and to the dispatcher where those they had have left the cluster.</summary>
    private void Settle()
    {
        var present = Array.FindAll(_nodes, node => node.IsPresent);
        if (present.Length == 0)
            return;
        foreach (var search in _searches.Values.Where(search => search.Home is not { HasLeft: false }))
        {
            if (search.Home is not null)
                Tally.Failovers++;
            search.Home = present[_draws.Below(present.Length)];
            Incarnation(search, search.Home);
        }
        if (_dispatching is { HasLeft: false })
            return;
        _dispatching = present[0];
        _dispatchers.Add(new SimulatedDispatcher(this, _dispatching));
    }

    // ---- What may befall it

    /// <summary>Ends a control node, with all that lives on it.</summary>
    public void EndNode(ControlNodeState node, TimeSpan back)
    {
        if (!node.Process.IsAlive)
            return;
        node.Process.IsAlive = false;
        foreach (var search in _searches.Values)
        {
            foreach (var incarnation in search.Incarnations.Where(one => one.Node == node))
                incarnation.Stop();
            search.Incarnations.RemoveAll(one => one.Node == node);
        }
        foreach (var dispatcher in _dispatchers.Where(one => one.Node == node))
            dispatcher.Stop();
        _dispatchers.RemoveAll(one => one.Node == node);
        Time.After(Options.Times.Failover, () => Leave(node));
        Time.After(
            back,
            () =>
            {
                node.HasLeft = true;
                _nodes[node.Number] = new ControlNodeState(node.Number, node.Life + 1, Time);
                Settle();
            }
        );
    }

    /// <summary>
    /// Moves a search from one living node to another, as when shards are balanced again. What its old incarnation had written arrives.
    /// </summary>
    public void Move(RandomDraws draws)
    {
        var present = Array.FindAll(_nodes, node => node.IsPresent);
        var search = _searches.Values.ElementAt(draws.Below(_searches.Count));
        if (present.Length < 2 || search.Home is not { IsPresent: true } home)
            return;
        foreach (var incarnation in search.Incarnations.Where(one => one.Node == home).ToList())
        {
            incarnation.Stop();
            search.Incarnations.Remove(incarnation);
        }
        Tally.Fault("move");
        search.Home = present[draws.Below(present.Length)];
        Incarnation(search, search.Home);
    }

    /// <summary>A device's process dies, alone or with its machine, and another starts in time.</summary>
    public void EndProcess(SimulatedDevice device, TaskFailure failure, string reason, bool wholeMachine, TimeSpan? back = null)
    {
        if (!device.Process.IsAlive)
            return;
        device.Die();
        _devices[device.Slot] = null;
        var machine = _machines[device.Slot];
        if (!wholeMachine)
        {
            var exited = new DeviceProcessExited(DeviceName.ProcessOf(device.Name), failure, reason);
            Time.After(ExitSeen, () => ToDispatcher(machine, exited, sender: null));
        }
        Time.After(wholeMachine ? Options.Times.Failover : ExitToldByCluster, () => Gone(device));
        Time.After(
            back ?? (wholeMachine ? Options.Times.MachineRestart : Options.Times.ProcessRestart),
            () =>
            {
                _machines[device.Slot].Side = 0;
                StartDevice(device.Slot);
            }
        );
    }

    /// <summary>
    /// Cuts some processes off until the time is over. Those that are taken out of the cluster meanwhile do not come back alive.
    /// </summary>
    public void CutOff(IReadOnlyList<ControlNodeState> nodes, IReadOnlyList<SimulatedDevice> devices, TimeSpan duration, bool fromJournal)
    {
        var side = ++_sides;
        var end = Time.Now + duration;
        foreach (var node in nodes)
            (node.Process.Side, node.CutFromJournal) = (side, fromJournal);
        foreach (var device in devices)
            _machines[device.Slot].Side = device.Process.Side = side;
        Time.After(
            duration,
            () =>
            {
                if (_removed.Contains(side))
                    return;
                foreach (var node in nodes.Where(node => node.Process.Side == side))
                    (node.Process.Side, node.CutFromJournal) = (0, false);
                foreach (var device in devices.Where(device => device.Process.Side == side))
                    _machines[device.Slot].Side = device.Process.Side = 0;
            }
        );
        Time.After(
            Options.Times.Failover,
            () =>
            {
                if (Time.Now >= end)
                    return;
                _removed.Add(side);
                foreach (var device in devices)
                    Gone(device);
                foreach (var node in nodes)
                    Leave(node);
            }
        );
        foreach (var node in nodes)
            EndItself(() => EndNode(node, Back(Options.Times.NodeRestart)), () => node.Process.Side == side);
        foreach (var device in devices)
        {
            EndItself(
                () =>
                    EndProcess(device, TaskFailure.DeviceLost, "left the cluster", wholeMachine: false, Back(Options.Times.ProcessRestart)),
                () => device.Process.Side == side
            );
        }

        // Both sides notice at about the same time, unless a process was held up.
        void EndItself(Action how, Func<bool> isCut) =>
            Time.After(
                Options.Times.Failover * _draws.Between(0.7, LongestEnd),
                () =>
                {
                    if (isCut())
                        how();
                }
            );

        TimeSpan Back(TimeSpan restart) => end - Time.Now > restart ? end - Time.Now : restart;
    }

    /// <summary>Ends all faults: from now on nothing new goes wrong.</summary>
    public void MakePeace()
    {
        IsPeaceful = true;
        BadDevice.End();
        SlotWithoutData = null;
        Network.Faults = FaultRates.None;
        foreach (var journal in Journals)
            journal.IsFull = false;
    }

    private void Leave(ControlNodeState node)
    {
        node.HasLeft = true;
        Settle();
    }

    private void Gone(SimulatedDevice device)
    {
        foreach (var dispatcher in _dispatchers.Where(dispatcher => dispatcher.Node.IsPresent).ToList())
            dispatcher.Gone(device);
    }

    private void StartDevice(int slot)
    {
        var device = _devices[slot] = new SimulatedDevice(this, slot, _lives[slot]++);
        device.Start();
    }

    /// <summary>A search and where it lives.</summary>
    private sealed class Hosted(SimulatedSubject subject, SimulatedWork work, SimulatedJournal journal)
    {
        public SimulatedSubject Subject { get; } = subject;

        public SimulatedWork Work { get; } = work;

        public SimulatedJournal Journal { get; } = journal;

        /// <summary>The specs of the search's training runs, as its journal has them.</summary>
        public Dictionary<(string Phase, int Run), RunSpec> Runs { get; } = [];

        /// <summary>The node on which the search lives, as the members see it.</summary>
        public ControlNodeState? Home { get; set; }

        /// <summary>Incarnations that are alive, the newest last: more than one where a part of the cluster is cut off.</summary>
        public List<SimulatedSearch> Incarnations { get; } = [];

        public int Writers { get; set; }
    }
}
