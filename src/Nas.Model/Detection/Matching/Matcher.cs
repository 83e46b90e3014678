using Nas.Model.Detection.Boxes;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Matching;

/// <summary>Chooses the object that a box learns (Ren et al., 2015): the one that it overlaps most, where that is enough.</summary>
/// <param name="Low">A box whose best overlap is below belongs to the background.</param>
/// <param name="High">A box whose best overlap is at least this belongs to its object; between the two limits it is ignored.</param>
/// <param name="KeepBest">The boxes that overlap an object most belong to their best object, however little that is.</param>
public sealed record Matcher(double Low, double High, bool KeepBest)
{
    public const long Background = -1,
        Ignored = -2;

    private static readonly Scalar BackgroundScalar = Background,
        IgnoredScalar = Ignored;

    /// <summary>
    /// The number of each box's object (boxes N x 4) among <paramref name="objects"/> (M x 4), or <see cref="Background"/> or
    /// <see cref="Ignored"/>.
    /// </summary>
    public Tensor Match(Tensor objects, Tensor boxes)
    {
        if (objects.shape[0] == 0)
            return full([boxes.shape[0]], BackgroundScalar, int64, boxes.device);
        using var scope = NewDisposeScope();
        using Scalar low = Low;
        using Scalar high = High;
        var overlaps = BoxGeometry.Iou(objects, boxes);
        var (best, index) = overlaps.max(0);
        var matched = index.masked_fill(best.lt(high), IgnoredScalar).masked_fill_(best.lt(low), BackgroundScalar);
        if (!KeepBest)
            return matched.MoveToOuterDisposeScope();
        var top = overlaps.max(1).Item1.unsqueeze(1);
        var isTop = overlaps.eq(top).logical_and_(top.gt(Scalars.Zero)).any(0);
        return where(isTop, index, matched).MoveToOuterDisposeScope();
    }
}
