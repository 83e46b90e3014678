using Actors.Checkpoints;
using Actors.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.TestKit;
using Testing;

namespace Actors.Tests.Checkpoints;

/// <summary>Blobs between nodes that share no directory.</summary>
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class TransferSpec : TestKit
{
    private const string Search = "s";

    private readonly TempFolder _folder = new();
    private readonly BlobFolders _there,
        _here,
        _copies;

    public TransferSpec()
    {
        BlobFolders Folders(string name) => new(_folder.File(name), TimeProvider.System);
        (_there, _here, _copies) = (Folders("there"), Folders("here"), Folders("copies"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder
            .AddHocon("akka.actor.serialize-messages = off", HoconAddMode.Prepend)
            .AddHocon(WireSerialization.Config, HoconAddMode.Prepend);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BlobPart.Most)]
    [InlineData((20 * BlobPart.Most) + 17)]
    public async Task A_blob_that_another_node_has_arrives_whole(int length)
    {
        var blob = Put(_there, length);
        var there = Sys.ActorOf(CheckpointActor.Props(_there));
        var here = Here(there);

        here.Tell(new FetchBlob(Search, blob), TestActor);
        here.Tell(new FetchBlob(Search, blob), TestActor);

        for (var i = 0; i < 2; i++)
        {
            var found = await ExpectMsgAsync<BlobFound>(TimeSpan.FromSeconds(20), cancellationToken: Cancel);
            Assert.StartsWith(_folder.File("copies"), found.Path, StringComparison.Ordinal);
            Assert.Equal(blob, BlobId.OfFile(found.Path));
        }
        await StopAsync(there);
        here.Tell(new FetchBlob(Search, blob), TestActor);
        await ExpectMsgAsync<BlobFound>(cancellationToken: Cancel);
    }

    [Fact]
    public async Task What_nobody_has_is_missing()
    {
        var here = Here(Sys.ActorOf(CheckpointActor.Props(_there)));
        here.Tell(new FetchBlob(Search, new string('a', 64)), TestActor);
        await ExpectMsgAsync<BlobMissing>(cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_node_that_falls_silent_is_replaced_by_another_from_where_it_was()
    {
        var blob = Put(_there, 30 * BlobPart.Most);
        // Whoever answers first is read from: the other one is not let speak before.
        var (silent, late, there) = (CreateTestProbe(), CreateTestProbe(), Sys.ActorOf(CheckpointActor.Props(_there)));
        var here = Here(silent, late);
        here.Tell(new FetchBlob(Search, blob), TestActor);
        await silent.ExpectMsgAsync<WhoHasBlob>(cancellationToken: Cancel);
        silent.Reply(new BlobIsHere(Search, blob, 30 * BlobPart.Most));
        var first = await silent.FishForMessageAsync<ReadBlob>(_ => true, cancellationToken: Cancel);
        Assert.Equal(0, first.Offset);
        late.SetAutoPilot(
            new DelegateAutoPilot(
                (sender, message) =>
                {
                    there.Tell(message, sender);
                    return AutoPilot.KeepRunning;
                }
            )
        );
        there.Tell(await late.ExpectMsgAsync<WhoHasBlob>(cancellationToken: Cancel), late.Sender);

        await ExpectMsgAsync<BlobFound>(TimeSpan.FromSeconds(30), cancellationToken: Cancel);
    }

    [Fact]
    public async Task What_was_altered_on_its_way_is_not_taken_for_the_blob()
    {
        var blob = new string('b', 64);
        var liar = CreateTestProbe();
        var here = Here(liar);
        here.Tell(new FetchBlob(Search, blob), TestActor);
        await liar.ExpectMsgAsync<WhoHasBlob>(cancellationToken: Cancel);
        liar.Reply(new BlobIsHere(Search, blob, 3));
        await liar.ExpectMsgAsync<ReadBlob>(cancellationToken: Cancel);
        liar.Reply(new BlobPart(blob, 0, [1, 2, 3]));

        await ExpectMsgAsync<BlobMissing>(TimeSpan.FromSeconds(10), cancellationToken: Cancel);
        Assert.IsType<BlobMissing>(_copies.Of(Search).Find(blob));
    }

    [Fact]
    public async Task A_search_s_garbage_is_collected_on_every_node_and_no_other_search_s()
    {
        var old = DateTime.UtcNow - FileBlobStore.InFlight - TimeSpan.FromMinutes(1);
        var (garbage, kept) = (Put(_there, 10), Put(_there, 20));
        var other = Put(_there, 30, "other");
        foreach (var file in Directory.GetFiles(_folder.File("there"), "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, old);
        var there = Sys.ActorOf(CheckpointActor.Props(_there, new RemoteBlobs(() => [], _there, null)));

        Here(there).Tell(new DeleteUnreferencedBlobs(Search, new HashSet<string> { kept }));

        await AwaitConditionAsync(
            () => Task.FromResult(_there.Of(Search).Find(garbage) is BlobMissing),
            TimeSpan.FromSeconds(10),
            cancellationToken: Cancel
        );
        Assert.IsType<BlobFound>(_there.Of(Search).Find(kept));
        Assert.IsType<BlobFound>(_there.Of("other").Find(other));
    }

    protected override Task AfterAllAsync()
    {
        _folder.Dispose();
        return base.AfterAllAsync();
    }

    private IActorRef Here(params IActorRef[] peers) => Here([.. peers.Select(peer => (ICanTell)peer)]);

    private IActorRef Here(TestProbe probe, params IActorRef[] peers) => Here([probe.Ref, .. peers]);

    private IActorRef Here(ICanTell[] peers) =>
        Sys.ActorOf(
            CheckpointActor.Props(
                _here,
                new RemoteBlobs(() => peers, _copies, new CacheLimit(_folder.File("copies"), long.MaxValue, TimeProvider.System))
            )
        );

    private static async Task StopAsync(IActorRef actor) => await actor.GracefulStop(TimeSpan.FromSeconds(5));

    private static string Put(BlobFolders stores, int length, string search = Search)
    {
        var store = stores.Of(search);
        var path = store.NewTempPath();
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        return store.Put(path);
    }
}
