using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;
using Nas.Model.Spaces.Topology;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Prints the parts of a space, and the costs of its architectures.</summary>
public sealed class SpaceDescribeCommand : LangevinCommand
{
    public SpaceDescribeCommand(Terminal terminal)
        : base("describe", "Stages, operations, exact counts, and the range of MAdds and parameters of a space.")
    {
        var preset = SpaceCommand.PresetArgument();
        var (spaces, json) = (new SpaceOptions(), JsonOption());
        Add(preset);
        foreach (var option in spaces.Drawing.Append(json))
            Add(option);
        Examples =
        [
            "langevin space describe st-nas-imagenet --json",
            "langevin space describe toy-cells --plugins samples/plugins --set nodes=5",
        ];
        SetAction(parsed =>
            Print(terminal, parsed.GetValue(json), SpaceDescription.Of(spaces.Open(parsed, parsed.GetRequiredValue(preset))), Text)
        );
    }

    private static string Text(SpaceDescription space)
    {
        var stages = new TextTable("stage", "nodes", "width", "side", "chain edges", "augmented edges");
        foreach (var (index, stage) in space.Stages.Index())
            stages.Add(index + 1, stage.Nodes, stage.Width, stage.Side, stage.ChainEdges, stage.AugmentedEdges);
        return $"""
            {space.Preset}: {space.Input.Channels} x {space.Input.Side} x {space.Input.Side} pixels in, {space.Classes} classes out

            {stages}
            chain edges carry      {string.Join(", ", space.ChainOperations)}
            augmented edges carry  {(
                space.AugmentedOperations.IsEmpty ? "(there are none)" : $"{string.Join(", ", space.AugmentedOperations)}, or are absent"
            )}

            topologies     {space.Topologies:N0}
            architectures  {space.Architectures:N0}{(
                space.Drawing is { } drawing ? $"{Environment.NewLine}drawn by       {drawing}" : ""
            )}
            MAdds          {ScaledNumber.Round(space.Madds.Min)} to {ScaledNumber.Round(space.Madds.Max)}
            parameters     {ScaledNumber.Round(space.Parameters.Min)} to {ScaledNumber.Round(space.Parameters.Max)}
            """;
    }
}

/// <summary>A space as <c>space describe</c> shows it.</summary>
public sealed record SpaceDescription(
    string Preset,
    SpaceInput Input,
    int Classes,
    BigInteger Topologies,
    BigInteger Architectures,
    int Decisions,
    CostEnds Madds,
    CostEnds Parameters,
    ImmutableArray<string> ChainOperations,
    ImmutableArray<string> AugmentedOperations,
    ImmutableArray<SpaceStage> Stages,
    SpaceDrawing? Drawing = null
)
{
    public static SpaceDescription Of(IImageSpace space) =>
        space switch
        {
            TopologySpace topology => Of(topology),
            MacroSpace macro => Of(macro),
            _ => throw new ArgumentException($"The space {space.Name} has no description.", nameof(space)),
        };

    private static SpaceDescription Of(MacroSpace space) =>
        new(
            space.Name,
            new SpaceInput(space.Channels, space.Side),
            space.Classes,
            space.Topologies,
            space.Count,
            space.Decisions.Length,
            CostEnds.Of(space.MAdds),
            CostEnds.Of(space.Parameters),
            space.Decisions[0].Options,
            [],
            [
                .. space
                    .Layers.Index()
                    .GroupBy(layer => layer.Item.Stage)
                    .Select(stage => new SpaceStage(
                        stage.Count() + 1,
                        stage.First().Item.Output,
                        stage.First().Item.Stride,
                        space.SideBehind(stage.First().Index),
                        stage.Count(),
                        0
                    )),
            ]
        );

    private static SpaceDescription Of(TopologySpace space) =>
        new(
            space.Name,
            new SpaceInput(space.Spec.Channels, space.Spec.Side),
            space.Spec.Classes,
            space.Topologies,
            space.Count,
            space.Decisions.Length,
            CostEnds.Of(space.MAdds),
            CostEnds.Of(space.Parameters),
            [.. space.Spec.ChainOperations.Select(operation => operation.Name)],
            [.. space.Spec.AugmentedOperations.Select(operation => operation.Name)],
            [.. space.Spec.Stages.Select((stage, index) => SpaceStage.Of(space, stage, index))],
            SpaceDrawing.Of(new ConstrainedSpace(space, CostRange.Any))
        );
}

/// <param name="Side">Pixels of a side of the square input image.</param>
public sealed record SpaceInput(int Channels, int Side);

/// <param name="Side">Pixels of a side of the stage's feature maps.</param>
public sealed record SpaceStage(int Nodes, int Width, int Stride, int Side, int ChainEdges, int AugmentedEdges)
{
    public static SpaceStage Of(TopologySpace space, StageSpec stage, int index)
    {
        var edges = space.Edges.Where(edge => edge.Stage == index).ToArray();
        return new SpaceStage(
            stage.Nodes,
            stage.Width,
            stage.Stride,
            space.Sides[index],
            edges.Count(edge => edge.IsChain),
            edges.Count(edge => !edge.IsChain)
        );
    }
}
