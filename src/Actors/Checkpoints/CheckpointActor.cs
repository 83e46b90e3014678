using Akka.Actor;
using Akka.Event;

namespace Actors.Checkpoints;

/// <summary>
/// A node's way to its blobs: hashing, flushing and deleting are slow, so they run on other threads and neither a device's thread nor
/// this mailbox waits for them.
/// </summary>
public sealed class CheckpointActor : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public CheckpointActor(IBlobStore store)
    {
        Receive<StoreFile>(message => Task.Run(() => Store(store, message.TempPath)).PipeTo(Sender, Self));
        Receive<FetchBlob>(message => Task.Run(() => store.Find(message.Blob)).PipeTo(Sender, Self, Told));
        Receive<DeleteUnreferencedBlobs>(message => Task.Run(() => Delete(store, message)).PipeTo(Self));
        Receive<Deleted>(deleted => _log.Debug("{Count} blobs deleted that nobody referred to", deleted.Count));
        Receive<Status.Failure>(failure => _log.Warning("Blobs were not deleted: {Reason}", failure.Cause.Message));
    }

    public static Props Props(IBlobStore store) => Akka.Actor.Props.Create(() => new CheckpointActor(store));

    private static object Store(IBlobStore store, string tempPath)
    {
        try
        {
            return new FileStored(tempPath, store.Put(tempPath));
        }
#pragma warning disable CA1031 // Whatever went wrong is the asker's to judge.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new FileNotStored(tempPath, e);
        }
    }

    private static Deleted Delete(IBlobStore store, DeleteUnreferencedBlobs message) => new(store.DeleteUnreferenced(message.Referenced));

    private BlobAnswer Told(BlobAnswer answer)
    {
        if (answer is BlobDamaged) _log.Error("Blob {Blob} is damaged: moved aside, an older one is used or the work is done again", answer.Id);
        return answer;
    }

    private sealed record Deleted(int Count);
}
