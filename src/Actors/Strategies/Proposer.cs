using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Actors.Search;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Strategies;

/// <summary>What came of asking a strategy for a proposal.</summary>
public abstract record ProposalAnswer;

public sealed record Proposed(string Architecture, long Madds, long Parameters, string Origin) : ProposalAnswer;

public sealed record NothingNew : ProposalAnswer;

/// <param name="Reason">One sentence for the user.</param>
public sealed record StrategyFault(string Reason) : ProposalAnswer;

/// <summary>Holds a strategy to its contract: inside the constraint, nothing twice, no exception gets out. Deterministic.</summary>
/// <param name="phase">Number of the phase in its search: part of the names of the random streams.</param>
public sealed class Proposer(string name, ISearchStrategy strategy, ConstrainedSpace space, long seed, int phase)
{
    /// <summary>128 bits of the SHA-256 of each canonical text: a million candidates take some 40 MB, whatever their length.</summary>
    private readonly HashSet<UInt128> _known = [];

    private ProposalAnswer? _last;

    /// <summary>A proposal of an earlier life of the search, and what was observed right before it was made.</summary>
    public void Recall(string architecture, CandidateResult? observed)
    {
        Guarded(() =>
        {
            Observe(observed);
            _known.Add(Identity(architecture));
            return null;
        });
    }

    /// <summary>Once the strategy has nothing new, or broke its contract, that stays the answer.</summary>
    public ProposalAnswer Propose(int index, CandidateResult? observed) => _last ?? Guarded(() =>
    {
        Observe(observed);
        var random = RandomStream.For(seed, "propose", phase, index);
        var proposal = strategy.Propose(new ProposalContext(index, random, space, IsNew));
        return proposal is null ? new NothingNew() : Checked(index, proposal);
    })!;

    private ProposalAnswer Checked(int index, Proposal proposal)
    {
        var text = space.Space.Format(proposal.Architecture);
        if (!space.Contains(proposal.Architecture))
        {
            return new StrategyFault($"The strategy '{name}' made proposal {index} outside the constraint: {text}.");
        }
        if (!_known.Add(Identity(text)))
        {
            return new StrategyFault($"The strategy '{name}' made proposal {index} a second time: {text}.");
        }
        var costs = space.Space;
        return new Proposed(text, costs.MAdds.Of(proposal.Architecture), costs.Parameters.Of(proposal.Architecture), proposal.Origin);
    }

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
            answer = new StrategyFault($"The strategy '{name}' failed: {cause.Message}");
        }
        if (answer is NothingNew or StrategyFault) _last ??= answer;
        return answer;
    }

    private void Observe(CandidateResult? result)
    {
        if (result is null) return;
        strategy.Observe(new Observation(result.Index, space.Space.Parse(result.Architecture), result.Madds, result.Score));
    }

    private bool IsNew(Architecture architecture) => !_known.Contains(Identity(space.Space.Format(architecture)));

    private static UInt128 Identity(string text) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
