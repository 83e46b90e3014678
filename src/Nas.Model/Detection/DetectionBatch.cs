using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Nas.Model.Detection;

/// <summary>Pixels of an image before it was padded to its minibatch's size.</summary>
public readonly record struct ImageSize(int Height, int Width);

/// <summary>The objects of one image.</summary>
/// <param name="Boxes">Objects x 4: x1, y1, x2, y2 in pixels.</param>
/// <param name="Labels">Class numbers from 1; 0 is the background.</param>
/// <param name="Masks">Objects x H x W of 0 and 1, padded like the image; null where there are none.</param>
public sealed record ImageTargets(Tensor Boxes, Tensor Labels, Tensor? Masks = null);

/// <summary>Images of one minibatch (images x 3 x H x W, padded below and on the right) and their objects.</summary>
public sealed record DetectionBatch(Tensor Images, ImmutableArray<ImageSize> Sizes, ImmutableArray<ImageTargets> Targets);

/// <summary>Objects that a detector found in one image, best first.</summary>
/// <param name="Boxes">Found x 4, in pixels.</param>
/// <param name="Scores">Scores from 0 to 1.</param>
/// <param name="Labels">Class numbers from 1.</param>
/// <param name="Masks">Found x side x side: probabilities inside each box; null without a mask head.</param>
public sealed record Detections(Tensor Boxes, Tensor Scores, Tensor Labels, Tensor? Masks = null);

/// <summary>Rules by which a detector samples while it trains and filters its detections. The defaults are the usual values.</summary>
public sealed record DetectorOptions
{
    /// <summary>Side of an anchor on the finest level of the pyramid, in pixels; it doubles from level to level.</summary>
    public int FinestAnchor { get; init; } = 32;

    /// <summary>Best anchors of each level that suppression looks at.</summary>
    public int AnchorsPerLevel { get; init; } = 1000;

    /// <summary>Boxes that go from the proposal network to the heads.</summary>
    public int Proposals { get; init; } = 1000;

    /// <summary>Overlap at which a proposal suppresses a worse one.</summary>
    public double ProposalOverlap { get; init; } = 0.7;

    /// <summary>Anchors of an image that the proposal network trains on.</summary>
    public int SampledAnchors { get; init; } = 256;

    /// <summary>Boxes of an image that the box head trains on.</summary>
    public int SampledBoxes { get; init; } = 512;

    /// <summary>Least score of a detection.</summary>
    public double LeastScore { get; init; } = 0.05;

    /// <summary>Overlap at which a detection suppresses a worse one of its class.</summary>
    public double DetectionOverlap { get; init; } = 0.5;

    /// <summary>Most detections of an image.</summary>
    public int DetectionsPerImage { get; init; } = 100;
}
