using System.Collections.Immutable;
using System.CommandLine;
using Nas.Model.Cost.Detection;

namespace Seed.Output;

/// <summary>The cost of a detector, as <c>cost</c> shows it.</summary>
public sealed record DetectorDescription(
    string Detector,
    string Backbone,
    ImmutableArray<int> Blocks,
    InputSize Input,
    int Proposals,
    int Classes,
    long Madds,
    long Parameters,
    ImmutableArray<PartDescription> Parts
)
{
    internal DetectorDescription(
        string detector,
        string backbone,
        ImmutableArray<int> blocks,
        InputSize input,
        int proposals,
        int classes,
        DetectorCost cost,
        bool layers
    )
        : this(
            detector,
            backbone,
            blocks,
            input,
            proposals,
            classes,
            cost.Total.MAdds,
            cost.Total.Parameters,
            [.. cost.Parts.Select(part => PartDescription.Of(part, layers))]
        ) { }
}

/// <param name="Layers">Only where asked for.</param>
public sealed record PartDescription(string Name, long Madds, long Parameters, ImmutableArray<LayerDescription>? Layers)
{
    public static PartDescription Of(CostPart part, bool layers) =>
        new(part.Name, part.Total.MAdds, part.Total.Parameters, layers ? [.. part.Layers.Select(LayerDescription.Of)] : null);
}
