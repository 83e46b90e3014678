using Actors.Search.Proposing;
using Actors.Strategies;
using Actors.Strategies.ActorStrategies;
using Actors.Strategies.RandomSearch;
using Actors.Tests.Search;
using Akka.Actor;
using Akka.Hosting;

namespace Actors.Tests.Strategies.ActorStrategies;

/// <summary>A strategy that is an actor of its own, at work for a phase.</summary>
[Trait("Kind", "Actor")]
public class ActorStrategySpec : Akka.Hosting.TestKit.TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
        // Nothing but actors.
    }

    [Fact]
    public async Task It_proposes_what_the_same_strategy_as_a_class_would()
    {
        var proposals = await AnswersAsync(new Wrapped(context => new Proposal(context.SampleNew()!, "drawn")), 6);
        var plain = Open(new RandomSearchStrategy());

        Assert.Equal(
            Enumerable.Range(0, 6).Select(index => ((Proposed)plain.TryPropose(index)!).Architecture),
            proposals.Cast<Proposed>().Select(proposed => proposed.Architecture)
        );
    }

    [Fact]
    public async Task Nothing_left_ends_the_phase() => Assert.IsType<NothingNew>((await AnswersAsync(new Wrapped(_ => null), 1))[0]);

    [Fact]
    public async Task One_that_waits_says_so_and_what_it_is_asked_for_stays_asked_for()
    {
        var answers = await AnswersAsync(
            new Wrapped(context => context.Index < 2 ? new Proposal(context.SampleNew()!, "drawn") : Proposal.NotYet),
            3
        );

        Assert.Equal(new StrategyWaits(0), answers[2]);
        // Of three proposals asked for, the third is the one that it waits with: more of these words would be about it.
        Assert.Equal(2, answers.OfType<Proposed>().Count());
    }

    [Fact]
    public async Task One_that_fails_is_a_fault_with_its_words() =>
        Assert.Equal(
            "The strategy 'wrapped' failed: no idea",
            Assert
                .IsType<StrategyFault>((await AnswersAsync(new Wrapped(_ => throw new InvalidOperationException("no idea")), 1))[0])
                .Reason
        );

    [Fact]
    public async Task One_that_does_not_answer_is_given_up() =>
        Assert.StartsWith(
            "The strategy 'wrapped' was still busy with proposal 0 after 1 seconds",
            Assert.IsType<StrategyFault>((await AnswersAsync(new Silent(), 1))[0]).Reason,
            StringComparison.Ordinal
        );

    [Fact]
    public void Without_an_actor_system_it_is_a_fault()
    {
        var fault = Assert.IsType<StrategyFault>(Open(new ActorStrategy(new Silent())).TryPropose(0));

        Assert.Equal("The strategy 'wrapped' failed: it is an actor, and there is no actor system here.", fault.Reason);
    }

    private async Task<List<ProposalAnswer>> AnswersAsync(IStrategyActor plugin, int count)
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor, plugin, count)));
        var answers = new List<ProposalAnswer>();
        while (answers.Count < count)
        {
            answers.Add(
                (
                    await ExpectMsgAsync<StrategyActor.Answer>(
                        TimeSpan.FromSeconds(20),
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                )
                    .Content
                    .Content
            );
        }
        Sys.Stop(parent);
        return answers;
    }

    private static Proposer Open(ISearchStrategy strategy) =>
        new("wrapped", strategy, new(TestSearches.Space, new(0, long.MaxValue)), 7, 0, window: 100);

    /// <summary>Stands in for a search: begins the strategy, asks, and passes the answers on.</summary>
    private sealed class Parent : ReceiveActor
    {
        public Parent(IActorRef listener, IStrategyActor plugin, int count)
        {
            ReceiveAny(listener.Tell);
            var child = StrategyActor.Begin(
                Context,
                new StrategyJob("search", "strategy", "wrapped", Patience),
                made =>
                {
                    var strategy = new ActorStrategy(plugin);
                    made(strategy);
                    return Open(strategy);
                }
            );
            for (var index = 0; index < count; index++)
                child.Tell(new StrategyMessage.Ask(index));
        }
    }

    private sealed class Wrapped(Func<ProposalContext, Proposal?> propose) : IStrategyActor
    {
        public Props Props => Props.Create(() => new Actor(propose));

        private sealed class Actor : ReceiveActor
        {
            public Actor(Func<ProposalContext, Proposal?> propose)
            {
                Receive<ProposeNext>(next => Sender.Tell(propose(next.Context) ?? (object)new NothingLeft()));
                Receive<ResultObserved>(_ => { });
            }
        }
    }

    private sealed class Silent : IStrategyActor
    {
        public Props Props => Props.Create(() => new Actor());

        private sealed class Actor : ReceiveActor
        {
            public Actor() => ReceiveAny(_ => { });
        }
    }
}
