using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Boxes;

/// <summary>
/// Non-maximum suppression: a box is dropped if a kept one with a better score overlaps it more than a threshold. Computed a tile of
/// boxes at a time; inside a tile the greedy answer is the fixed point of "kept if no kept box before it overlaps it", which whole-tile
/// steps reach (Zheng et al., 2020, Cluster-NMS), since each step settles at least one more box.
/// </summary>
public static class Suppression
{
    /// <summary>Elements of a tile's overlaps: a few of these matrices are in memory at a time.</summary>
    private const long TileElements = 1 << 22;

    private const long SmallestTile = 64,
        LargestTile = 2048;

    /// <summary>Indices of the kept boxes, best first; of equal scores the earlier box is the better one.</summary>
    /// <param name="boxes">Boxes x 4.</param>
    /// <param name="scores">One for each box.</param>
    /// <param name="classes">Class numbers: boxes of different classes do not see each other; null: all of one class.</param>
    public static Tensor Keep(Tensor boxes, Tensor scores, double threshold, Tensor? classes = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var count = boxes.shape[0];
        var order = scores.sort(0, descending: true, stable: true).Item2;
        var sorted = boxes.index_select(0, order);
        var sortedClasses = classes?.index_select(0, order);
        var kept = ones(count, @bool, boxes.device);
        var size = Math.Clamp(TileElements / Math.Max(1, count), SmallestTile, LargestTile);
        for (var start = 0L; start < count; start += size)
        {
            using var tile = NewDisposeScope();
            KeepTile(sorted, sortedClasses, kept, (start, Math.Min(size, count - start)), threshold);
        }
        return order.masked_select(kept).MoveToOuterDisposeScope();
    }

    /// <summary>Settles the boxes of one tile and drops the later boxes that they suppress.</summary>
    private static void KeepTile(Tensor boxes, Tensor? classes, Tensor kept, (long Start, long Count) tile, double threshold)
    {
        using Scalar most = threshold;
        var rest = boxes.shape[0] - tile.Start;
        var overlaps = BoxGeometry.Iou(boxes.narrow(0, tile.Start, tile.Count), boxes.narrow(0, tile.Start, rest)).gt(most);
        if (classes is not null)
        {
            overlaps.logical_and_(
                classes.narrow(0, tile.Start, tile.Count).unsqueeze(1).eq(classes.narrow(0, tile.Start, rest).unsqueeze(0))
            );
        }
        var own = kept.narrow(0, tile.Start, tile.Count);
        own.copy_(FixedPoint(overlaps.narrow(1, 0, tile.Count).triu(1), own));
        if (rest == tile.Count)
            return;
        var dropped = overlaps.narrow(1, tile.Count, rest - tile.Count).logical_and(own.unsqueeze(1)).any(0);
        kept.narrow(0, tile.Start + tile.Count, rest - tile.Count).logical_and_(dropped.logical_not_());
    }

    /// <param name="suppresses">Tells for boxes i and j if i, when kept, drops the later box j.</param>
    /// <param name="candidates">Boxes that nothing has dropped so far.</param>
    private static Tensor FixedPoint(Tensor suppresses, Tensor candidates)
    {
        var kept = candidates;
        while (true)
        {
            var next = suppresses.logical_and(kept.unsqueeze(1)).any(0).logical_not_().logical_and_(candidates);
            if (!next.ne(kept).any().item<bool>())
                return next;
            kept = next;
        }
    }
}
