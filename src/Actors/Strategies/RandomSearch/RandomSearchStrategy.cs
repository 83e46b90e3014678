namespace Actors.Strategies.RandomSearch;

/// <summary>The strategy has no options.</summary>
public sealed record RandomSearchOptions;

/// <summary>
/// Every proposal is a draw, as the space is sampled, among the architectures that have not been proposed: the baseline of every other
/// strategy.
/// </summary>
public sealed class RandomSearchStrategy : IResumableStrategy
{
    public IEnumerable<Observation> Remembered => [];

    public Proposal? Propose(ProposalContext context) =>
        context.SampleNew() is { } architecture ? new Proposal(architecture, "random") : null;

    public void Observe(Observation observation) { }
}
