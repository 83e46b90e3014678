using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Cost;

namespace Nas.Model.Spaces.Topology;

/// <summary>
/// The topology-augmented space of a spec (docs/st-nas.md 2): one decision for each possible edge. A chain edge chooses among the chain
/// operations; an augmented edge is absent (option 0, <c>none</c>) or carries one of the augmented operations.
/// </summary>
public sealed class TopologySpace : IImageSpace, IWeightedSpace
{
    /// <summary>The option of an augmented edge that is absent.</summary>
    public const string None = "none";

    private readonly TopologyText _text;
    private readonly TopologyMeaning _meaning;

    /// <exception cref="ArgumentException">The spec contradicts itself.</exception>
    public TopologySpace(TopologySpec spec, TopologySampling sampling = TopologySampling.Options)
    {
        TopologyRules.Check(spec);
        (Spec, Sampling) = (spec, sampling);
        Edges = [.. spec.Stages.SelectMany((stage, index) => EdgesOf(index, stage.Nodes))];
        Decisions = [.. Edges.Select(edge => new Decision(EdgeName(edge), $"s{edge.Stage + 1}", OptionNames(edge)))];
        Augmented = Edges.Count(edge => !edge.IsChain);
        Count = Decisions.Aggregate(BigInteger.One, (product, decision) => product * decision.Options.Length);
        ChainOnly = Enumerable
            .Range(0, Edges.Length)
            .Where(i => !Edges[i].IsChain)
            .Aggregate(OptionMask.All(this), (mask, edge) => mask.Restrict(edge, 0));
        _text = new TopologyText(this);
        _meaning = new TopologyMeaning(this);

        var layers = TopologyLayers.Input(spec);
        TopologyLayers.Stem(layers, spec);
        var sides = ImmutableArray.CreateBuilder<int>();
        var options = ImmutableArray.CreateBuilder<ImmutableArray<LayerCost>>();
        for (var stage = 0; stage < spec.Stages.Length; stage++)
        {
            TopologyLayers.Entry(layers, spec, stage);
            sides.Add(layers.Height);
            options.AddRange(Edges.Where(edge => edge.Stage == stage).Select(edge => OptionCosts(edge, layers)));
        }
        TopologyLayers.Head(layers, spec);
        Sides = sides.ToImmutable();
        MAdds = Additive(layers.Total, options, cost => cost.MAdds);
        Parameters = Additive(layers.Total, options, cost => cost.Parameters);
    }

    public TopologySpec Spec { get; }

    public TopologySampling Sampling { get; }

    public string Name => Spec.Name;

    public int Channels => Spec.Channels;

    public int Side => Spec.Side;

    public int Classes => Spec.Classes;

    /// <summary>Every possible edge: edge i is decided by decision i.</summary>
    public ImmutableArray<TopologyEdge> Edges { get; }

    public ImmutableArray<Decision> Decisions { get; }

    /// <summary>Pixels of a side of the square feature maps of each stage's nodes.</summary>
    public ImmutableArray<int> Sides { get; }

    public AdditiveCost MAdds { get; }

    public AdditiveCost Parameters { get; }

    ICost ISearchSpace.MAdds => MAdds;

    ICost ISearchSpace.Parameters => Parameters;

    public BigInteger Count { get; }

    /// <summary>Number of edges that may be absent.</summary>
    public int Augmented { get; }

    /// <summary>Number of labelled graphs, whatever their edges carry: 2 to the power of the augmented edges.</summary>
    public BigInteger Topologies => BigInteger.One << Augmented;

    /// <summary>The part of the space without augmented edges.</summary>
    public OptionMask ChainOnly { get; }

    OptionMask? IImageSpace.ChainOnly => ChainOnly;

    /// <summary>The operation that the edge carries; null where it is absent.</summary>
    public EdgeOperation? OperationOf(Architecture architecture, int edge)
    {
        var choice = architecture.Choices[edge];
        if (Edges[edge].IsChain)
            return Spec.ChainOperations[choice];
        return choice == 0 ? null : Spec.AugmentedOperations[choice - 1];
    }

    /// <summary>
    /// With <see cref="TopologySampling.Topology"/>, absence weighs as much as all operations together that an augmented edge may carry.
    /// </summary>
    ImmutableArray<int> IWeightedSpace.WeightsOf(int decision, ImmutableArray<int> allowed)
    {
        var isChoice = Sampling == TopologySampling.Topology && !Edges[decision].IsChain && allowed is [0, _, ..];
        return [.. allowed.Select(option => isChoice && option == 0 ? allowed.Length - 1 : 1)];
    }

    /// <summary>
    /// Stages separated by <c>/</c>, in them nodes 1, 2, ... separated by <c>|</c>, in them the present incoming edges by source joined
    /// with <c>+</c>; an edge is its source node, <c>:</c>, its operation: <c>0:k3e6|0:id+1:k5e3/0:k3e3</c>.
    /// </summary>
    public string Format(Architecture architecture) => _text.Format(architecture);

    public Architecture Parse(string text) => _text.Parse(text);

    public Architecture Canonical(Architecture architecture) => _meaning.Canonical(architecture);

    /// <summary>The architecture's layers one by one, in the order stem, for each stage entry and present edges, head.</summary>
    public NetworkCost CostOf(Architecture architecture)
    {
        var layers = TopologyLayers.Input(Spec);
        TopologyLayers.Stem(layers, Spec);
        for (var stage = 0; stage < Spec.Stages.Length; stage++)
        {
            TopologyLayers.Entry(layers, Spec, stage);
            for (var i = 0; i < Edges.Length; i++)
            {
                if (Edges[i].Stage == stage && OperationOf(architecture, i) is { } operation)
                    TopologyLayers.Edge(layers, Decisions[i].Name, operation);
            }
        }
        TopologyLayers.Head(layers, Spec);
        return new NetworkCost(Format(architecture), Spec.Side, Spec.Side, layers.Layers);
    }

    private static IEnumerable<TopologyEdge> EdgesOf(int stage, int nodes) =>
        from to in Enumerable.Range(1, nodes - 1)
        from @from in Enumerable.Range(0, to)
        select new TopologyEdge(stage, @from, to);

    private static string EdgeName(TopologyEdge edge) => $"s{edge.Stage + 1}/{edge.From}-{edge.To}";

    private ImmutableArray<string> OptionNames(TopologyEdge edge) =>
        edge.IsChain
            ? [.. Spec.ChainOperations.Select(operation => operation.Name)]
            : [None, .. Spec.AugmentedOperations.Select(operation => operation.Name)];

    private ImmutableArray<LayerCost> OptionCosts(TopologyEdge edge, LayerList node) =>
        edge.IsChain
            ? [.. Spec.ChainOperations.Select(operation => OperationCost(operation, node))]
            : [default, .. Spec.AugmentedOperations.Select(operation => OperationCost(operation, node))];

    private static LayerCost OperationCost(EdgeOperation operation, LayerList node)
    {
        var layers = node.Branch();
        TopologyLayers.Edge(layers, "", operation);
        return layers.Total;
    }

    private static AdditiveCost Additive(LayerCost common, IEnumerable<ImmutableArray<LayerCost>> options, Func<LayerCost, long> part) =>
        new(part(common), [.. options.Select(costs => costs.Select(part).ToImmutableArray())]);
}
