using Akka.Actor;
using Akka.Event;

namespace Actors.Checkpoints.Buckets;

/// <summary>
/// Published on the actor system's event stream while work waits for the bucket, or is under way with it: whoever needs it is not stuck.
/// </summary>
/// <param name="Trouble">Why it waits, half a sentence; null: it is under way.</param>
internal sealed record BucketAtWork(string? Trouble = null) : INoSerializationVerificationNeeded;

/// <summary>
/// Work with the bucket for one blob, in tries on other threads, longer apart each time: a bucket that is away delays and fails nothing.
/// </summary>
#pragma warning disable CA1001 // Actors end by PostStop.
internal abstract class BucketActor : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _ending = new();
    private int _failures;
    private string? _trouble;

    protected BucketActor(FetchBlob blob, S3Bucket bucket)
    {
        (Blob, Bucket) = (blob, bucket);
        Receive<Sign>(_ => ShowSign());
        Receive<Again>(_ => Try());
        Receive<Status.Failure>(failed => Failed(failed.Cause));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected FetchBlob Blob { get; }

    protected S3Bucket Bucket { get; }

    protected ILoggingAdapter Log { get; } = Context.GetLogger();

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Sign), Sign.Instance, TimeSpan.Zero, BetweenSigns);
        Try();
    }

    protected override void PostStop()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    protected abstract void Try();

    protected abstract void Failed(Exception cause);

    /// <summary>Its result comes as a message, or <see cref="Failed"/> is called.</summary>
    protected void Run<T>(Func<CancellationToken, Task<T>> work)
    {
        var token = _ending.Token;
        Task.Run(() => work(token), token).PipeTo(Self);
    }

    protected void Succeeded() => (_failures, _trouble) = (0, null);

    protected void TryLater(string what, Exception cause)
    {
        var wait = First * Math.Min(1 << Math.Min(_failures++, 16), Longest / First);
        var reason = BucketRefusal.Words(cause);
        Log.Warning(
            "Blob {Blob} was not {What} the bucket: {Reason}; tried again in {Seconds} s, and until then whatever needs it waits",
            Blob.Blob,
            what,
            reason,
            wait.TotalSeconds
        );
        _trouble = $"a blob was not {what} the bucket ({reason})";
        ShowSign();
        Timers.StartSingleTimer(nameof(Again), Again.Instance, wait);
    }

    private void ShowSign() => Context.System.EventStream.Publish(new BucketAtWork(_trouble));

    private sealed class Sign
    {
        public static readonly Sign Instance = new();
    }

    private sealed class Again
    {
        public static readonly Again Instance = new();
    }
}
