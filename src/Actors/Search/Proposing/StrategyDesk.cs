using Actors.Search.State;
using Actors.Strategies;

namespace Actors.Search.Proposing;

/// <summary>A message to a candidate phase's strategy.</summary>
public abstract record StrategyMessage
{
    /// <summary>The next result, in the order of observation.</summary>
    public sealed record Give(CandidateResult Result) : StrategyMessage;

    /// <summary>A proposal of an earlier life of the search, made when so many results had been observed.</summary>
    public sealed record Recall(string Architecture, int Observed) : StrategyMessage;

    /// <summary>Go on where an earlier life was saved: before anything else.</summary>
    public sealed record Restore(StrategyState State) : StrategyMessage;

    /// <summary>Say where you stand: answered at once, by <see cref="StrategySaved"/> under this number.</summary>
    public sealed record Save(int Number) : StrategyMessage;

    /// <summary>
    /// Make proposal <paramref name="Index"/>; asked in order. Answered once the results are there that it needs; until then by
    /// <see cref="StrategyWaits"/>, each time that another result does not do.
    /// </summary>
    public sealed record Ask(int Index) : StrategyMessage;
}

public sealed record StrategyAnswer(string Phase, int Index, ProposalAnswer Content);

/// <summary>Serves the questions of a candidate phase to its strategy, in their order.</summary>
internal sealed class StrategyDesk(string phase, Func<Proposer> open)
{
    private readonly Lazy<Proposer> _proposer = new(open);
    private readonly Queue<int> _asked = [];

    /// <summary>The proposal and the number of results of the last <see cref="StrategyWaits"/>.</summary>
    private (int Index, int Observed) _told = (-1, -1);

    /// <returns>The answers that are due now.</returns>
    public IReadOnlyList<StrategyAnswer> On(StrategyMessage message)
    {
        switch (message)
        {
            case StrategyMessage.Recall recall:
                Guarded(proposer =>
                {
                    proposer.Recall(recall.Architecture, recall.Observed);
                    return null;
                });
                return [];
            case StrategyMessage.Restore restore:
                Guarded(proposer =>
                {
                    proposer.Restore(restore.State);
                    return null;
                });
                return [];
            case StrategyMessage.Save save:
                var saved = Guarded(proposer => new StrategySaved(proposer.Save())) as StrategySaved;
                return [new StrategyAnswer(phase, save.Number, saved ?? new StrategySaved(null))];
            case StrategyMessage.Give give:
                Guarded(proposer =>
                {
                    proposer.Give(give.Result);
                    return null;
                });
                break;
            case StrategyMessage.Ask ask:
                _asked.Enqueue(ask.Index);
                break;
        }
        return Answers();
    }

    private List<StrategyAnswer> Answers()
    {
        List<StrategyAnswer> answers = [];
        while (_asked.TryPeek(out var index) && Guarded(proposer => proposer.TryPropose(index)) is { } answer)
        {
            _asked.Dequeue();
            answers.Add(new StrategyAnswer(phase, index, answer));
        }
        if (_asked.TryPeek(out var waiting) && _proposer.Value.Waits is { } waits && _told != (waiting, waits.Observed))
        {
            _told = (waiting, waits.Observed);
            answers.Add(new StrategyAnswer(phase, waiting, waits));
        }
        return answers;
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
