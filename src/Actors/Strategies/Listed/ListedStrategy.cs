using System.Globalization;

namespace Actors.Strategies.Listed;

/// <summary>The architectures that its options list, in that order: for those who know already what they want scored.</summary>
public sealed class ListedStrategy(ListedOptions options) : IResumableStrategy
{
    public const string Name = "listed";

    public IEnumerable<Observation> Remembered => [];

    public Proposal? Propose(ProposalContext context) => context.Index < options.Architectures.Length
        ? new Proposal(
            context.Space.Space.Parse(options.Architectures[context.Index]), string.Create(CultureInfo.InvariantCulture, $"{context.Index + 1} of {options.Architectures.Length}"))
        : null;

    public void Observe(Observation observation)
    {
    }
}
