using Actors.Devices.Jobs;
using Actors.Dispatch;
using Akka.Actor;
using Akka.Event;

namespace Actors.Devices;

/// <summary>
/// Owns a device's thread: it and its children, one for each job, run on a dispatcher of a single thread, because tensors, their dispose
/// scopes and the thread count belong to the thread that made them. A job that throws is stopped, told to the device and forgotten.
/// </summary>
internal sealed class DeviceThreadActor : ReceiveActor
{
    private readonly DeviceWorkshop _workshop;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private (IActorRef Actor, long Token)? _worker;
    private JobOver? _over;

    public DeviceThreadActor(DeviceWorkshop workshop)
    {
        _workshop = workshop;
        Receive<DeviceJob>(Begin);
        Receive<StopJob>(stop =>
        {
            if (_worker is { } worker && worker.Token == stop.Token)
                worker.Actor.Tell(stop);
        });
        Receive<JobEnded>(ended => _over = ended);
        Receive<Terminated>(_ => End());
    }

    public static Props Props(DeviceWorkshop workshop, string dispatcher) =>
        Akka.Actor.Props.Create(() => new DeviceThreadActor(workshop)).WithDispatcher(dispatcher);

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(exception =>
        {
            _over = new JobFailed(_worker!.Value.Token, FailureClassifier.Classify(exception));
            return Directive.Stop;
        });

    /// <summary>Children are gone by now, and their runs with them.</summary>
    protected override void PostStop() => _workshop.Runtimes.Dispose();

    private void Begin(DeviceJob job)
    {
        var props = job.Task.Kind == DeviceTaskKind.Train ? TrainerActor.Props(job, _workshop) : EvaluatorActor.Props(job, _workshop);
        var worker = Context.ActorOf(props.WithDispatcher(Context.Props.Dispatcher));
        _worker = (Context.Watch(worker), job.Lease.Token);
    }

    /// <summary>The worker's resources are free: only now may the device be given another job.</summary>
    private void End()
    {
        var over = _over ?? new JobEnded(_worker!.Value.Token, Finished: false);
        (_worker, _over) = (null, null);
        // Told first: closing a runtime that failed may throw as well, and the next job waits for this thread anyway.
        _workshop.Device.Tell(over);
        if (over is not JobFailed { Failure: var failure })
            return;
        _log.Warning("Job failed: {Failure}: {Reason}", failure.Kind, failure.Reason);
        _workshop.Runtimes.Close();
    }
}
