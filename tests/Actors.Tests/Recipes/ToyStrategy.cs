using Actors.Strategies;

namespace Actors.Tests.Recipes;

/// <summary>A strategy by CONTRIBUTING's recipe: of some architectures, it proposes the cheapest.</summary>
public sealed class ToyStrategy(ToyOptions options) : ISearchStrategy
{
    public Proposal? Propose(ProposalContext context)
    {
        var drawn = Enumerable.Range(0, options.Draws).Select(_ => context.SampleNew()).OfType<Nas.Model.Spaces.Architecture>().ToList();
        return drawn.MinBy(context.Space.Space.MAdds.Of) is { } cheapest ? new Proposal(cheapest, $"cheapest of {drawn.Count}") : null;
    }

    public void Observe(Observation observation) { }
}
