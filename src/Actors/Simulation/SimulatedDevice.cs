using Actors.Devices;
using Actors.Dispatch;
using Actors.Serialization;
using Actors.Simulation.Checking;

namespace Actors.Simulation;

/// <summary>One device's process, around the real decisions of a device.</summary>
internal sealed class SimulatedDevice : IDeviceShell
{
    private static readonly TimeSpan Fetch = TimeSpan.FromMilliseconds(2);

    private readonly SimulatedCluster _cluster;
    private SimulatedJob? _job;
    private Lease? _seen;
    private TimeSpan _jobBegan;

    /// <param name="slot">Number of the machine it runs on.</param>
    /// <param name="life">Number of the process: one that starts again has another name.</param>
    public SimulatedDevice(SimulatedCluster cluster, int slot, int life)
    {
        (_cluster, Slot) = (cluster, slot);
        Name = $"device{slot}:{life}:0";
        Where = $"device{slot}";
        Process = new SimulatedProcess(Name);
        Core = new DeviceCore(new DeviceIdentity(Name, "simulated", "", Place: Where), new NodeClock(cluster.Time), this);
    }

    public int Slot { get; }

    public string Name { get; }

    /// <summary>The device's place: see <see cref="DeviceHere"/>'s place.</summary>
    public string Where { get; }

    public SimulatedProcess Process { get; }

    public DeviceCore Core { get; }

    /// <summary>Whether it fails whatever it is given.</summary>
    public bool IsBad => _cluster.BadDevice.Is(this);

    public TimeSpan Now => _cluster.Time.Now;

    public void Start()
    {
        Beat();
        After(DeviceCore.ReportAgain, SendAgain);
    }

    public void After(TimeSpan delay, Action action) =>
        _cluster.Time.After(
            delay,
            () =>
            {
                if (Process.IsAlive)
                    Do(action);
            }
        );

    /// <summary>All that may begin or end a lease.</summary>
    public void Do(Action action)
    {
        action();
        if (Core.Lease == _seen)
            return;
        if (_seen is { } ended)
            _cluster.Record(new LeaseOver(Now, Name, ended));
        if (Process.IsAlive && Core.Lease is { } begun)
            _cluster.Record(new LeaseBegan(Now, Name, begun));
        _seen = Core.Lease;
    }

    public void Blame(Lease lease) => _cluster.Record(new TaskFaulted(Now, lease.SearchId, lease.TaskId, lease.Token));

    /// <summary>Notes that a bad device will fail what it began, whenever it becomes good again.</summary>
    public void FailsByItself(Lease lease) => _cluster.BadDevice.Fails(lease);

    /// <summary>Ends the process by itself.</summary>
    public void Crash(TaskFailure failure, string reason) => _cluster.EndProcess(this, failure, reason, wholeMachine: false);

    /// <summary>Takes note that the process is gone.</summary>
    public void Die()
    {
        Process.IsAlive = false;
        if (_job is { } job)
            Left(job, lost: true);
        if (_seen is { } lease)
            _cluster.Record(new LeaseOver(Now, Name, lease));
        _seen = null;
    }

    /// <summary>The thread has left the job.</summary>
    public void Left(SimulatedJob job, bool lost)
    {
        if (!ReferenceEquals(_job, job))
            return;
        _cluster.Tally.Worked(_jobBegan, Now, lost ? Now - job.UnsafeSince : TimeSpan.Zero);
        _job = null;
    }

    void IDeviceShell.ToDispatcher(IWireMessage message) => _cluster.ToDispatcher(Process, message, this);

    void IDeviceShell.ToSearch(ITaskReport report) => _cluster.ToSearch(Process, report, this);

    void IDeviceShell.Prepare(Lease lease, DeviceTask task) =>
        After(
            Fetch,
            () =>
            {
                var (settings, work, spec) = _cluster.WorkOf(lease.SearchId, task);
                if (_cluster.SlotWithoutData == Slot && _cluster.UsesAnother(this))
                {
                    Core.Over(new JobFailed(lease.Token, new JobFailure(TaskFailure.DataFault, "the data are gone")));
                    return;
                }
                if (task.Kind == DeviceTaskKind.Train && work.Open(task, spec!) is null)
                {
                    Core.Over(
                        new JobFailed(lease.Token, new JobFailure(TaskFailure.DamagedBlob, "all checkpoints are damaged or missing"))
                    );
                    return;
                }
                Core.Prepared(new DeviceJob(lease, task, settings, task.Weights, task.Checkpoints));
            }
        );

    void IDeviceShell.Begin(DeviceJob job)
    {
        var (_, work, spec) = _cluster.WorkOf(job.Lease.SearchId, job.Task);
        _job =
            job.Task.Kind == DeviceTaskKind.Train
                ? new SimulatedTraining(this, job, work, work.Open(job.Task, spec!)!, _cluster.StepDuration())
                : new SimulatedEvaluation(this, job, work, _cluster.EvaluationDuration(job.Task.Candidates.Length));
        _jobBegan = Now;
        _job.Begin();
    }

    void IDeviceShell.Stop(StopJob stop)
    {
        if (_job is { } job && job.Job.Lease.Token == stop.Token)
            job.Stop(stop.SaveCheckpoint);
    }

    void IDeviceShell.EndProcess(DeviceGivesUp last) =>
        After(DeviceCore.LastWord, () => _cluster.EndProcess(this, TaskFailure.DeviceLost, last.Reason, wholeMachine: false));

    private void Beat()
    {
        Core.Beat();
        After(_cluster.Options.Times.Heartbeat, Beat);
    }

    private void SendAgain()
    {
        Core.SendAgain();
        After(DeviceCore.ReportAgain, SendAgain);
    }
}
