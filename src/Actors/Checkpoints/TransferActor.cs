using Actors.Peers;
using Akka.Actor;
using Microsoft.Win32.SafeHandles;

namespace Actors.Checkpoints;

/// <summary>
/// Brings one blob from another node: in parts, a few under way at a time, so that neither side holds more than that of it. When the other
/// node falls silent it goes on where it was, from another that has the blob. Tells its parent what came of it, and ends.
/// </summary>
internal sealed class TransferActor : ReceiveActor, IWithTimers
{
    /// <summary>Number of parts under way.</summary>
    private const int Window = 8;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    /// <summary>A node may have to read a large file before it says that it has it.</summary>
    private const int Patience = 10;

    private readonly FetchBlob _wanted;
    private readonly RemoteBlobs _remote;
    private readonly Queue<IActorRef> _holders = new();
    private readonly SortedSet<long> _underWay = [];
    private readonly MembersOnly _members = new(Context);
    private IActorRef? _from;
    private int _asked,
        _without,
        _silent;
    private long _length,
        _next,
        _received;
    private string? _path;
    private SafeFileHandle? _file;

    public TransferActor(FetchBlob wanted, RemoteBlobs remote)
    {
        (_wanted, _remote) = (wanted, remote);
        Receive<BlobIsHere>(Answered);
        Receive<BlobPart>(Arrived);
        Receive<Tick>(_ => Look());
        Receive<Stored>(stored => End(stored.Answer));
        Receive<Status.Failure>(failure => throw failure.Cause);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(FetchBlob wanted, RemoteBlobs remote) => Akka.Actor.Props.Create(() => new TransferActor(wanted, remote));

    protected override bool AroundReceive(Receive receive, object message) =>
        _members.Refuses(message, Sender) || base.AroundReceive(receive, message);

    protected override void PreStart()
    {
        var peers = _remote.Peers();
        _asked = peers.Count;
        foreach (var peer in peers)
            peer.Tell(new WhoHasBlob(_wanted.SearchId, _wanted.Blob), Self);
        if (_asked == 0)
            End(new BlobMissing(_wanted.Blob));
        else
            Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, Between);
    }

    protected override void PostStop()
    {
        _file?.Dispose();
        if (_path is not null)
            File.Delete(_path);
    }

    private void Answered(BlobIsHere answer)
    {
        if (answer.Length < 0)
        {
            if (++_without == _asked)
                End(new BlobMissing(_wanted.Blob));
            return;
        }
        _holders.Enqueue(Sender);
        if (_from is not null)
            return;
        _length = answer.Length;
        _path = _remote.Copies.Of(_wanted.SearchId).NewTempPath();
        _file = File.OpenHandle(_path, FileMode.CreateNew, FileAccess.Write);
        TakeFromNext();
    }

    private void Arrived(BlobPart part)
    {
        if (part.Blob != _wanted.Blob || _file is null || part.Bytes.Length != Math.Min(BlobPart.Most, _length - part.Offset))
            return;
        if (!_underWay.Remove(part.Offset))
            return;
        // Into the page cache: the disk is waited for when the blob is complete, on another thread.
        RandomAccess.Write(_file, part.Bytes, part.Offset);
        _received += part.Bytes.Length;
        _silent = 0;
        Fill();
    }

    private void Look()
    {
        if (_file is null && _path is not null)
            return;
        if (++_silent > Patience)
            End(new BlobMissing(_wanted.Blob));
        else if (_silent > 1 && _holders.Count > 0)
            TakeFromNext();
    }

    /// <summary>The holders take turns: one that is silent now may be the only one, and come back.</summary>
    private void TakeFromNext()
    {
        _from = _holders.Dequeue();
        _holders.Enqueue(_from);
        foreach (var offset in _underWay)
            Ask(offset);
        Fill();
    }

    private void Fill()
    {
        for (; _underWay.Count < Window && _next < _length; _next += BlobPart.Most)
        {
            _underWay.Add(_next);
            Ask(_next);
        }
        if (_received == _length)
            Complete();
    }

    private void Ask(long offset) => _from!.Tell(new ReadBlob(_wanted.SearchId, _wanted.Blob, offset), Self);

    /// <summary>The store names a file by what it holds: what was altered on its way gets another name, and is nobody's.</summary>
    private void Complete()
    {
        var (store, path, blob) = (_remote.Copies.Of(_wanted.SearchId), _path!, _wanted.Blob);
        _file!.Dispose();
        _file = null;
        Task.Run(() => new Stored(store.Put(path) == blob ? store.Find(blob) : new BlobMissing(blob))).PipeTo(Self);
    }

    private void End(BlobAnswer answer)
    {
        Context.Parent.Tell(new TransferEnded(_wanted, answer));
        Context.Stop(Self);
    }

    private sealed record Stored(BlobAnswer Answer);

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }
}

/// <summary>A transfer tells its parent.</summary>
internal sealed record TransferEnded(FetchBlob Wanted, BlobAnswer Answer);

/// <summary>A transfer tells its parent that this node's disk is in the way.</summary>
internal sealed record TransferFailed(FetchBlob Wanted, Exception Cause) : INoSerializationVerificationNeeded;
