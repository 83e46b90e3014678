using System.Globalization;

namespace Actors.Strategies.Exhaustive;

/// <summary>None.</summary>
public sealed record ExhaustiveOptions;

/// <summary>Every architecture of the space, in the lexicographic order of choices: neighbours share what their first decisions compute.</summary>
public sealed class ExhaustiveStrategy : IResumableStrategy
{
    public IEnumerable<Observation> Remembered => [];

    public Proposal? Propose(ProposalContext context) => context.Index < context.Space.Count
        ? new Proposal(context.Space.At(context.Index), string.Create(CultureInfo.InvariantCulture, $"{context.Index + 1} of {context.Space.Count}"))
        : null;

    public void Observe(Observation observation)
    {
    }
}
