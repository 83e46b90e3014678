using Actors.Search;
using Akka.Actor;

namespace Actors.Strategies;

/// <summary>One candidate phase's strategy, on a thread of its own: a proposal may take its time while the search goes on listening.</summary>
internal sealed class StrategyActor : ReceiveActor
{
    /// <summary>The next result, in the order of observation.</summary>
    public sealed record Give(CandidateResult Result) : INoSerializationVerificationNeeded;

    /// <summary>A proposal of an earlier life of the search, made when so many results had been observed.</summary>
    public sealed record Recall(string Architecture, int Observed) : INoSerializationVerificationNeeded;

    /// <summary>Make proposal <paramref name="Index"/>; asked in order. Answered by <see cref="Answer"/> to the parent, once the results are there that it needs.</summary>
    public sealed record Ask(int Index) : INoSerializationVerificationNeeded;

    public sealed record Answer(string Phase, int Index, ProposalAnswer Content) : INoSerializationVerificationNeeded;

    private readonly string _phase;
    private readonly Lazy<Proposer> _proposer;
    private readonly Queue<int> _asked = [];

    public static Props Props(string phase, Func<Proposer> open) => Akka.Actor.Props.Create(() => new StrategyActor(phase, open));

    public StrategyActor(string phase, Func<Proposer> open)
    {
        (_phase, _proposer) = (phase, new Lazy<Proposer>(open));
        Receive<Recall>(recall => Guarded(proposer =>
        {
            proposer.Recall(recall.Architecture, recall.Observed);
            return null;
        }));
        Receive<Give>(give =>
        {
            Guarded(proposer =>
            {
                proposer.Give(give.Result);
                return null;
            });
            AnswerAll();
        });
        Receive<Ask>(ask =>
        {
            _asked.Enqueue(ask.Index);
            AnswerAll();
        });
    }

    private void AnswerAll()
    {
        while (_asked.TryPeek(out var index) && Guarded(proposer => proposer.TryPropose(index)) is { } answer)
        {
            _asked.Dequeue();
            Context.Parent.Tell(new Answer(_phase, index, answer));
        }
    }

    /// <summary>A strategy that cannot even be opened answers with the reason.</summary>
    private ProposalAnswer? Guarded(Func<Proposer, ProposalAnswer?> action)
    {
        try
        {
            return action(_proposer.Value);
        }
        catch (Exception cause)
        {
            return new StrategyFault(cause.Message);
        }
    }
}
