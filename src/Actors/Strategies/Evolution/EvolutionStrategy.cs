using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Strategies.Evolution;

/// <summary>
/// Regularised evolution (Real, Aggarwal, Huang and Le, 2019): of the latest candidates a tournament picks the parent, so that a
/// candidate that was lucky once grows old and drops out. With crossover by stage beside mutation.
/// </summary>
public sealed class EvolutionStrategy(EvolutionOptions options) : IResumableStrategy
{
    /// <summary>Children that turn out to be known before a random newcomer is taken.</summary>
    private const int Children = 20;

    /// <summary>The population, oldest first.</summary>
    private readonly Queue<Observation> _population = new();

    public IEnumerable<Observation> Remembered => _population;

    public Proposal? Propose(ProposalContext context)
    {
        if (_population.Count < options.Population)
            return Newcomer(context);
        var population = _population.ToArray();
        for (var child = 0; child < Children; child++)
        {
            var proposal =
                context.Random.NextDouble() < options.CrossoverProbability ? Crossover(context, population) : Mutation(context, population);
            if (context.IsNew(proposal.Architecture))
                return proposal;
        }
        return Newcomer(context);
    }

    public void Observe(Observation observation)
    {
        if (observation.Score is null)
            return;
        _population.Enqueue(observation);
        if (_population.Count > options.Population)
            _population.Dequeue();
    }

    private static Proposal? Newcomer(ProposalContext context) =>
        context.SampleNew() is { } architecture ? new Proposal(architecture, "random") : null;

    private Proposal Mutation(ProposalContext context, Observation[] population)
    {
        var parent = Tournament(context.Random, population);
        return new Proposal(context.Space.Mutate(parent.Architecture, context.Random, options.MutationRate), $"mutation of {parent.Index}")
        {
            Parents = [parent.Index],
        };
    }

    private Proposal Crossover(ProposalContext context, Observation[] population)
    {
        var first = Tournament(context.Random, population);
        var second = Tournament(context.Random, population);
        var child = context.Space.Crossover(first.Architecture, second.Architecture, context.Random);
        return new Proposal(child, $"crossover of {first.Index} and {second.Index}") { Parents = [first.Index, second.Index] };
    }

    /// <summary>The greatest score; of equal ones fewer Multiply-Adds, then the earlier proposal.</summary>
    private Observation Tournament(RandomStream random, Observation[] population)
    {
        var best = population[random.Next(population.Length)];
        for (var draw = 1; draw < options.Tournament; draw++)
        {
            var rival = population[random.Next(population.Length)];
            if (
                rival.Score > best.Score
                || (rival.Score == best.Score && (rival.Madds, rival.Index).CompareTo((best.Madds, best.Index)) < 0)
            )
            {
                best = rival;
            }
        }
        return best;
    }
}
