using Actors.Checkpoints;
using Akka.Hosting;
using Akka.Hosting.TestKit;

namespace Actors.Tests.Checkpoints;

public sealed class BlobCollectorActorSpec : TestKit
{
    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task Has_all_but_the_referenced_blobs_deleted_from_the_start()
    {
        Sys.ActorOf(BlobCollectorActor.Props(() => new HashSet<string> { "kept" }, TestActor));
        var message = await ExpectMsgAsync<DeleteUnreferencedBlobs>(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["kept"], message.Referenced);
    }
}
