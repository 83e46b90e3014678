using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Methods.CrNas;

/// <summary>
/// A reallocated backbone under its detector as JSON, with what another program needs to build it, beside the unmodified backbone and the
/// result of the stage search alone.
/// </summary>
/// <param name="Text">Dilations stage by stage: <see cref="ReallocatedBackbone"/>.</param>
/// <param name="Madds">Multiply-Adds of the whole detector for one image.</param>
/// <param name="Parts">Costs of its parts, which add up to these.</param>
/// <param name="StageOnly">The same blocks, every dilation 1.</param>
/// <param name="Baseline">The unmodified backbone.</param>
public sealed record ReallocationDocument(
    string Backbone,
    string Text,
    long Madds,
    long Parameters,
    ImmutableArray<PartDocument> Parts,
    ImmutableArray<ReallocatedStage> Stages,
    DetectorDocument Detector,
    ReallocatedDetector StageOnly,
    ReallocatedDetector Baseline
)
{
    /// <summary>The result of the search, by itself.</summary>
    [JsonIgnore]
    public ReallocatedDetector Full => new(Text, Madds, Parameters, Parts, Stages);

    /// <exception cref="UserException">The backbone is unknown.</exception>
    public static ReallocationDocument Of(CrNasSettings settings, ReallocatedBackbone found) =>
        Of(settings.Backbone.Name, DetectorDocument.Of(settings), found);

    /// <exception cref="UserException">The text is not the JSON form of such a detector, or its parts disagree; the sentence says where and
    /// why.</exception>
    public static ReallocationDocument Read(string json)
    {
        var document = DocumentJson.Read<ReallocationDocument>(json);
        var found = ReallocatedBackbone.Parse(document.Text);
        if (!found.IsComplete)
            throw new UserException($"This JSON is no result of a reallocation: '{document.Text}' has undecided blocks.");
        // All the rest follows: a file whose parts disagree was edited, and nobody knows which part is meant.
        var expected = Of(document.Backbone, document.Detector, found);
        if (expected.ToJson() == document.ToJson())
            return document;
        throw new UserException(
            $"This JSON contradicts itself: {document.Detector.Name} on {document.Backbone} with '{document.Text}' has {expected.Madds} MAdds and "
                + $"{expected.Parameters} parameters, and other members say something else."
        );
    }

    public string ToJson() => DocumentJson.Text(this);

    private static ReallocationDocument Of(string backbone, DetectorDocument detector, ReallocatedBackbone found)
    {
        var shape = BackboneShapes.Find(backbone);
        ReallocatedDetector Detector(ReallocatedBackbone network) => ReallocatedDetector.Of(detector, shape, network);
        var full = Detector(found);
        return new ReallocationDocument(
            BackboneShapes.NameOf(backbone),
            full.Text,
            full.Madds,
            full.Parameters,
            full.Parts,
            full.Stages,
            detector,
            Detector(ReallocatedBackbone.Plain(found.Blocks)),
            Detector(ReallocatedBackbone.Plain(shape.Blocks))
        );
    }
}

/// <summary>The detector without its backbone, and the image that costs are counted for.</summary>
/// <param name="Classes">Number of classes, with the background.</param>
/// <param name="Width">Channels of the feature pyramid.</param>
/// <param name="Proposals">Boxes that the box head is counted for.</param>
public sealed record DetectorDocument(
    string Name,
    int Classes,
    int Width,
    int HeadWidth,
    int HeadDepth,
    int ImageHeight,
    int ImageWidth,
    int Proposals
)
{
    public static DetectorDocument Of(CrNasSettings settings)
    {
        var (shape, constraint) = (ReallocationPhaseSpaces.DetectorShapeOf(settings), settings.Constraint);
        return new DetectorDocument(
            shape.Name,
            shape.Classes,
            shape.Width,
            shape.HeadWidth,
            shape.HeadDepth,
            constraint.Height,
            constraint.Width,
            constraint.Proposals
        );
    }

    internal DetectorShape Shape =>
        DetectorShape.Find(Name) with
        {
            Classes = Classes,
            Width = Width,
            HeadWidth = HeadWidth,
            HeadDepth = HeadDepth,
        };
}

/// <summary>A detector on one reallocated backbone.</summary>
public sealed record ReallocatedDetector(
    string Text,
    long Madds,
    long Parameters,
    ImmutableArray<PartDocument> Parts,
    ImmutableArray<ReallocatedStage> Stages
)
{
    internal static ReallocatedDetector Of(DetectorDocument detector, IBackboneShape backbone, ReallocatedBackbone network)
    {
        var body = backbone.WithBlocks(network.Blocks);
        var cost = DetectorCost.Of(detector.Shape, body, detector.ImageHeight, detector.ImageWidth, detector.Proposals);
        var channels = body.Features(new Cost.LayerList(3, detector.ImageHeight, detector.ImageWidth)).Select(map => map.Channels);
        return new ReallocatedDetector(
            network.ToString(),
            cost.Total.MAdds,
            cost.Total.Parameters,
            [.. cost.Parts.Select(part => new PartDocument(part.Name, part.Total.MAdds, part.Total.Parameters))],
            [
                .. channels.Select(
                    (count, stage) =>
                        new ReallocatedStage(
                            ReallocatedBackbone.StrideOf(stage),
                            count,
                            network.Blocks[stage],
                            network.StageDilations(stage)
                        )
                ),
            ]
        );
    }
}

/// <param name="Name">backbone, fpn, rpn, heads.</param>
public sealed record PartDocument(string Name, long Madds, long Parameters);

/// <param name="Stride">Pixels of the image for one of the stage's output.</param>
/// <param name="Channels">Channels of the stage's output.</param>
/// <param name="Dilations">Dilation of each block's 3x3 convolution.</param>
public sealed record ReallocatedStage(int Stride, int Channels, int Blocks, ImmutableArray<int> Dilations);
