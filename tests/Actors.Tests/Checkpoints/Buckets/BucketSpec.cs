using Actors.Checkpoints;
using Actors.Checkpoints.Buckets;
using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Microsoft.Extensions.Time.Testing;
using Testing;

namespace Actors.Tests.Checkpoints.Buckets;

/// <summary>Nodes that share a bucket and no directory.</summary>
[Trait("Kind", "Process")]
[Trait("Length", "Long")]
public sealed class BucketSpec : TestKit
{
    private const string Search = "s";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly S3Server _server = new();

    public BucketSpec() => S3Server.LetIn();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) { }

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        _server.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData((int)BucketUpload.LeastPart + 1_000)]
    public async Task A_blob_goes_from_one_node_to_another_through_the_bucket_alone(int length)
    {
        var blob = await StoreAsync(Node("one"), length);
        var two = Node("two");

        two.Tell(new FetchBlob(Search, blob), TestActor);
        two.Tell(new FetchBlob(Search, blob), TestActor);

        for (var i = 0; i < 2; i++)
        {
            var found = await ExpectMsgAsync<BlobFound>(Patience, cancellationToken: Cancel);
            Assert.StartsWith(_folder.File("two"), found.Path, StringComparison.Ordinal);
            Assert.Equal(blob, BlobId.OfFile(found.Path));
        }
        Assert.Single(_server.Requests, words => words.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_are_stored_when_the_bucket_has_them()
    {
        Node("one").Tell(new StoreText(Search, "settings"), TestActor);
        var stored = await ExpectMsgAsync<TextStored>(Patience, cancellationToken: Cancel);
        Assert.EndsWith(stored.Blob, Assert.Single(_server.Objects).Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_bucket_is_away_nothing_counts_as_stored_and_nothing_as_missing_and_nobody_as_stuck()
    {
        var (one, two) = (Node("one"), Node("two"));
        var earlier = await StoreAsync(one, 1_000);
        _server.Faults = _ => S3Server.Fault.Away;
        var signs = CreateTestProbe();
        Sys.EventStream.Subscribe(signs, typeof(BucketAtWork));
        var path = Write("one", 2_000);
        one.Tell(new StoreFile(Search, path), TestActor);
        two.Tell(new FetchBlob(Search, earlier), TestActor);

        Assert.Null((await signs.ExpectMsgAsync<BucketAtWork>(Patience, cancellationToken: Cancel)).Trouble);
        await signs.FishForMessageAsync<BucketAtWork>(
            sign => sign.Trouble?.StartsWith("a blob was not sent to the bucket (", StringComparison.Ordinal) == true,
            Patience,
            cancellationToken: Cancel
        );
        await AwaitConditionAsync(() => Task.FromResult(_server.Requests.Count > 12), Patience, cancellationToken: Cancel);
        await ExpectNoMsgAsync(TimeSpan.Zero, Cancel);
        Assert.Single(_server.Objects);
        _server.Faults = _ => null;

        object[] answers =
        [
            await ExpectMsgAsync<object>(Patience, cancellationToken: Cancel),
            await ExpectMsgAsync<object>(Patience, cancellationToken: Cancel),
        ];
        Assert.Equal(earlier, Assert.Single(answers.OfType<BlobFound>()).Id);
        Assert.Equal(path, Assert.Single(answers.OfType<FileStored>()).TempPath);
        Assert.Equal(2, _server.Objects.Count);
    }

    [Fact]
    public async Task A_connection_that_breaks_costs_time_and_no_bytes()
    {
        var blob = await StoreAsync(Node("one"), 1_000_000);
        var breaks = 2;
        _server.Faults = _ => breaks-- > 0 ? new S3Server.Fault(BreakAfter: 300_000) : null;

        Node("two").Tell(new FetchBlob(Search, blob), TestActor);

        await ExpectMsgAsync<BlobFound>(Patience, cancellationToken: Cancel);
        Assert.Contains(_server.Requests, words => words.EndsWith("bytes=600000-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bytes_that_were_altered_on_their_way_are_read_once_more()
    {
        var blob = await StoreAsync(Node("one"), 1_000);
        var corrupts = 1;
        _server.Faults = _ => corrupts-- > 0 ? new S3Server.Fault(Corrupts: true) : null;

        Node("two").Tell(new FetchBlob(Search, blob), TestActor);

        Assert.Equal(blob, BlobId.OfFile((await ExpectMsgAsync<BlobFound>(Patience, cancellationToken: Cancel)).Path));
    }

    [Fact]
    public async Task What_is_altered_in_the_bucket_comes_from_a_node_that_has_it_or_is_damaged_and_is_mended_when_it_is_stored_again()
    {
        var one = Node("one");
        var blob = await StoreAsync(one, 1_000);
        var sound = Assert.Single(_server.Objects);
        _server.Objects[sound.Key] = new S3Server.StoredObject([1, 2, 3], DateTime.UtcNow);

        Node("two", one).Tell(new FetchBlob(Search, blob), TestActor);
        Assert.Equal(blob, BlobId.OfFile((await ExpectMsgAsync<BlobFound>(Patience, cancellationToken: Cancel)).Path));
        Node("three").Tell(new FetchBlob(Search, blob), TestActor);
        await ExpectMsgAsync<BlobDamaged>(Patience, cancellationToken: Cancel);
        Assert.IsType<BlobMissing>(Folders("three").Of(Search).Find(blob));

        Assert.Equal(blob, await StoreAsync(one, 1_000));
        Node("four").Tell(new FetchBlob(Search, blob), TestActor);
        await ExpectMsgAsync<BlobFound>(Patience, cancellationToken: Cancel);
    }

    [Fact]
    public async Task What_the_bucket_lost_comes_from_a_node_that_has_it_or_is_missing()
    {
        var one = Node("one");
        var blob = await StoreAsync(one, 1_000);
        _server.Objects.Clear();

        Node("two", one).Tell(new FetchBlob(Search, blob), TestActor);
        await ExpectMsgAsync<BlobFound>(Patience, cancellationToken: Cancel);
        Node("three").Tell(new FetchBlob(Search, blob), TestActor);
        await ExpectMsgAsync<BlobMissing>(Patience, cancellationToken: Cancel);
    }

    [Fact]
    public async Task While_the_bucket_is_away_a_blob_comes_from_a_node_that_has_it()
    {
        var one = Node("one");
        var blob = await StoreAsync(one, 1_000);
        _server.Faults = _ => S3Server.Fault.Away;

        Node("two", one).Tell(new FetchBlob(Search, blob), TestActor);

        await ExpectMsgAsync<BlobFound>(Patience, cancellationToken: Cancel);
    }

    [Fact]
    public async Task What_a_full_cache_let_go_comes_again_from_the_bucket()
    {
        var one = Node("one", cache: 1_500);
        var first = await StoreAsync(one, 1_000);
        var kept = Folders("one").Of(Search).Find(first) as BlobFound;
        File.SetLastAccessTimeUtc(kept!.Path, DateTime.UtcNow - CacheLimit.InUse - TimeSpan.FromMinutes(1));
        await StoreAsync(one, 999);
        await AwaitConditionAsync(() => Task.FromResult(!File.Exists(kept.Path)), Patience, cancellationToken: Cancel);

        one.Tell(new FetchBlob(Search, first), TestActor);

        await ExpectMsgAsync<BlobFound>(Patience, cancellationToken: Cancel);
    }

    [Fact]
    public async Task Garbage_is_what_nobody_refers_to_for_an_hour()
    {
        var time = new FakeTimeProvider();
        var one = Node("one", time: time);
        var (kept, garbage) = (await StoreAsync(one, 10), await StoreAsync(one, 20));
        var wish = new DeleteUnreferencedBlobs(Search, new HashSet<string>(StringComparer.Ordinal) { kept });
        _server.Objects[$"nas/{Search}/notes.txt"] = new S3Server.StoredObject([1], DateTime.UnixEpoch);
        await CollectAsync();
        Assert.Equal(3, _server.Objects.Count);
        time.Advance(FileBlobStore.InFlight + TimeSpan.FromMinutes(1));
        var young = await StoreAsync(one, 30);

        await CollectAsync();

        Assert.Equal(
            new[] { kept, young, "notes.txt" }.Order(StringComparer.Ordinal),
            _server.Objects.Keys.Select(key => key.Split('/')[^1]).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(_server.Objects.Keys, key => key.EndsWith(garbage, StringComparison.Ordinal));

        async Task CollectAsync()
        {
            var before = Ends();
            one.Tell(wish);
            await AwaitConditionAsync(() => Task.FromResult(Ends() > before), Patience, cancellationToken: Cancel);
        }

        // The last request of a collection.
        int Ends() => _server.Requests.Count(words => words.Contains("?uploads", StringComparison.Ordinal));
    }

    private BlobFolders Folders(string node) => new(_folder.File(node), TimeProvider.System);

    private IActorRef Node(string name, IActorRef? other = null, long cache = long.MaxValue, TimeProvider? time = null)
    {
        var stores = Folders(name);
        var bucket = S3Bucket.Open(
            new S3Settings
            {
                Bucket = S3Server.Bucket,
                Prefix = "nas",
                Endpoint = _server.Endpoint,
            },
            time ?? TimeProvider.System
        );
        return Sys.ActorOf(
            CheckpointActor.Props(
                stores,
                new RemoteBlobs(() => other is null ? [] : [other], stores, new CacheLimit(_folder.File(name), cache, TimeProvider.System))
                {
                    Bucket = bucket,
                }
            )
        );
    }

    private string Write(string node, int length)
    {
        var path = Folders(node).Of(Search).NewTempPath();
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private async Task<string> StoreAsync(IActorRef node, int length)
    {
        node.Tell(new StoreFile(Search, Write("one", length)), TestActor);
        return (await ExpectMsgAsync<FileStored>(Patience, cancellationToken: Cancel)).Blob;
    }
}
