using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>The detector without its backbone. The numbers are the usual ones; smaller ones make a detector for processors.</summary>
public sealed record DetectorSettings
{
    /// <summary>faster-rcnn-fpn, mask-rcnn-fpn, retinanet-fpn.</summary>
    [AllowedValues("faster-rcnn-fpn", "mask-rcnn-fpn", "retinanet-fpn")]
    public string Name { get; init; } = "faster-rcnn-fpn";

    /// <summary>Channels of the feature pyramid.</summary>
    [Range(8, 4096)]
    public int Width { get; init; } = 256;

    /// <summary>Width of the two fully connected layers of the box head.</summary>
    [Range(8, 65_536)]
    public int HeadWidth { get; init; } = 1024;

    /// <summary>3x3 convolutions of RetinaNet's heads and of the mask head.</summary>
    [Range(1, 16)]
    public int HeadDepth { get; init; } = 4;

    /// <summary>Side in pixels of an anchor on the finest level.</summary>
    [Range(2, 512)]
    public int FinestAnchor { get; init; } = 32;

    [Range(1, 100_000)]
    public int AnchorsPerLevel { get; init; } = 1000;

    /// <summary>Boxes that go from the proposal network to the heads.</summary>
    [Range(1, 100_000)]
    public int Proposals { get; init; } = 1000;

    /// <summary>Anchors of an image that the proposal network trains on.</summary>
    [Range(1, 100_000)]
    public int SampledAnchors { get; init; } = 256;

    /// <summary>Boxes of an image that the box head trains on.</summary>
    [Range(1, 100_000)]
    public int SampledBoxes { get; init; } = 512;

    /// <summary>Least score of a detection.</summary>
    [Range(0, 1)]
    public double LeastScore { get; init; } = 0.05;

    [Range(1, 10_000)]
    public int DetectionsPerImage { get; init; } = 100;

    /// <summary>
    /// Equal parts of each minibatch that are trained on side by side, each on a device of its own where the process has so many: the step
    /// goes along the mean of their losses. Results depend on it, but not on the devices.
    /// </summary>
    [Range(1, 64)]
    public int Shards { get; init; } = 1;
}
