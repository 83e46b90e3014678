using System.Collections.Immutable;

namespace Nas.Model.Spaces.Topology;

/// <summary>An architecture as JSON: what a person or another program needs to rebuild the network, and its identity and costs.</summary>
/// <param name="Text">The canonical text.</param>
/// <param name="Madds">Multiply-Adds for one image.</param>
public sealed record ArchitectureDocument(string Space, string Text, long Madds, long Parameters, ImmutableArray<StageDocument> Stages)
{
    public static ArchitectureDocument Of(TopologySpace space, Architecture architecture) =>
        new(
            space.Name,
            space.Format(architecture),
            space.MAdds.Of(architecture),
            space.Parameters.Of(architecture),
            [
                .. space.Spec.Stages.Select(
                    (stage, index) => new StageDocument(space.Sides[index], stage.Width, stage.Nodes, EdgesOf(space, architecture, index))
                ),
            ]
        );

    /// <exception cref="UserException">The text is not the JSON form of an architecture of this space; the sentence says where and
    /// why.</exception>
    public static Architecture Read(TopologySpace space, string json) => DocumentJson.Read<ArchitectureDocument>(json).Resolve(space);

    public string ToJson() => DocumentJson.Text(this);

    private Architecture Resolve(TopologySpace space)
    {
        if (Space != space.Name)
            throw Wrong(space, $"it is of space {Space}");
        if (Stages.IsDefault || Stages.Length != space.Spec.Stages.Length)
            throw Wrong(space, $"it must have {space.Spec.Stages.Length} stages");
        var choices = new int[space.Edges.Length];
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            if (Stages[stage] is not { Edges.IsDefault: false } given)
                throw Wrong(space, $"stage {stage + 1} has no edges");
            var seen = new HashSet<TopologyEdge>();
            foreach (var edge in given.Edges)
            {
                if (edge is null)
                    throw Wrong(space, $"stage {stage + 1} has an edge that is null");
                var at = space.Edges.IndexOf(new TopologyEdge(stage, edge.From, edge.To));
                if (at < 0)
                    throw Wrong(space, $"stage {stage + 1} can have no edge from node {edge.From} to node {edge.To}");
                var option = edge.Operation == TopologySpace.None ? -1 : space.Decisions[at].Options.IndexOf(edge.Operation);
                if (option < 0)
                    throw Wrong(space, $"edge {space.Decisions[at].Name} cannot carry '{edge.Operation}'");
                if (!seen.Add(space.Edges[at]))
                    throw Wrong(space, $"edge {space.Decisions[at].Name} is there twice");
                choices[at] = option;
            }
            var missing = space.Edges.FirstOrDefault(edge => edge.Stage == stage && edge.IsChain && !seen.Contains(edge));
            if (missing.IsChain)
                throw Wrong(space, $"stage {stage + 1} lacks its chain edge from node {missing.From} to node {missing.To}");
        }
        var architecture = new Architecture([.. choices]);
        // The rest only repeats what the edges say: a file whose parts disagree was altered by hand, and nobody knows which part is meant.
        var expected = Of(space, architecture);
        var agrees =
            (Text, Madds, Parameters) == (expected.Text, expected.Madds, expected.Parameters)
            && Stages.Zip(expected.Stages).All(pair => pair.First with { Edges = pair.Second.Edges } == pair.Second);
        if (agrees)
            return architecture;
        throw Wrong(
            space,
            $"its edges make the architecture '{expected.Text}' of {expected.Madds} MAdds and {expected.Parameters} parameters, "
                + "and its other members say something else"
        );
    }

    private static ImmutableArray<EdgeDocument> EdgesOf(TopologySpace space, Architecture architecture, int stage) =>
        [
            .. space
                .Edges.Select((edge, index) => (edge, operation: space.OperationOf(architecture, index)))
                .Where(pair => pair.edge.Stage == stage && pair.operation is not null)
                .Select(pair => new EdgeDocument(pair.edge.From, pair.edge.To, pair.operation!.Name)),
        ];

    private static UserException Wrong(TopologySpace space, string what) =>
        new($"This JSON is not an architecture of {space.Name}: {what}.");
}

/// <param name="Side">Pixels of a side of the stage's feature maps.</param>
/// <param name="Width">Channels.</param>
/// <param name="Nodes">Node 0 is the output of the stage's entry block.</param>
public sealed record StageDocument(int Side, int Width, int Nodes, ImmutableArray<EdgeDocument> Edges);

public sealed record EdgeDocument(int From, int To, string Operation);
