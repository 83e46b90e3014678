using Actors.Dispatch;
using Actors.Search.State;

namespace Actors.Simulation;

/// <summary>
/// The device that, for a while, fails or crashes under whatever it is given. Whether a device is bad or its tasks are, only other devices
/// can tell: it is bad only while another is in use, and none goes bad before all that the last one failed, or has begun to, is decided.
/// The only one, or two that fail the same candidate, nobody can tell from a bad candidate.
/// </summary>
internal sealed class BadDevice(SimulatedCluster cluster)
{
    private readonly HashSet<(string Search, string Task)> _failed = [];
    private int? _slot;

    public bool Is(SimulatedDevice device) => device.Slot == _slot && cluster.UsesAnother(device);

    /// <returns>True where it may.</returns>
    public bool Begin(int slot)
    {
        if (_slot is not null || _failed.Any(failed => IsOpen(failed.Search, failed.Task)))
            return false;
        _failed.Clear();
        _slot = slot;
        return true;
    }

    public void End() => _slot = null;

    public void Fails(Lease lease) => _failed.Add((lease.SearchId, lease.TaskId));

    private bool IsOpen(string search, string task)
    {
        var state = cluster.JournalOf(search).Aggregate(SearchState.NotStarted, (before, @event) => before.Apply(@event));
        return state.IsRunning
            && TaskName.TryParse(task, out var name)
            && (
                name.Sample is null
                    ? state.Run(task) is { Completed: false }
                    : name.Indices.Any(index => state.Candidates(name.Phase)?.Open.ContainsKey(index) is true)
            );
    }
}
