using Actors.Checkpoints.Buckets;
using Actors.Peers;
using Akka.Actor;
using Akka.Event;

namespace Actors.Checkpoints;

/// <summary>
/// A node's way to its blobs: hashing, flushing and deleting are slow, so they run on other threads and neither a device's thread nor
/// this mailbox waits for them. Where nodes do not share a directory, it fetches what it lacks from the others, and gives them what it has.
/// Where there is a bucket, a blob is stored when the bucket has it: what a search refers to is there, whichever machine dies.
/// </summary>
public sealed class CheckpointActor : ReceiveActor
{
    private readonly IBlobStores _stores;
    private readonly RemoteBlobs? _remote;
    private readonly Dictionary<FetchBlob, List<IActorRef>> _transfers = [];
    private readonly Dictionary<FetchBlob, List<Taken>> _uploads = [];
    private readonly Dictionary<string, BucketGarbage> _garbage = new(StringComparer.Ordinal);
    private readonly HashSet<string> _collecting = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly MembersOnly _members = new(Context);

    public CheckpointActor(IBlobStores stores, RemoteBlobs? remote)
    {
        (_stores, _remote) = (stores, remote);
        Receive<StoreFile>(message => TakeIn(message.SearchId, () => Store(message)));
        Receive<StoreText>(message => TakeIn(message.SearchId, () => new TextStored(stores.Of(message.SearchId).PutText(message.Text))));
        Receive<Taken>(Upload);
        Receive<UploadEnded>(Uploaded);
        Receive<FetchBlob>(message =>
        {
            var asker = Sender;
            Task.Run(() => Find(message))
                .PipeTo(Self, asker, answer => new Looked(message, asker, answer), cause => new NotRead(asker, cause));
        });
        Receive<Looked>(Answer);
        Receive<NotRead>(failed => failed.Asker.Tell(new Status.Failure(failed.Cause)));
        Receive<TransferEnded>(ended =>
        {
            if (ended.Answer is BlobFound)
                KeepLimit();
            Tell(ended.Wanted, ended.Answer);
        });
        Receive<TransferFailed>(failed => Tell(failed.Wanted, new Status.Failure(failed.Cause)));
        Receive<DeleteUnreferencedBlobs>(message =>
        {
            Delete(message.SearchId, message.Referenced);
            Collect(message);
            var others = new CollectBlobs(message.SearchId, [.. message.Referenced]);
            foreach (var peer in remote?.Peers() ?? [])
                peer.Tell(others, Self);
        });
        Receive<CollectBlobs>(message =>
        {
            if (remote is not null && BlobFolders.IsName(message.SearchId))
                Delete(message.SearchId, message.Referenced.ToHashSet(StringComparer.Ordinal));
        });
        Receive<WhoHasBlob>(message =>
            Task.Run(() => LengthOf(message)).PipeTo(Sender, Self, failure: _ => new BlobIsHere(message.SearchId, message.Blob, -1))
        );
        Receive<ReadBlob>(message =>
        {
            var asker = Sender;
            Task.Run(() => Read(message)).PipeTo(Self, asker, part => new Part(asker, part), cause => new NotRead(ActorRefs.Nobody, cause));
        });
        Receive<Part>(part => part.Asker.Tell(part.Content));
        // Nobody waits for the text that a search stores again.
        Receive<TextStored>(_ => { });
        Receive<Collected>(collected =>
        {
            _collecting.Remove(collected.SearchId);
            Self.Tell(collected.Outcome);
        });
        Receive<Deleted>(deleted => _log.Debug("{Count} blobs deleted that nobody referred to", deleted.Count));
        Receive<Status.Failure>(failure => _log.Warning("Blobs were not deleted: {Reason}", failure.Cause.Message));
    }

    public static Props Props(IBlobStores stores, RemoteBlobs? remote = null) =>
        Akka.Actor.Props.Create(() => new CheckpointActor(stores, remote));

    protected override bool AroundReceive(Receive receive, object message) =>
        _members.Refuses(message, Sender) || base.AroundReceive(receive, message);

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

    private void TakeIn(string searchId, Func<object> store)
    {
        var asker = Sender;
        if (_remote?.Bucket is null)
            Task.Run(store).PipeTo(asker, Self);
        else
            Task.Run(() => Take(searchId, asker, store()))
                .PipeTo(Self, success: taken => taken, failure: cause => new NotRead(asker, cause));
    }

    private Taken Take(string searchId, IActorRef asker, object answer)
    {
        var blob = answer switch
        {
            FileStored file => file.Blob,
            TextStored text => text.Blob,
            _ => null,
        };
        return new Taken(
            asker,
            answer,
            blob is null ? null : new FetchBlob(searchId, blob),
            blob is null ? null : (Find(new FetchBlob(searchId, blob)) as BlobFound)?.Path
        );
    }

    /// <summary>Whoever stores hears of it when the bucket has the blob, however long that takes.</summary>
    private void Upload(Taken taken)
    {
        if (taken is not { Blob: { } blob, Path: { } path })
        {
            taken.Asker.Tell(taken.Answer);
            return;
        }
        if (_uploads.TryGetValue(blob, out var waiting))
        {
            waiting.Add(taken);
            return;
        }
        _uploads.Add(blob, [taken]);
        Context.WatchWith(
            Context.ActorOf(UploadActor.Props(blob, path, _remote!.Bucket!, _remote.Limit)),
            new UploadEnded(blob, new InvalidOperationException($"The upload of {blob.Blob} ended."))
        );
    }

    private void Uploaded(UploadEnded ended)
    {
        Context.Unwatch(Sender);
        KeepLimit();
        if (!_uploads.Remove(ended.Stored, out var waiting))
            return;
        foreach (var one in waiting)
            one.Asker.Tell(ended.Cause is { } cause ? Refusal(one.Answer, cause) : one.Answer);
    }

    private static object Refusal(object answer, Exception cause) =>
        answer is FileStored file ? new FileNotStored(file.TempPath, cause) : new Status.Failure(cause);

    private BlobAnswer Find(FetchBlob wanted)
    {
        var answer = _stores.Of(wanted.SearchId).Find(wanted.Blob);
        if (_remote?.Limit is not { } limit)
            return answer;
        if (answer is not BlobFound && _remote.Copies.Of(wanted.SearchId).Find(wanted.Blob) is BlobFound copy)
            answer = copy;
        if (answer is BlobFound found)
            limit.Touch(found.Path);
        return answer;
    }

    private void Answer(Looked looked)
    {
        if (looked.Answer is BlobDamaged)
            _log.Error(
                "Blob {Blob} of search {Search} is damaged: moved aside, an older one is used or the work is done again",
                looked.Answer.Id,
                looked.Wanted.SearchId
            );
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
        var transfer = _remote.Bucket is { } bucket ? DownloadActor.Props(wanted, bucket, _remote) : TransferActor.Props(wanted, _remote);
        Context.WatchWith(Context.ActorOf(transfer), new TransferEnded(wanted, looked.Answer));
    }

    private void Tell(FetchBlob wanted, object answer)
    {
        Context.Unwatch(Sender);
        if (!_transfers.Remove(wanted, out var waiting))
            return;
        foreach (var asker in waiting)
            asker.Tell(answer);
    }

    private void KeepLimit()
    {
        if (_remote?.Limit is { } limit)
            Task.Run(() => Kept(limit)).PipeTo(Self);
    }

    private static Deleted Kept(CacheLimit limit)
    {
        limit.Keep();
        return new Deleted(0);
    }

    private void Delete(string searchId, IReadOnlySet<string> referenced) =>
        Task.Run(() => new Deleted(_stores.Of(searchId).DeleteUnreferenced(referenced))).PipeTo(Self);

    /// <summary>
    /// Deletes blobs at the wish of the node where the search lives, and of no other: one wish at a time, for a bucket may be slow.
    /// </summary>
    private void Collect(DeleteUnreferencedBlobs wish)
    {
        if (_remote?.Bucket is not { } bucket || !_collecting.Add(wish.SearchId))
            return;
        if (!_garbage.TryGetValue(wish.SearchId, out var garbage))
            _garbage[wish.SearchId] = garbage = new BucketGarbage(bucket.Time);
        Task.Run(() => garbage.CollectAsync(bucket, wish.SearchId, wish.Referenced))
            .PipeTo(
                Self,
                success: count => new Collected(wish.SearchId, new Deleted(count)),
                failure: cause => new Collected(wish.SearchId, new Status.Failure(cause))
            );
    }

    private BlobIsHere LengthOf(WhoHasBlob asked)
    {
        var here = BlobFolders.IsName(asked.SearchId) ? Find(new FetchBlob(asked.SearchId, asked.Blob)) as BlobFound : null;
        return new BlobIsHere(asked.SearchId, asked.Blob, here is null ? -1 : new FileInfo(here.Path).Length);
    }

    private BlobPart Read(ReadBlob wanted)
    {
        if (!BlobFolders.IsName(wanted.SearchId) || Find(new FetchBlob(wanted.SearchId, wanted.Blob)) is not BlobFound found)
            throw new FileNotFoundException(wanted.Blob);
        using var file = File.OpenHandle(found.Path);
        var bytes = new byte[Math.Clamp(RandomAccess.GetLength(file) - wanted.Offset, 0, BlobPart.Most)];
        for (var done = 0; done < bytes.Length; )
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), wanted.Offset + done);
            if (read == 0)
                throw new EndOfStreamException(wanted.Blob);
            done += read;
        }
        return new BlobPart(wanted.Blob, wanted.Offset, bytes);
    }

    private sealed record Deleted(int Count);

    private sealed record Collected(string SearchId, object Outcome);

    /// <param name="Blob">The blob that is stored now; null: not stored, and the answer says why.</param>
    private sealed record Taken(IActorRef Asker, object Answer, FetchBlob? Blob, string? Path);

    private sealed record Looked(FetchBlob Wanted, IActorRef Asker, BlobAnswer Answer);

    private sealed record Part(IActorRef Asker, BlobPart Content);

    /// <param name="Asker">The one that asks; nobody, where silence is the answer.</param>
    private sealed record NotRead(IActorRef Asker, Exception Cause);
}
