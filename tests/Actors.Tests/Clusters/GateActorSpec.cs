using Actors.Checkpoints;
using Actors.Checkpoints.Buckets;
using Actors.Clusters;
using Actors.Hosting;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.Remote.Hosting;

namespace Actors.Tests.Clusters;

/// <summary>A client hears through the gate of trouble behind it.</summary>
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class GateActorSpec : TestKit
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithRemoting("127.0.0.1", 0).WithClustering(new ClusterOptions { Roles = [NodeOptions.ControlRole] });

    [Fact]
    public async Task A_search_whose_settings_cannot_be_stored_is_not_submitted_and_the_client_hears_why_while_it_still_listens()
    {
        var (checkpoints, nobody) = (CreateTestProbe(), CreateTestProbe());
        var gate = Sys.ActorOf(GateActor.Props(new GatePeers(nobody, nobody, nobody, checkpoints)));
        await checkpoints.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100), Cancel);
        var submit = new SubmitSearch("s", "{}");

        Sys.EventStream.Publish(new BucketAtWork("a blob was not sent to the bucket (Connection refused)"));
        var refused = await gate.Ask<GateRefused>(submit, TimeSpan.FromSeconds(4), Cancel);
        Assert.Equal(
            new GateRefused(
                "s is not submitted: a blob was not sent to the bucket (Connection refused); submit it again when that is over.",
                Passing: true
            ),
            refused
        );

        Sys.EventStream.Publish(new BucketAtWork());
        refused = await gate.Ask<GateRefused>(submit, TimeSpan.FromSeconds(4), Cancel);
        Assert.Contains("its settings are not stored yet", refused.Reason, StringComparison.Ordinal);
        await nobody.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100), Cancel);
        Assert.Equal(new StoreText("s", "{}"), await checkpoints.ExpectMsgAsync<StoreText>(cancellationToken: Cancel));
    }
}
