using System.Collections.Immutable;

namespace Nas.Model.Cost.Detection;

public enum DetectorKind
{
    /// <summary>Two stages on P2 to P6 (Ren et al., 2015; Lin et al., 2017, feature pyramid networks).</summary>
    FasterRcnn,

    /// <summary>The same with masks (He et al., 2017).</summary>
    MaskRcnn,

    /// <summary>One stage on P3 to P7 (Lin et al., 2017, focal loss).</summary>
    RetinaNet,
}

/// <summary>
/// All of a detector that follows the backbone. The numbers are the usual ones; smaller widths make a detector for processors.
/// </summary>
public sealed record DetectorShape(DetectorKind Kind)
{
    private static readonly ImmutableSortedDictionary<string, DetectorKind> Kinds = new Dictionary<string, DetectorKind>(
        StringComparer.Ordinal
    )
    {
        ["faster-rcnn-fpn"] = DetectorKind.FasterRcnn,
        ["mask-rcnn-fpn"] = DetectorKind.MaskRcnn,
        ["retinanet-fpn"] = DetectorKind.RetinaNet,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static ImmutableArray<string> Names { get; } = [.. Kinds.Keys];

    /// <summary>Classes of objects and the background, which is class 0.</summary>
    public int Classes { get; init; } = 81;

    /// <summary>Channels of the feature pyramid and of all convolutions after it.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Width of the two fully connected layers of the box head.</summary>
    public int HeadWidth { get; init; } = 1024;

    /// <summary>Side of what RoIAlign reads for the box head.</summary>
    public int BoxSide { get; init; } = 7;

    /// <summary>Side of what RoIAlign reads for the mask head; masks have twice that side.</summary>
    public int MaskSide { get; init; } = 14;

    /// <summary>3x3 convolutions of the mask head and of each of RetinaNet's two heads.</summary>
    public int HeadDepth { get; init; } = 4;

    public bool OneStage => Kind == DetectorKind.RetinaNet;

    /// <summary>The stage, from 0, whose output makes the finest level of the pyramid.</summary>
    public int FirstStage => OneStage ? 1 : 0;

    /// <summary>Levels of the pyramid beyond the backbone's last stage.</summary>
    public int ExtraLevels => OneStage ? 2 : 1;

    /// <summary>Anchors at each place of each level: three ratios, in one size or, in RetinaNet, in three.</summary>
    public int Anchors => OneStage ? 9 : 3;

    public string Name => Kinds.First(pair => pair.Value == Kind).Key;

    /// <exception cref="UserException">There is no detector of this name.</exception>
    public static DetectorShape Find(string name)
    {
        if (Kinds.TryGetValue(name, out var kind) || Kinds.TryGetValue(name + "-fpn", out kind))
            return new DetectorShape(kind);
        throw new UserException($"There is no detector '{name}'{Spelling.Hint(name, Names)}: known are {string.Join(", ", Names)}.");
    }
}
