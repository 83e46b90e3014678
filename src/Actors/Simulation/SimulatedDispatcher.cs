using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Serialization;

namespace Actors.Simulation;

/// <summary>The dispatcher on a control node, around the real book: what <see cref="DispatcherActor"/> is in a real cluster.</summary>
internal sealed class SimulatedDispatcher
{
    private static readonly TimeSpan BetweenTicks = TimeSpan.FromSeconds(1);

    private readonly SimulatedCluster _cluster;
    private readonly Dictionary<string, SimulatedDevice> _devices = [];

    public SimulatedDispatcher(SimulatedCluster cluster, ControlNodeState node)
    {
        (_cluster, Node) = (cluster, node);
        Book = new DispatchBook(node.Clock, new DispatchLimits());
        cluster.Time.After(BetweenTicks, Tick);
    }

    public ControlNodeState Node { get; }

    public DispatchBook Book { get; }

    public bool IsStopped { get; private set; }

    public void Stop() => IsStopped = true;

    public void Receive(IWireMessage message, SimulatedDevice? sender)
    {
        if (IsStopped)
            return;
        switch (message)
        {
            case SubmitTask m:
                Do(Book.Submit(m.SearchId, m.Task, m.QuarantineAfter));
                break;
            case WithdrawTask m:
                Do(Book.Withdraw(m.SearchId, m.TaskId));
                break;
            case SuspendSearch m:
                Do(Book.Suspend(m.SearchId));
                break;
            case WhoDispatches m:
                _cluster.ToSearch(Node.Process, Book.Tell(m.SearchId), null);
                break;
            case DeviceHere m:
                _devices[m.Device] = sender!;
                Do(Book.Heartbeat(m));
                break;
            case LeaseEnded m:
                Do(Book.Ended(m));
                break;
            case DeviceGivesUp m:
                Do(Book.GaveUp(m));
                break;
            case DeviceProcessExited m:
                Do(Book.ProcessExited(m));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message, "Dispatchers are not told this.");
        }
    }

    /// <summary>The cluster says that the device's process is gone.</summary>
    public void Gone(SimulatedDevice device)
    {
        if (IsStopped || !_devices.Remove(device.Name))
            return;
        Do(Book.Gone(device.Name, "its process left the cluster"));
    }

    private void Tick()
    {
        if (IsStopped)
            return;
        Do(Book.Tick());
        _cluster.Time.After(BetweenTicks, Tick);
    }

    private void Do(ImmutableArray<DispatchEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case ToSearch { Message: var message }:
                    _cluster.ToSearch(Node.Process, message, null);
                    break;
                case ToDevice { Device: var device, Message: var message }:
                    if (_devices.TryGetValue(device, out var target))
                        _cluster.ToDevice(Node.Process, target, message);
                    break;
                case ForgetDevice { Device: var device }:
                    _devices.Remove(device);
                    break;
            }
        }
    }
}
