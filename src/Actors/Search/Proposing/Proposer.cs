using System.Collections.Immutable;
using Actors.Search.State;
using Actors.Strategies;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using ProtoBuf;

namespace Actors.Search.Proposing;

/// <summary>
/// Holds a strategy to its contract: inside the constraint, nothing twice, no exception gets out. Proposal p is made when p - W + 1 results
/// have been observed, or as many more as the strategy waits for: which depends on the results alone, not on when they came.
/// </summary>
/// <param name="phase">Number of the phase in its search: part of the names of the random streams.</param>
/// <param name="window">The window, W.</param>
/// <param name="inherited">Candidates that came with their results from another search: observed before the first proposal is made.</param>
/// <param name="samples">Number of samples, K.</param>
/// <param name="budget">Proposals in all.</param>
public sealed class Proposer(
    string name,
    ISearchStrategy strategy,
    ConstrainedSpace space,
    long seed,
    int phase,
    int window,
    int inherited = 0,
    int samples = 1,
    int budget = int.MaxValue
)
{
    /// <summary>Name of the random numbers that a strategy draws.</summary>
    public const string Purpose = "propose";

    private readonly KnownArchitectures _known = new();

    /// <summary>Scores of the architectures that were observed with fewer samples than there are, and not proposed again.</summary>
    private readonly Dictionary<string, ImmutableArray<double>> _canGoOn = [];

    /// <summary>Results that the strategy has not observed yet.</summary>
    private readonly Queue<CandidateResult> _given = [];

    private ProposalAnswer? _last;
    private int _observed;

    /// <summary>The strategy waits for a result beyond those that it has observed.</summary>
    private bool _waits;

    /// <summary>The strategy's word that it waits for more results; null: it has not said so.</summary>
    public StrategyWaits? Waits => _waits ? new StrategyWaits(_observed) : null;

    /// <summary>The next result, in the order of observation.</summary>
    public void Give(CandidateResult result) => _given.Enqueue(result);

    /// <summary>
    /// A proposal of an earlier life of the search, made when so many results had been observed, which have been given before.
    /// </summary>
    public void Recall(string architecture, int observed)
    {
        Guarded(() =>
        {
            while (_observed < observed)
                ObserveNext();
            _known.Add(architecture);
            _canGoOn.Remove(architecture);
            return null;
        });
    }

    /// <summary>The strategy's state; null where it cannot be saved, or has broken its contract.</summary>
    public StrategyState? Save() =>
        strategy is not IResumableStrategy resumable || _last is StrategyFault || _canGoOn.Count > 0
            ? null
            : new(
                _known.Count,
                _known.ToBytes(),
                _observed,
                [
                    .. resumable.Remembered.Select(result => new RememberedResult(
                        result.Index,
                        space.Space.Format(result.Architecture),
                        result.Madds,
                        result.Score,
                        result.Scores
                    )),
                ],
                resumable.Kept is { IsEmpty: false } kept ? kept.ToArray() : null
            );

    /// <summary>Goes on where another proposer was saved. Results that it had not observed by then are given again.</summary>
    public void Restore(StrategyState saved)
    {
        Guarded(() =>
        {
            _known.Add(saved.Known);
            ((IResumableStrategy)strategy).Resume([.. saved.Remembered.Select(Observed)], saved.Kept);
            _observed = saved.Observed;
            return null;
        });
    }

    /// <summary>
    /// The answer for the next proposal; null where it needs a result that has not been given. Once the strategy has nothing new, or broke
    /// its contract, that stays the answer.
    /// </summary>
    public ProposalAnswer? TryPropose(int index) =>
        _last
        ?? Guarded(() =>
        {
            var required = Math.Max(_waits ? _observed + 1 : inherited, index - window + 1);
            while (true)
            {
                while (_observed < required)
                {
                    if (_given.Count == 0)
                        return null;
                    ObserveNext();
                }
                var proposal = strategy.Propose(Context(index));
                _waits = ReferenceEquals(proposal, Proposal.NotYet);
                if (!_waits)
                    return proposal is null ? new NothingNew() : Taken(index, Checked(index, proposal));
                if (_observed == index)
                    return new StrategyFault(
                        $"The strategy '{name}' waits for a result before proposal {index}, where none is outstanding."
                    );
                required = _observed + 1;
            }
        });

    /// <summary>
    /// The proposal that the strategy would make after so many results, in a search where somebody else decides: it may be known already,
    /// and is not remembered. Null: it would wait for more results.
    /// </summary>
    public ProposalAnswer? Rehearse(int index, int observed) =>
        _last
        ?? Guarded(() =>
        {
            while (_observed < observed)
                ObserveNext();
            var proposal = strategy.Propose(Context(index));
            return ReferenceEquals(proposal, Proposal.NotYet) ? null
                : proposal is null ? new NothingNew()
                : Checked(index, proposal);
        });

    private ProposalContext Context(int index) =>
        new(index, RandomStream.For(seed, Purpose, phase, index), space, IsNew)
        {
            Samples = samples,
            Left = budget - index - 1,
            Outstanding = index - _observed,
            CanGoOn = architecture => _canGoOn.ContainsKey(space.Space.Format(space.Space.Canonical(architecture))),
        };

    private ProposalAnswer Checked(int index, Proposal proposal)
    {
        if (!space.Contains(proposal.Architecture))
        {
            return new StrategyFault(
                $"The strategy '{name}' made proposal {index} outside the constraint: {space.Space.Format(proposal.Architecture)}."
            );
        }
        var architecture = space.Space.Canonical(proposal.Architecture);
        var text = space.Space.Format(architecture);
        var known = _canGoOn.GetValueOrDefault(text, []);
        if (proposal.Samples is { } few && (few <= known.Length || few > samples))
        {
            return new StrategyFault(
                $"The strategy '{name}' made proposal {index} with {few} samples, where {known.Length} are known and there are {samples}: {text}."
            );
        }
        if (proposal.Parents.Any(parent => parent < 0 || parent >= index))
        {
            return new StrategyFault(
                $"The strategy '{name}' made proposal {index} from {string.Join(" and ", proposal.Parents)}, of which one was not proposed before it."
            );
        }
        var costs = space.Space;
        var all = proposal.Samples is null || proposal.Samples == samples;
        return new Proposed(
            text,
            costs.MAdds.Of(architecture),
            costs.Parameters.Of(architecture),
            proposal.Origin,
            _observed,
            !all || !costs.IsComplete(architecture)
        )
        {
            Samples = all ? null : proposal.Samples,
            Known = known,
            Parents = [.. proposal.Parents.Distinct()],
        };
    }

    private ProposalAnswer Taken(int index, ProposalAnswer answer) =>
        answer is not Proposed { Architecture: var text } || _known.Add(text) || _canGoOn.Remove(text)
            ? answer
            : new StrategyFault($"The strategy '{name}' made proposal {index} a second time: {text}.");

    private ProposalAnswer? Guarded(Func<ProposalAnswer?> action)
    {
        ProposalAnswer? answer;
        try
        {
            answer = action();
        }
        // A strategy is anybody's code: whatever it throws becomes the reason why the search stops.
        catch (Exception cause)
        {
            answer = new StrategyFault($"The strategy '{name}' failed: {Reasons.Of(cause)}");
        }
        if (answer is NothingNew or StrategyFault)
            _last ??= answer;
        return answer;
    }

    private void ObserveNext()
    {
        var result = _given.Dequeue();
        _observed++;
        if (result.Scores.Length is > 0 and var scored && scored < samples)
            _canGoOn[result.Architecture] = result.Scores;
        strategy.Observe(
            new Observation(result.Index, space.Space.Parse(result.Architecture), result.Madds, result.Score) { Scores = result.Scores }
        );
    }

    private Observation Observed(RememberedResult result) =>
        new(result.Index, space.Space.Parse(result.Architecture), result.Madds, result.Score)
        {
            Scores = result.Scores.IsDefault ? [] : result.Scores,
        };

    private bool IsNew(Architecture architecture) => !_known.Contains(space.Space.Format(space.Space.Canonical(architecture)));
}
