using Actors.Search;
using Akka.Actor;

namespace Actors.Strategies;

/// <summary>One candidate phase's strategy, on a thread of its own: a proposal may take its time while the search goes on listening.</summary>
internal sealed class StrategyActor : ReceiveActor
{
    /// <summary>Make proposal <paramref name="Index"/>, having observed this result. Answered by <see cref="Answer"/>.</summary>
    public sealed record Ask(int Index, CandidateResult? Observed) : INoSerializationVerificationNeeded;

    /// <summary>A proposal of an earlier life of the search.</summary>
    public sealed record Recall(string Architecture, CandidateResult? Observed) : INoSerializationVerificationNeeded;

    public sealed record Answer(string Phase, int Index, ProposalAnswer Content) : INoSerializationVerificationNeeded;

    public static Props Props(string phase, Func<Proposer> open) => Akka.Actor.Props.Create(() => new StrategyActor(phase, open));

    public StrategyActor(string phase, Func<Proposer> open)
    {
        var proposer = new Lazy<Proposer>(open);
        Receive<Recall>(recall => Guarded(() => { proposer.Value.Recall(recall.Architecture, recall.Observed); return null; }));
        Receive<Ask>(ask => Sender.Tell(new Answer(phase, ask.Index, Guarded(() => proposer.Value.Propose(ask.Index, ask.Observed))!)));
    }

    /// <summary>A strategy that cannot even be opened answers with the reason.</summary>
    private static ProposalAnswer? Guarded(Func<ProposalAnswer?> action)
    {
        try
        {
            return action();
        }
        catch (Exception cause)
        {
            return new StrategyFault(cause.Message);
        }
    }
}
