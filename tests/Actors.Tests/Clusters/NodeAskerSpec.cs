using Actors.Clusters;
using Actors.Search;
using Actors.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.TestKit;
using Nas.Model;

namespace Actors.Tests.Clusters;

/// <summary>Nodes may be dead, busy or unwilling: who is asked next, and for how long.</summary>
[Trait("Kind", "Actor")]
public sealed class NodeAskerSpec : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.AddHocon(WireSerialization.Config, HoconAddMode.Prepend);

    [Fact]
    public async Task A_silent_node_is_passed_over_and_the_one_that_answered_is_asked_first_from_then_on()
    {
        TestProbe silent = CreateTestProbe(),
            willing = Answering(new SearchList([]));
        var asker = Over(silent, willing);
        for (var i = 0; i < 2; i++)
            Assert.Empty((await Ask(asker)).Searches);
        await silent.ExpectMsgAsync<ListSearches>(cancellationToken: Cancel);
        await silent.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100), Cancel);
    }

    [Fact]
    public async Task Many_who_ask_a_dead_node_at_once_all_go_on_to_the_next()
    {
        var asker = Over(CreateTestProbe(), Answering(new SearchList([])));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Ask(asker)));
        Assert.Equal(6, answers.Length);
    }

    [Fact]
    public async Task A_node_that_cannot_answer_now_is_asked_again_and_a_refusal_is_final()
    {
        Assert.Empty((await Ask(Over(Answering(new GateRefused(GateActor.Again), new SearchList([]))))).Searches);
        var refused = await Assert.ThrowsAsync<UserException>(() =>
            Ask(Over(Answering(new SearchRefused("s", "There is no search 's'."))))
        );
        Assert.Equal("There is no search 's'.", refused.Message);
    }

    [Fact]
    public async Task Where_nobody_is_left_that_is_said_and_told_apart_from_a_refusal()
    {
        var asker = new NodeAsker(
            _ => [],
            TimeSpan.FromSeconds(1),
            patience => $"silence of {patience.TotalSeconds:0} s",
            TimeProvider.System
        );
        var silence = await Assert.ThrowsAsync<NoAnswerException>(() =>
            asker.AskAsync<SearchList>("gate", new ListSearches(), TimeSpan.Zero, Cancel)
        );
        Assert.Equal("silence of 0 s", silence.Message);
    }

    [Fact]
    public async Task A_node_that_says_why_it_cannot_yet_is_asked_again_and_its_reason_is_the_last_word()
    {
        var yet = new GateRefused("the bucket is away", Passing: true);
        Assert.Empty((await Ask(Over(Answering(yet, new SearchList([]))))).Searches);
        var refused = await Assert.ThrowsAsync<NoAnswerException>(() =>
            Ask(Over(Answering(yet), CreateTestProbe()), TimeSpan.FromSeconds(1))
        );
        Assert.Equal("the bucket is away", refused.Message);
    }

    private NodeAsker Over(params TestProbe[] nodes) =>
        new(
            _ => [.. nodes.Select(node => Sys.ActorSelection(node.Ref.Path))],
            TimeSpan.FromMilliseconds(500),
            _ => "nobody",
            TimeProvider.System
        );

    private static Task<SearchList> Ask(NodeAsker asker, TimeSpan? patience = null) =>
        asker.AskAsync<SearchList>("gate", new ListSearches(), patience ?? Patience, Cancel);

    /// <summary>Gives one answer after the other, the last for ever.</summary>
    private TestProbe Answering(params object[] answers)
    {
        var (probe, left) = (CreateTestProbe(), new Queue<object>(answers));
        probe.SetAutoPilot(
            new DelegateAutoPilot(
                (sender, _) =>
                {
                    sender.Tell(left.Count > 1 ? left.Dequeue() : left.Peek());
                    return AutoPilot.KeepRunning;
                }
            )
        );
        return probe;
    }
}
