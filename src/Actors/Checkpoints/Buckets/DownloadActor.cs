using Akka.Actor;
using Akka.Event;

namespace Actors.Checkpoints.Buckets;

/// <summary>
/// Brings one blob from the bucket, or from a node that has it where the bucket is away, lacks it, or has other bytes under its name. Tells
/// its parent what came of it, and ends.
/// </summary>
internal sealed class DownloadActor : BucketActor
{
    private readonly RemoteBlobs _remote;
    private readonly string _path;
    private BucketDownload _download;
    private bool _wasWrong;

    /// <summary>The next thing to do where no other node has the blob either.</summary>
    private Action _otherwise = () => { };

    public DownloadActor(FetchBlob wanted, S3Bucket bucket, RemoteBlobs remote)
        : base(wanted, bucket)
    {
        (_remote, _path) = (remote, remote.Copies.Of(wanted.SearchId).NewTempPath());
        _download = Begin();
        Receive<bool>(Ended);
        Receive<BlobAnswer>(Stored);
        Receive<TransferEnded>(ended =>
        {
            Context.Unwatch(Sender);
            if (ended.Answer is BlobFound)
                End(ended.Answer);
            else
                _otherwise();
        });
    }

    public static Props Props(FetchBlob wanted, S3Bucket bucket, RemoteBlobs remote) =>
        Akka.Actor.Props.Create(() => new DownloadActor(wanted, bucket, remote));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PostStop()
    {
        base.PostStop();
        File.Delete(_path);
    }

    protected override void Try() => Run(_download.GoOnAsync);

    protected override void Failed(Exception cause)
    {
        if (cause is StoreUnwritableException)
        {
            Context.Parent.Tell(new TransferFailed(Blob, cause));
            Context.Stop(Self);
            return;
        }
        AskOthers(() => TryLater("read from", cause));
    }

    private void Ended(bool isWhole)
    {
        Succeeded();
        if (isWhole)
            Run(_ => Task.FromResult(Checked()));
        else
            AskOthers(() => End(new BlobMissing(Blob.Blob)));
    }

    /// <summary>The store names a file by what it holds: other bytes get another name, and are nobody's.</summary>
    private BlobAnswer Checked()
    {
        var store = _remote.Copies.Of(Blob.SearchId);
        return store.Put(_path) == Blob.Blob ? store.Find(Blob.Blob) : new BlobDamaged(Blob.Blob);
    }

    private void Stored(BlobAnswer answer)
    {
        if (answer is BlobFound)
        {
            End(answer);
            return;
        }
        Log.Error(
            "Blob {Blob} came from the bucket with other bytes than its name says: they are not used; {Next}",
            Blob.Blob,
            _wasWrong ? "another node has it, or it is made again" : "it is read once more"
        );
        _download = Begin();
        if (_wasWrong)
            AskOthers(() => End(new BlobDamaged(Blob.Blob)));
        else
            Try();
        _wasWrong = true;
    }

    private BucketDownload Begin() => new(Bucket, Bucket.KeyOf(Blob.SearchId, Blob.Blob), _path);

    private void AskOthers(Action otherwise)
    {
        _otherwise = otherwise;
        Context.WatchWith(Context.ActorOf(TransferActor.Props(Blob, _remote)), new TransferEnded(Blob, new BlobMissing(Blob.Blob)));
    }

    private void End(BlobAnswer answer)
    {
        Context.Parent.Tell(new TransferEnded(Blob, answer));
        Context.Stop(Self);
    }
}
