using Actors.Checkpoints.Buckets;
using Actors.Dispatch;
using Nas.Model.Settings;

namespace Actors.Devices;

/// <summary>
/// Decides what a device does about its leases: one at a time, every report repeated until the search has accepted it, the end told only
/// after that. Its surroundings beat (<see cref="Heartbeat"/>), repeat reports (<see cref="ReportAgain"/>), and do what it asks of them.
/// </summary>
internal sealed class DeviceCore(DeviceIdentity identity, TimeProvider time, IDeviceShell shell)
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan ReportAgain = TimeSpan.FromSeconds(2);

    /// <summary>Whoever waits for the bucket says so more often.</summary>
    private static readonly TimeSpan TroubleLasts = 1.5 * BucketActor.BetweenSigns;

    /// <summary>Long enough for the last word to be said more than once.</summary>
    public static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2.5);

    private readonly ReportOutbox _outbox = new();
    private LeaseEnded? _lastEnded;
    private bool _prepared;

    /// <summary>Set when the work is over and only reports are left: whether they include the result.</summary>
    private bool? _finished;

    private JobFailure? _failure;
    private int _batchDivisor;

    /// <summary>Time when the work under the lease was last seen to go on, and how long it may be quiet.</summary>
    private long _lastSign;
    private TimeSpan _patience;

    /// <summary>Why its blobs waited when that was last heard.</summary>
    private string? _trouble;
    private long _troubled;

    private DeviceGivesUp? _givesUp;

    public Lease? Lease { get; private set; }

    /// <summary>Reports that wait for the search.</summary>
    public int Unreported => _outbox.Count;

    public void Beat()
    {
        if (Lease is not null && _finished is null && time.GetElapsedTime(_lastSign) >= _patience)
        {
            GiveUp(new JobFailure(TaskFailure.Stuck, $"no progress for {_patience.TotalMinutes:0} minutes"));
        }
        if (_givesUp is null)
            SayHere();
        else
            shell.ToDispatcher(_givesUp);
    }

    public void SendAgain()
    {
        if (_outbox.First is { } report)
            shell.ToSearch(report);
    }

    public void Assigned(AssignTask assigned)
    {
        if (Lease is null && _lastEnded?.Lease == assigned.Lease)
        {
            // The end of this lease got lost on its way.
            shell.ToDispatcher(_lastEnded);
        }
        else if (Lease is null)
        {
            (Lease, _prepared, _finished, _failure) = (assigned.Lease, false, null, null);
            _batchDivisor = assigned.Task.BatchDivisor;
            (_lastSign, _patience) = (time.GetTimestamp(), Patience(new DeviceSettings()));
            shell.Prepare(assigned.Lease, assigned.Task);
        }
        else if (Lease != assigned.Lease)
        {
            // Another dispatcher, which does not know yet what this device works on.
            SayHere();
        }
    }

    /// <summary>Blobs are under way, or wait for a bucket that is away: that is nobody's fault here.</summary>
    /// <param name="trouble">Why they wait; null: they are under way.</param>
    public void Waits(string? trouble)
    {
        _lastSign = time.GetTimestamp();
        if (trouble is not null)
            (_trouble, _troubled) = (trouble, _lastSign);
    }

    public void Prepared(DeviceJob job)
    {
        if (job.Lease != Lease || _finished is not null)
            return;
        _prepared = true;
        (_lastSign, _patience) = (time.GetTimestamp(), Patience(job.Settings.Devices));
        shell.Begin(job);
    }

    public void Revoked(RevokeLease revoked)
    {
        if (revoked.Lease != Lease)
        {
            shell.ToDispatcher(
                _lastEnded?.Lease == revoked.Lease ? _lastEnded : new LeaseEnded(identity.Name, revoked.Lease, Finished: false)
            );
            return;
        }
        if (!revoked.SaveCheckpoint)
            _outbox.Clear();
        if (_finished is not null)
            EndIfReported();
        else if (_prepared)
            shell.Stop(new StopJob(revoked.Lease.Token, revoked.SaveCheckpoint));
        else
            End(finished: false);
    }

    public void Reported(JobReport message)
    {
        if (message.Token != Lease?.Token)
            return;
        _lastSign = time.GetTimestamp();
        if (message.Report is TaskProgressed)
        {
            shell.ToSearch(message.Report);
            return;
        }
        var idle = _outbox.First is null;
        _outbox.Add(message.Report);
        if (idle)
            SendAgain();
    }

    public void Over(JobOver over)
    {
        if (over.Token != Lease?.Token)
            return;
        if (over is JobFailed { Failure: var failure })
        {
            // libtorch counts CUDA devices once in a process's life: only another process sees one that has come back.
            if (failure.DeviceUnfit || (failure.Kind == TaskFailure.DeviceMissing && identity.Kind != "cpu"))
            {
                GiveUp(failure);
                return;
            }
            _failure = failure;
            Reported(
                new JobReport(
                    over.Token,
                    new TaskFailed(
                        Lease.SearchId,
                        Lease.TaskId,
                        failure.Kind,
                        failure.Reason,
                        identity.Name,
                        Lease.Token,
                        identity.Place,
                        _batchDivisor
                    )
                )
            );
        }
        _finished = over is JobEnded { Finished: true };
        EndIfReported();
    }

    public void Accepted(ReportAccepted accepted)
    {
        if (!_outbox.Accept(accepted))
            return;
        SendAgain();
        if (_finished is not null)
            EndIfReported();
    }

    private void GiveUp(JobFailure failure)
    {
        if (_givesUp is not null)
            return;
        _givesUp = new DeviceGivesUp(identity.Name, failure.Kind, failure.Reason);
        shell.ToDispatcher(_givesUp);
        shell.EndProcess(_givesUp);
    }

    private void SayHere() =>
        shell.ToDispatcher(
            new DeviceHere(
                identity.Name,
                identity.Kind,
                Lease,
                identity.Node,
                identity.Place,
                Lease is not null && time.GetElapsedTime(_troubled) < TroubleLasts ? _trouble : null
            )
        );

    /// <summary>Tells the dispatcher of the end once the search has everything: before that it may not forget the task.</summary>
    private void EndIfReported()
    {
        if (_outbox.First is null)
            End(_finished is true);
    }

    private void End(bool finished)
    {
        _lastEnded = new LeaseEnded(identity.Name, Lease!, finished, _failure?.Kind ?? TaskFailure.None, _failure?.Reason);
        Lease = null;
        shell.ToDispatcher(_lastEnded);
    }

    private static TimeSpan Patience(DeviceSettings settings) => TimeSpan.FromMinutes(settings.StuckAfter);
}
