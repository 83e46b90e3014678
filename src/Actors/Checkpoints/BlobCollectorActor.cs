using Akka.Actor;

namespace Actors.Checkpoints;

/// <summary>Now and then has the checkpoint actor delete what nobody refers to any more: superseded checkpoints, work that was given up.</summary>
public sealed class BlobCollectorActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <param name="referenced">The blobs that are still needed; reads a journal, so it may take its time and may fail.</param>
    public BlobCollectorActor(Func<IReadOnlySet<string>> referenced, IActorRef checkpoints) =>
        Receive<Collect>(_ => Task.Run(() => new DeleteUnreferencedBlobs(referenced())).PipeTo(checkpoints));

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Func<IReadOnlySet<string>> referenced, IActorRef checkpoints) =>
        Akka.Actor.Props.Create(() => new BlobCollectorActor(referenced, checkpoints));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Collect), Collect.Instance, TimeSpan.Zero, Every);

    private sealed class Collect
    {
        public static readonly Collect Instance = new();
    }
}
