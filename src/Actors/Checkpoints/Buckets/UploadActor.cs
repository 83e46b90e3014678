using Akka.Actor;

namespace Actors.Checkpoints.Buckets;

/// <summary>Brings one of this node's blobs to the bucket. Tells its parent, and ends.</summary>
internal sealed class UploadActor : BucketActor
{
    private readonly string _path;
    private readonly CacheLimit? _limit;
    private readonly BucketUpload _upload;

    public UploadActor(FetchBlob blob, string path, S3Bucket bucket, CacheLimit? limit)
        : base(blob, bucket)
    {
        (_path, _limit) = (path, limit);
        _upload = new BucketUpload(bucket, bucket.KeyOf(blob.SearchId, blob.Blob), path);
        Receive<bool>(isWhole =>
        {
            Succeeded();
            if (isWhole)
                End(cause: null);
            else
                Try();
        });
    }

    public static Props Props(FetchBlob blob, string path, S3Bucket bucket, CacheLimit? limit) =>
        Akka.Actor.Props.Create(() => new UploadActor(blob, path, bucket, limit));

    protected override void Try()
    {
        // The only copy until the bucket has it.
        _limit?.Touch(_path);
        Run(_upload.StepAsync);
    }

    protected override void Failed(Exception cause)
    {
        if (File.Exists(_path))
            TryLater("sent to", cause);
        else
            End(cause);
    }

    private void End(Exception? cause)
    {
        Context.Parent.Tell(new UploadEnded(Blob, cause));
        Context.Stop(Self);
    }
}

/// <summary>An upload tells its parent.</summary>
/// <param name="Cause">Cause of the failure; null: the bucket has the blob.</param>
internal sealed record UploadEnded(FetchBlob Stored, Exception? Cause) : INoSerializationVerificationNeeded;
