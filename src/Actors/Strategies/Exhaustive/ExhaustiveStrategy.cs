using System.Globalization;
using System.Numerics;

namespace Actors.Strategies.Exhaustive;

/// <summary>The strategy has no options.</summary>
public sealed record ExhaustiveOptions;

/// <summary>
/// Every architecture of the space that is not known yet, in the lexicographic order of choices: neighbours share what their first
/// decisions compute.
/// </summary>
public sealed class ExhaustiveStrategy : IResumableStrategy
{
    /// <summary>All before it are known, and stay so: only to find the next one faster.</summary>
    private BigInteger _next;

    public IEnumerable<Observation> Remembered => [];

    public Proposal? Propose(ProposalContext context)
    {
        for (; _next < context.Space.Count; _next++)
        {
            var met = context.Space.At(_next);
            if (context.IsNew(met))
                return new Proposal(met, string.Create(CultureInfo.InvariantCulture, $"{_next + 1} of {context.Space.Count}"));
        }
        return null;
    }

    public void Observe(Observation observation) { }
}
