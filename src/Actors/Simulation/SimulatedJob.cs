using System.Collections.Immutable;
using Actors.Devices;
using Actors.Dispatch;
using Nas.Model.Settings;

namespace Actors.Simulation;

/// <summary>
/// A job on a device's thread: what <see cref="Training.TrainerActor"/> and <see cref="Evaluation.EvaluatorActor"/> are in a real one.
/// </summary>
internal abstract class SimulatedJob(SimulatedDevice device, DeviceJob job)
{
    public DeviceJob Job { get; } = job;

    protected SimulatedDevice Device { get; } = device;

    protected bool IsOver { get; private set; }

    /// <summary>Time since when nothing of its work is safe.</summary>
    public TimeSpan UnsafeSince { get; protected set; }

    public abstract void Begin();

    public abstract void Stop(bool saveCheckpoint);

    protected void Report(ITaskReport report) => Device.Core.Reported(new JobReport(Job.Lease.Token, report));

    protected void End(JobOver over)
    {
        IsOver = true;
        Device.Left(this, lost: over is not JobEnded);
        Device.Core.Over(over);
    }

    /// <summary>Has a bad device fail a job that begins on it: after a while it throws, or its process crashes.</summary>
    protected void FailByDevice(TimeSpan after)
    {
        Device.FailsByItself(Job.Lease);
        After(
            after,
            () =>
            {
                Device.Blame(Job.Lease);
                if (Job.Lease.Token % 2 == 0)
                    Device.Crash(TaskFailure.NativeCrash, "ended by SIGSEGV");
                else
                    End(new JobFailed(Job.Lease.Token, new JobFailure(TaskFailure.Error, "the device is bad")));
            }
        );
    }

    protected void After(TimeSpan delay, Action action) =>
        Device.After(
            delay,
            () =>
            {
                if (!IsOver)
                    action();
            }
        );
}

internal sealed class SimulatedEvaluation(SimulatedDevice device, DeviceJob job, SimulatedWork work, TimeSpan duration)
    : SimulatedJob(device, job)
{
    public override void Begin()
    {
        UnsafeSince = Device.Now;
        var fate = Job
            .Task.Candidates.Select(candidate => work.Fate(candidate, Job.Task.BatchDivisor))
            .FirstOrDefault(failure => failure != TaskFailure.None);
        if (fate == TaskFailure.None && Device.IsBad)
            FailByDevice(duration / 2);
        else if (fate == TaskFailure.None)
            After(duration, Finish);
        else
            After(duration / 2, () => Fail(fate));
    }

    /// <summary>A device's thread hears of it only when the evaluation is over.</summary>
    public override void Stop(bool saveCheckpoint) { }

    private void Finish()
    {
        var scores = Job.Task.Candidates.Select(candidate => work.Score(Job.Task.Weights, candidate, Job.Task.BatchDivisor));
        Report(
            new EvaluationFinished(
                Job.Lease.SearchId,
                Job.Lease.TaskId,
                [.. scores.Select((score, number) => new CandidateScore(score, 1 - score, Folds(score, number)))],
                Device.Name,
                duration.TotalSeconds,
                Job.Task.BatchDivisor
            )
        );
        End(new JobEnded(Job.Lease.Token, Finished: true));
    }

    private ImmutableArray<double> Folds(double score, int number) =>
        PhaseNames.IsComparison(Job.Task.Phase)
            ?
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(fold => work.Score(Job.Task.Weights, $"{Job.Task.Candidates[number]} {fold}", Job.Task.BatchDivisor))
                    .Select(other => (0.9 * score) + (0.1 * other)),
            ]
            : default;

    private void Fail(TaskFailure fate)
    {
        Device.Blame(Job.Lease);
        if (fate == TaskFailure.NativeCrash)
            Device.Crash(fate, "ended by SIGSEGV");
        else
            End(new JobFailed(Job.Lease.Token, new JobFailure(fate, "out of memory")));
    }
}

internal sealed class SimulatedTraining(SimulatedDevice device, DeviceJob job, SimulatedWork work, SimulatedRun run, TimeSpan step)
    : SimulatedJob(device, job)
{
    /// <summary>A sign of life at least so often: much more often than a device is taken for stuck.</summary>
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _began = device.Now;
    private int _step = run.From;
    private int _savedStep = run.From;
    private TimeSpan _stepBegan = device.Now;

    public override void Begin()
    {
        UnsafeSince = Device.Now;
        if (Device.IsBad)
            FailByDevice(step);
        else
            Proceed();
    }

    public override void Stop(bool saveCheckpoint)
    {
        _step += (int)Math.Min(run.Steps - 1 - _step, (Device.Now - _stepBegan) / step);
        if (saveCheckpoint && _step > _savedStep)
            Save();
        End(new JobEnded(Job.Lease.Token, Finished: false));
    }

    private void Proceed()
    {
        _stepBegan = Device.Now;
        var most = Math.Max(1, (int)Math.Min(int.MaxValue, BetweenProgress / step));
        var next = Math.Min(run.Next(_step), _step + most);
        if (_step >= run.Steps)
            Finish();
        else
            After((next - _step) * step, () => Reach(next));
    }

    private void Reach(int next)
    {
        _step = next;
        Report(new TaskProgressed(Job.Lease.SearchId, Job.Lease.TaskId, _step, run.Steps, 1, Device.Name));
        if (run.Samples.IndexOf(_step) is >= 0 and var sample)
        {
            Report(new SampleStored(Job.Lease.SearchId, Job.Lease.TaskId, sample, _step, run.Sample(sample)));
        }
        if (_step % run.CheckpointEvery == 0 && _step < run.Steps)
            Save();
        Proceed();
    }

    private void Save()
    {
        (_savedStep, UnsafeSince) = (_step, Device.Now);
        Report(new CheckpointStored(Job.Lease.SearchId, Job.Lease.TaskId, _step, run.Checkpoint(_step)));
    }

    private void Finish()
    {
        Report(
            new TrainingFinished(
                Job.Lease.SearchId,
                Job.Lease.TaskId,
                run.Weights,
                work.Measures(run),
                Device.Name,
                (Device.Now - _began).TotalSeconds
            )
        );
        End(new JobEnded(Job.Lease.Token, Finished: true));
    }
}
