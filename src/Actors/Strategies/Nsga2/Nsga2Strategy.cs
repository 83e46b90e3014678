using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Strategies.Nsga2;

/// <summary>
/// NSGA-II (Deb, Pratap, Agarwal and Meyarivan, 2002): looks for the whole front of score against Multiply-Adds. Parents are chosen by
/// tournaments of two, by front and then by crowding distance; when as many children have been observed as there are parents, the best of
/// both become the parents. Children of the last parents that are still being scored belong to the next generation.
/// </summary>
public sealed class Nsga2Strategy(Nsga2Options options) : IResumableStrategy
{
    /// <summary>Children that turn out to be known before a random newcomer is taken.</summary>
    private const int Children = 20;

    /// <summary>Parents by front, then by crowding distance, the widest first. None, or as many as there may be.</summary>
    private Observation[] _parents = [];

    private readonly List<Observation> _children = [];

    public IEnumerable<Observation> Remembered => [.. _parents, .. _children];

    public void Resume(IReadOnlyList<Observation> remembered, ReadOnlyMemory<byte> kept)
    {
        ArgumentNullException.ThrowIfNull(remembered);
        // They keep their order, which they owe to rivals that are forgotten.
        var parents = remembered.Count < options.Population ? 0 : options.Population;
        _parents = [.. remembered.Take(parents)];
        _children.AddRange(remembered.Skip(parents));
    }

    public Proposal? Propose(ProposalContext context)
    {
        for (var child = 0; child < Children && _parents.Length > 0; child++)
        {
            var proposal = Child(context.Space, context.Random);
            if (context.IsNew(proposal.Architecture))
                return proposal;
        }
        return context.SampleNew() is { } architecture ? new Proposal(architecture, "random") : null;
    }

    public void Observe(Observation observation)
    {
        if (observation.Score is null)
            return;
        _children.Add(observation);
        if (_children.Count < options.Population)
            return;
        _parents = Select([.. _parents, .. _children]);
        _children.Clear();
    }

    private Observation[] Select(Observation[] all)
    {
        var points = all.Select(one => new Objectives(one.Score!.Value, one.Madds)).ToArray();
        return
        [
            .. Fronts
                .Sort(points)
                .SelectMany(front =>
                {
                    var crowding = Fronts.Crowding([.. front.Select(i => points[i])]);
                    return front
                        .Select((i, k) => (One: all[i], Crowding: crowding[k]))
                        .OrderByDescending(member => member.Crowding)
                        .ThenBy(member => member.One.Index)
                        .Select(member => member.One);
                })
                .Take(options.Population),
        ];
    }

    private Proposal Child(ConstrainedSpace space, RandomStream random)
    {
        var first = Tournament(random);
        if (random.NextDouble() >= options.CrossoverProbability)
        {
            return new Proposal(space.Mutate(first.Architecture, random, options.MutationRate), $"mutation of {first.Index}")
            {
                Parents = [first.Index],
            };
        }
        var second = Tournament(random);
        var child = space.Crossover(first.Architecture, second.Architecture, random);
        return random.NextDouble() < options.MutationProbability
            ? new Proposal(space.Mutate(child, random, options.MutationRate), $"mutated crossover of {first.Index} and {second.Index}")
            {
                Parents = [first.Index, second.Index],
            }
            : new Proposal(child, $"crossover of {first.Index} and {second.Index}") { Parents = [first.Index, second.Index] };
    }

    /// <summary>The better of two that are drawn with replacement: parents lie in the order of their merit.</summary>
    private Observation Tournament(RandomStream random) => _parents[Math.Min(random.Next(_parents.Length), random.Next(_parents.Length))];
}
