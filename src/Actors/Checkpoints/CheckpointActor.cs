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

    public CheckpointActor(IBlobStores stores)
    {
        Receive<StoreFile>(message => Task.Run(() => Store(stores, message)).PipeTo(Sender, Self));
        Receive<StoreText>(message => Task.Run(() => new TextStored(stores.Of(message.SearchId).PutText(message.Text))).PipeTo(Sender, Self));
        Receive<FetchBlob>(message => Task.Run(() => stores.Of(message.SearchId).Find(message.Blob)).PipeTo(Sender, Self, Told));
        Receive<DeleteUnreferencedBlobs>(message => Task.Run(() => Delete(stores, message)).PipeTo(Self));
        // Nobody waits for the text that a search stores anew.
        Receive<TextStored>(_ => { });
        Receive<Deleted>(deleted => _log.Debug("{Count} blobs deleted that nobody referred to", deleted.Count));
        Receive<Status.Failure>(failure => _log.Warning("Blobs were not deleted: {Reason}", failure.Cause.Message));
    }

    public static Props Props(IBlobStores stores) => Akka.Actor.Props.Create(() => new CheckpointActor(stores));

    private static object Store(IBlobStores stores, StoreFile message)
    {
        try
        {
            return new FileStored(message.TempPath, stores.Of(message.SearchId).Put(message.TempPath));
        }
#pragma warning disable CA1031 // Whatever went wrong is the asker's to judge.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new FileNotStored(message.TempPath, e);
        }
    }

    private static Deleted Delete(IBlobStores stores, DeleteUnreferencedBlobs message) => new(stores.Of(message.SearchId).DeleteUnreferenced(message.Referenced));

    private BlobAnswer Told(BlobAnswer answer)
    {
        if (answer is BlobDamaged) _log.Error("Blob {Blob} is damaged: moved aside, an older one is used or the work is done again", answer.Id);
        return answer;
    }

    private sealed record Deleted(int Count);
}
