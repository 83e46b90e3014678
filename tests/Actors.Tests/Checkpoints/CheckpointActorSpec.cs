using Actors.Checkpoints;
using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Testing;

namespace Actors.Tests.Checkpoints;

[Trait("Kind", "Actor")]
public sealed class CheckpointActorSpec : TestKit
{
    private readonly TempFolder _folder = new();
    private readonly FileBlobStore _store;

    public CheckpointActorSpec() => _store = new(_folder.Path, TimeProvider.System);

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) { }

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Stores_a_file_and_finds_it_again()
    {
        var checkpoints = Sys.ActorOf(CheckpointActor.Props(_store));
        var path = _store.NewTempPath();
        await File.WriteAllTextAsync(path, "weights", TestContext.Current.CancellationToken);

        checkpoints.Tell(new StoreFile("s", path), TestActor);
        var stored = await ExpectMsgAsync<FileStored>(cancellationToken: TestContext.Current.CancellationToken);
        checkpoints.Tell(new FetchBlob("s", stored.Blob), TestActor);
        var found = await ExpectMsgAsync<BlobFound>(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(path, stored.TempPath);
        Assert.Equal("weights", await File.ReadAllTextAsync(found.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Says_why_a_file_was_not_stored()
    {
        var checkpoints = Sys.ActorOf(CheckpointActor.Props(_store));
        var path = _store.NewTempPath();

        checkpoints.Tell(new StoreFile("s", path), TestActor);

        var refused = await ExpectMsgAsync<FileNotStored>(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(path, refused.TempPath);
        Assert.IsType<FileNotFoundException>(refused.Cause);
    }

    [Fact]
    public async Task Deletes_what_nobody_refers_to()
    {
        var checkpoints = Sys.ActorOf(CheckpointActor.Props(_store));
        var id = _store.PutText("old");
        var path = ((BlobFound)_store.Find(id)).Path;
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-1));

        checkpoints.Tell(new DeleteUnreferencedBlobs("s", new HashSet<string>()));

        await AwaitConditionAsync(() => Task.FromResult(!File.Exists(path)), cancellationToken: TestContext.Current.CancellationToken);
    }
}
