using Actors.Dispatch;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Strategies;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies;

/// <summary>A search of one strategy, without actors: what it proposes, and what becomes of it.</summary>
internal sealed class StrategyRun(
    Func<ISearchStrategy> strategy,
    ConstrainedSpace space,
    Func<Architecture, double?> score,
    int window = 1,
    long seed = 1
)
{
    private Proposer _proposer = new("a strategy", strategy(), space, seed, phase: 0, window);
    private int _given;

    public List<Proposed> Proposals { get; } = [];

    public List<CandidateResult> Results { get; } = [];

    /// <summary>The answer with which it ended; null while it can go on.</summary>
    public ProposalAnswer? End { get; private set; }

    public StrategyRun Until(int proposals)
    {
        while (End is null && Proposals.Count < proposals)
        {
            switch (_proposer.TryPropose(Proposals.Count))
            {
                case Proposed one:
                    Proposals.Add(one);
                    Results.Add(ResultOf(Proposals.Count - 1, one));
                    break;
                case null:
                    _proposer.Give(Results[_given++]);
                    break;
                case var end:
                    End = end;
                    break;
            }
        }
        return this;
    }

    /// <summary>The strategy dies with what it knew; another takes its place and is told what had happened.</summary>
    public StrategyRun Restart()
    {
        _proposer = new("a strategy", strategy(), space, seed, phase: 0, window);
        foreach (var result in Results.Take(_given))
            _proposer.Give(result);
        foreach (var one in Proposals)
            _proposer.Recall(one.Architecture, one.Observed);
        return this;
    }

    private CandidateResult ResultOf(int index, Proposed one) =>
        score(space.Space.Parse(one.Architecture)) is { } known
            ? new CandidateResult(index, one.Architecture, one.Madds, one.Parameters, [known], TaskFailure.None, null)
            : new CandidateResult(index, one.Architecture, one.Madds, one.Parameters, [], TaskFailure.Error, "failed");
}
