using Actors.Dispatch;

namespace Actors.Simulation;

/// <summary>Has things go wrong, as often as the rates say, until there is peace.</summary>
internal sealed class FaultInjector(SimulatedCluster cluster)
{
    private const double WholeMachine = 0.3,
        NodeIsCut = 0.5,
        JournalIsCut = 0.5,
        Moves = 0.5;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestJump = TimeSpan.FromHours(1);

    private readonly SimulationOptions _options = cluster.Options;
    private readonly RandomDraws _draws = RandomDraws.For(cluster.Options.Seed, "simulate-faults");

    public void Start()
    {
        var faults = _options.Faults;
        Repeatedly(faults.Crash * _options.Devices, Crash);
        Repeatedly(faults.ControlCrash * _options.Nodes, CrashNode);
        Repeatedly(faults.Partition, CutOff);
        Repeatedly(faults.DiskFull, FillDisk);
        if (_options.Devices > 1)
            Repeatedly(faults.BadDevice * _options.Devices, Spoil);
        if (_options.Devices > 1)
            Repeatedly(faults.NoData * _options.Devices, TakeData);
        Repeatedly(faults.ClockJump * _options.Nodes, Jump);
    }

    /// <summary>Injects a fault so many times a day, at moments that have nothing to do with each other.</summary>
    private void Repeatedly(double timesADay, Action fault)
    {
        if (timesADay > 0)
            Plan();

        void Plan() =>
            cluster.Time.After(
                _draws.Exponential(Day / timesADay),
                () =>
                {
                    if (cluster.IsPeaceful)
                        return;
                    fault();
                    Plan();
                }
            );
    }

    private void Crash()
    {
        SimulatedDevice[] living = [.. cluster.Living];
        if (living.Length == 0)
            return;
        var machine = _draws.Happens(WholeMachine);
        cluster.Tally.Fault(machine ? "machine crash" : "crash");
        cluster.EndProcess(living[_draws.Below(living.Length)], TaskFailure.DeviceLost, "killed", machine);
    }

    /// <summary>Ends a control node. One that comes back may be given searches again.</summary>
    private void CrashNode()
    {
        var node = cluster.Nodes[_draws.Below(cluster.Nodes.Count)];
        if (!node.Process.IsAlive)
            return;
        cluster.Tally.Fault("control-crash");
        var back = _draws.Exponential(_options.Times.NodeRestart);
        cluster.EndNode(node, back);
        if (_draws.Happens(Moves))
            cluster.Time.After(back + _draws.Exponential(_options.Times.Failover), () => cluster.Move(_draws));
    }

    private void CutOff()
    {
        List<ControlNodeState> nodes = [];
        if (cluster.Nodes.Count > 1 && _draws.Happens(NodeIsCut))
        {
            var node = cluster.Nodes[_draws.Below(cluster.Nodes.Count)];
            if (node.IsPresent)
                nodes.Add(node);
        }
        var share = _draws.Between(0, 1);
        List<SimulatedDevice> devices = [.. cluster.Living.Where(device => device.Process.Side == 0 && _draws.Happens(share))];
        if (nodes.Count + devices.Count == 0)
            return;
        cluster.Tally.Fault("partition");
        cluster.CutOff(nodes, devices, _draws.Exponential(_options.Times.Partition), _draws.Happens(JournalIsCut));
    }

    private void FillDisk()
    {
        cluster.Tally.Fault("disk-full");
        foreach (var journal in cluster.Journals)
            journal.IsFull = true;
        cluster.Time.After(
            _draws.Exponential(_options.Times.DiskFull),
            () =>
            {
                foreach (var journal in cluster.Journals)
                    journal.IsFull = false;
            }
        );
    }

    private void Spoil()
    {
        if (!cluster.BadDevice.Begin(_draws.Below(_options.Devices)))
            return;
        cluster.Tally.Fault("bad-device");
        cluster.Time.After(_draws.Exponential(_options.Times.BadDevice), cluster.BadDevice.End);
    }

    private void TakeData()
    {
        if (cluster.SlotWithoutData is not null)
            return;
        cluster.Tally.Fault("no-data");
        cluster.SlotWithoutData = _draws.Below(_options.Devices);
        cluster.Time.After(_draws.Exponential(_options.Times.NoData), () => cluster.SlotWithoutData = null);
    }

    private void Jump()
    {
        cluster.Tally.Fault("clock-jump");
        cluster.Nodes[_draws.Below(cluster.Nodes.Count)].Clock.Offset += _draws.Between(-LongestJump, LongestJump);
    }
}
