using System.Runtime.ExceptionServices;
using Actors.Checkpoints;
using Actors.Dispatch;
using Akka.Actor;
using Akka.Event;
using Nas.Model;
using Nas.Model.Execution;

namespace Actors.Devices.Jobs;

/// <summary>
/// One training run, a step at a time, so that a wish to stop waits for one step only. Lives for one job, on its device's thread; the
/// store takes in what it writes while it trains on.
/// </summary>
internal sealed class TrainerActor : ReceiveActor
{
    /// <summary>A slow disk slows the training down rather than being flooded.</summary>
    private const int FilesUnderWay = 2;

    private static readonly TimeSpan BetweenProgress = TimeSpan.FromMilliseconds(250);

    private readonly DeviceJob _job;
    private readonly DeviceWorkshop _workshop;
    private readonly PendingFiles _pending = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly long _started;
    private ITrainingRun? _run;
    private long? _lastProgress;
    private int _savedStep;
    private bool _pausing;

    /// <summary>Set once the run takes no more steps: whether it came to its end.</summary>
    private bool? _finished;

    public TrainerActor(DeviceJob job, DeviceWorkshop workshop)
    {
        (_job, _workshop, _started) = (job, workshop, workshop.Time.GetTimestamp());
        Receive<Begin>(_ => Open());
        Receive<Continue>(_ => Step());
        Receive<StopJob>(Stop);
        Receive<FileStored>(Stored);
        Receive<FileNotStored>(refused => ExceptionDispatchInfo.Throw(refused.Cause));
    }

    private ITrainingRun Run => _run ?? throw new InvalidOperationException("The run is not open.");

    public static Props Props(DeviceJob job, DeviceWorkshop workshop) => Akka.Actor.Props.Create(() => new TrainerActor(job, workshop));

    protected override void PreStart() => Self.Tell(Begin.Instance);

    protected override void PostStop() => _run?.Dispose();

    private void Open()
    {
        var runtime = _workshop.Runtimes.Get(_job.Task.Settings, _job.Settings);
        _run = _job.Checkpoints.IsDefaultOrEmpty ? runtime.OpenTraining(TaskFrom(checkpoint: null)) : OpenNewest(runtime);
        _savedStep = _run.Step;
        Proceed();
    }

    private ITrainingRun OpenNewest(ISearchRuntime runtime)
    {
        DamagedFileException? newest = null;
        foreach (var checkpoint in _job.Checkpoints)
        {
            try
            {
                return runtime.OpenTraining(TaskFrom(checkpoint));
            }
            catch (DamagedFileException e)
            {
                _log.Warning("{Task}: {Reason}", _job.Task.Id, e.Message);
                newest ??= e;
            }
        }
        throw new DamagedBlobException(newest!.Message, newest);
    }

    private TrainingTask TaskFrom(string? checkpoint) =>
        new(_job.Task.Phase, _job.Task.Run, _job.Task.Architecture, _job.Weights, checkpoint)
        {
            Like = _job.Task.Like,
            Within = _job.Task.Within,
            Steps = _job.Task.Steps,
            Draw = _job.Task.Draw,
        };

    private void Step()
    {
        if (_finished is not null)
            return;
        if (Run.Step == Run.TotalSteps)
        {
            Finish();
            return;
        }
        var result = Run.Advance();
        if (!double.IsFinite(result.Loss))
            throw new DivergedException($"{_job.Task.Id}: the loss of step {Run.Step} is {result.Loss}.");
        TellProgress(result.Loss);
        var step = Run.Step;
        // A checkpoint after the sample that its step drew: whoever goes on from it does not draw that sample again.
        if (result.Sample is { } sample)
        {
            Save(Run.SaveWeights, blob => new SampleStored(_job.Lease.SearchId, _job.Lease.TaskId, sample, step, blob));
        }
        if (step % _job.Task.CheckpointEvery == 0 && step < Run.TotalSteps)
            SaveCheckpoint();
        Proceed();
    }

    private void Proceed()
    {
        _pausing = _pending.Count >= FilesUnderWay;
        if (!_pausing)
            Self.Tell(Continue.Instance);
    }

    private void Finish()
    {
        _finished = true;
        var path = Write(Run.SaveWeights);
        var measures = Run.Measure();
        foreach (var (name, value) in measures)
        {
            if (!double.IsFinite(value))
                throw new DivergedException($"{_job.Task.Id}: its {name} is {value}.");
        }
        var seconds = _workshop.Time.GetElapsedTime(_started).TotalSeconds;
        _pending.Add(path, blob => new TrainingFinished(_job.Lease.SearchId, _job.Lease.TaskId, blob, measures, _workshop.Name, seconds));
    }

    private void Stop(StopJob stop)
    {
        if (_finished is true && stop.SaveCheckpoint)
            return;
        _finished = false;
        if (!stop.SaveCheckpoint || _run is null)
        {
            End();
            return;
        }
        if (_run.Step > _savedStep)
            SaveCheckpoint();
        EndIfStored();
    }

    private void SaveCheckpoint()
    {
        _savedStep = Run.Step;
        var step = Run.Step;
        Save(Run.SaveCheckpoint, blob => new CheckpointStored(_job.Lease.SearchId, _job.Lease.TaskId, step, blob));
    }

    private void Save(Action<string> write, Func<string, ITaskReport> report) => _pending.Add(Write(write), report);

    private string Write(Action<string> write)
    {
        var path = _workshop.Stores.Of(_job.Lease.SearchId).NewTempPath();
        try
        {
            write(path);
        }
        catch (Exception e) when (StoreUnwritableException.IsCause(e))
        {
            throw StoreUnwritableException.For(Path.GetDirectoryName(path)!, e);
        }
        _workshop.Checkpoints.Tell(new StoreFile(_job.Lease.SearchId, path));
        return path;
    }

    private void Stored(FileStored stored)
    {
        foreach (var report in _pending.Stored(stored.TempPath, stored.Blob))
            Report(report);
        if (_finished is not null)
            EndIfStored();
        else if (_pausing)
            Proceed();
    }

    private void EndIfStored()
    {
        if (_pending.Count == 0)
            End();
    }

    private void End()
    {
        Context.Parent.Tell(new JobEnded(_job.Lease.Token, Finished: _finished is true));
        Context.Stop(Self);
    }

    private void TellProgress(double loss)
    {
        if (_lastProgress is { } last && Run.Step < Run.TotalSteps && _workshop.Time.GetElapsedTime(last) < BetweenProgress)
            return;
        _lastProgress = _workshop.Time.GetTimestamp();
        Report(new TaskProgressed(_job.Lease.SearchId, _job.Lease.TaskId, Run.Step, Run.TotalSteps, loss, _workshop.Name));
    }

    private void Report(ITaskReport report) => _workshop.Device.Tell(new JobReport(_job.Lease.Token, report));

    private sealed class Begin
    {
        public static readonly Begin Instance = new();
    }

    private sealed class Continue
    {
        public static readonly Continue Instance = new();
    }
}
