using Akka.Actor;
using Akka.Event;

namespace Actors.Checkpoints;

/// <summary>
/// A node's way to its blobs: hashing, flushing and deleting are slow, so they run on other threads and neither a device's thread nor
/// this mailbox waits for them. Where nodes do not share a directory, it fetches what it lacks from the others, and gives them what it has.
/// </summary>
public sealed class CheckpointActor : ReceiveActor
{
    private readonly IBlobStores _stores;
    private readonly RemoteBlobs? _remote;
    private readonly Dictionary<FetchBlob, List<IActorRef>> _transfers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public CheckpointActor(IBlobStores stores, RemoteBlobs? remote)
    {
        (_stores, _remote) = (stores, remote);
        Receive<StoreFile>(message => Task.Run(() => Store(message)).PipeTo(Sender, Self));
        Receive<StoreText>(message => Task.Run(() => new TextStored(stores.Of(message.SearchId).PutText(message.Text))).PipeTo(Sender, Self));
        Receive<FetchBlob>(message =>
        {
            var asker = Sender;
            Task.Run(() => Find(message)).PipeTo(Self, asker, answer => new Looked(message, asker, answer), cause => new NotRead(asker, cause));
        });
        Receive<Looked>(Answer);
        Receive<NotRead>(failed => failed.Asker.Tell(new Status.Failure(failed.Cause)));
        Receive<TransferEnded>(ended =>
        {
            if (ended.Answer is BlobFound) KeepLimit();
            Tell(ended.Wanted, ended.Answer);
        });
        Receive<DeleteUnreferencedBlobs>(message =>
        {
            Delete(message.SearchId, message.Referenced);
            var others = new CollectBlobs(message.SearchId, [.. message.Referenced]);
            foreach (var peer in remote?.Peers() ?? []) peer.Tell(others, Self);
        });
        Receive<CollectBlobs>(message =>
        {
            if (remote is not null && BlobFolders.IsName(message.SearchId)) Delete(message.SearchId, message.Referenced.ToHashSet(StringComparer.Ordinal));
        });
        Receive<WhoHasBlob>(message => Task.Run(() => LengthOf(message)).PipeTo(Sender, Self));
        Receive<ReadBlob>(message =>
        {
            var asker = Sender;
            Task.Run(() => Read(message)).PipeTo(Self, asker, part => new Part(asker, part), cause => new NotRead(ActorRefs.Nobody, cause));
        });
        Receive<Part>(part => part.Asker.Tell(part.Content));
        // Nobody waits for the text that a search stores anew.
        Receive<TextStored>(_ => { });
        Receive<Deleted>(deleted => _log.Debug("{Count} blobs deleted that nobody referred to", deleted.Count));
        Receive<Status.Failure>(failure => _log.Warning("Blobs were not deleted: {Reason}", failure.Cause.Message));
    }

    public static Props Props(IBlobStores stores, RemoteBlobs? remote = null) => Akka.Actor.Props.Create(() => new CheckpointActor(stores, remote));

    /// <summary>Whoever wanted what a failed transfer was to bring hears that it is not to be had.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private object Store(StoreFile message)
    {
        try
        {
            return new FileStored(message.TempPath, _stores.Of(message.SearchId).Put(message.TempPath));
        }
#pragma warning disable CA1031 // Whatever went wrong is the asker's to judge.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new FileNotStored(message.TempPath, e);
        }
    }

    private BlobAnswer Find(FetchBlob wanted)
    {
        var here = _stores.Of(wanted.SearchId).Find(wanted.Blob);
        if (here is BlobFound || _remote is null || _remote.Limit is null) return here;
        var copy = _remote.Copies.Of(wanted.SearchId).Find(wanted.Blob);
        if (copy is BlobFound found) _remote.Limit.Touch(found.Path);
        return copy is BlobFound ? copy : here;
    }

    private void Answer(Looked looked)
    {
        if (looked.Answer is BlobDamaged) _log.Error("Blob {Blob} is damaged: moved aside, an older one is used or the work is done again", looked.Answer.Id);
        if (_remote is null || looked.Answer is BlobFound || !BlobId.IsValid(looked.Wanted.Blob))
        {
            looked.Asker.Tell(looked.Answer);
            return;
        }
        if (_transfers.TryGetValue(looked.Wanted, out var waiting))
        {
            waiting.Add(looked.Asker);
            return;
        }
        _transfers.Add(looked.Wanted, [looked.Asker]);
        var wanted = looked.Wanted;
        Context.WatchWith(Context.ActorOf(TransferActor.Props(wanted, _remote)), new TransferEnded(wanted, looked.Answer));
    }

    private void Tell(FetchBlob wanted, BlobAnswer answer)
    {
        if (!_transfers.Remove(wanted, out var waiting)) return;
        foreach (var asker in waiting) asker.Tell(answer);
    }

    private void KeepLimit()
    {
        if (_remote?.Limit is { } limit) Task.Run(() => Kept(limit)).PipeTo(Self);
    }

    private static Deleted Kept(CacheLimit limit)
    {
        limit.Keep();
        return new Deleted(0);
    }

    private void Delete(string searchId, IReadOnlySet<string> referenced) =>
        Task.Run(() => new Deleted(_stores.Of(searchId).DeleteUnreferenced(referenced))).PipeTo(Self);

    private BlobIsHere LengthOf(WhoHasBlob asked)
    {
        var here = BlobFolders.IsName(asked.SearchId) ? Find(new FetchBlob(asked.SearchId, asked.Blob)) as BlobFound : null;
        return new BlobIsHere(asked.SearchId, asked.Blob, here is null ? -1 : new FileInfo(here.Path).Length);
    }

    private BlobPart Read(ReadBlob wanted)
    {
        if (!BlobFolders.IsName(wanted.SearchId) || Find(new FetchBlob(wanted.SearchId, wanted.Blob)) is not BlobFound found) throw new FileNotFoundException(wanted.Blob);
        using var file = File.OpenHandle(found.Path);
        var bytes = new byte[Math.Clamp(RandomAccess.GetLength(file) - wanted.Offset, 0, BlobPart.Most)];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), wanted.Offset + done);
            if (read == 0) throw new EndOfStreamException(wanted.Blob);
            done += read;
        }
        return new BlobPart(wanted.Blob, wanted.Offset, bytes);
    }

    private sealed record Deleted(int Count);

    private sealed record Looked(FetchBlob Wanted, IActorRef Asker, BlobAnswer Answer);

    private sealed record Part(IActorRef Asker, BlobPart Content);

    /// <param name="Asker">Nobody, where silence is the answer.</param>
    private sealed record NotRead(IActorRef Asker, Exception Cause);
}
