using Actors.Search;
using Akka.Actor;

namespace Actors.Strategies;

/// <summary>One candidate phase's strategy, on a thread of its own: a proposal may take its time while the search goes on listening.</summary>
internal sealed class StrategyActor : ReceiveActor
{
    /// <summary>To the parent.</summary>
    public sealed record Answer(StrategyAnswer Content) : INoSerializationVerificationNeeded;

    private sealed record Told(StrategyMessage Message) : INoSerializationVerificationNeeded;

    public StrategyActor(string phase, Func<Proposer> open)
    {
        var desk = new StrategyDesk(phase, open);
        Receive<Told>(told =>
        {
            foreach (var answer in desk.On(told.Message)) Context.Parent.Tell(new Answer(answer));
        });
    }

    /// <summary>Starts one as a child.</summary>
    public static IStrategyChild Begin(IActorContext context, string phase, Func<Proposer> open) =>
        new Child(context, context.ActorOf(Props.Create(() => new StrategyActor(phase, open))));

    private sealed class Child(IActorContext context, IActorRef actor) : IStrategyChild
    {
        public void Tell(StrategyMessage message) => actor.Tell(new Told(message));

        public void Stop() => context.Stop(actor);
    }
}
