using Actors.Dispatch;
using Akka.Actor;
using Nas.Model.Execution;

namespace Actors.Devices.Jobs;

/// <summary>Scores architectures with one set of shared weights. Lives for one job, on its device's thread.</summary>
internal sealed class EvaluatorActor : ReceiveActor
{
    public EvaluatorActor(DeviceJob job, DeviceWorkshop workshop)
    {
        Receive<Begin>(_ => Evaluate(job, workshop));
        Receive<StopJob>(_ => End(job, finished: false));
    }

    /// <summary>Makes the props by type: an expression would be compiled again for every job.</summary>
    public static Props Props(DeviceJob job, DeviceWorkshop workshop) => Akka.Actor.Props.Create<EvaluatorActor>(job, workshop);

    protected override void PreStart() => Self.Tell(Begin.Instance);

    private static void Evaluate(DeviceJob job, DeviceWorkshop workshop)
    {
        var (lease, task) = (job.Lease, job.Task);
        var started = workshop.Time.GetTimestamp();
        var runtime = workshop.Runtimes.Get(task.Settings, job.Settings, task.BatchDivisor);
        if (task.Candidates.IsDefaultOrEmpty)
            throw new InvalidOperationException($"Evaluation {task.Id} names no architecture.");
        var found = runtime.Evaluate(
            new EvaluationTask(task.Phase, task.Candidates, task.Weights ?? "", job.Weights ?? "")
            {
                Sample = task.Sample ?? (TaskName.TryParse(task.Id, out var name) ? name.Sample ?? 0 : 0),
                Like = task.Like,
            }
        );
        if (found.FirstOrDefault(one => !double.IsFinite(one.Score) || (one.Loss is { } loss && !double.IsFinite(loss))) is { } bad)
        {
            throw new DivergedException($"{task.Id}: score {bad.Score}, loss {bad.Loss}.");
        }
        var seconds = workshop.Time.GetElapsedTime(started).TotalSeconds;
        workshop.Device.Tell(
            new JobReport(
                lease.Token,
                new EvaluationFinished(
                    lease.SearchId,
                    lease.TaskId,
                    [.. found.Select(one => new CandidateScore(one.Score, one.Loss, one.Folds.IsDefaultOrEmpty ? default : one.Folds))],
                    workshop.Name,
                    seconds,
                    task.BatchDivisor
                )
            )
        );
        End(job, finished: true);
    }

    private static void End(DeviceJob job, bool finished)
    {
        Context.Parent.Tell(new JobEnded(job.Lease.Token, finished));
        Context.Stop(Context.Self);
    }

    private sealed class Begin
    {
        public static readonly Begin Instance = new();
    }
}
