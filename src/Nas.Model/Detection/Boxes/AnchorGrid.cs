using System.Collections.Immutable;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Boxes;

/// <summary>
/// Boxes of fixed sizes and ratios at every place of every level of a pyramid (Ren et al., 2015), in the order of level, row, column,
/// ratio, size; with sides rounded to pixels, as torchvision has them.
/// </summary>
/// <param name="FinestSize">Side on the finest level, in pixels; it doubles from level to level.</param>
/// <param name="SizesPerLevel">Sizes between one level's and the next's, a geometric series.</param>
public sealed record AnchorGrid(int FinestSize, int SizesPerLevel)
{
    private static readonly ImmutableArray<double> Ratios = [0.5, 1, 2];

    /// <summary>Anchors of all levels: (sum of rows x columns x ratios x sizes) x 4.</summary>
    /// <param name="levels">The pyramid, finest level first.</param>
    /// <param name="images">The padded images that it comes from.</param>
    public Tensor Of(IReadOnlyList<Tensor> levels, Tensor images)
    {
        using var scope = NewDisposeScope();
        return cat([.. levels.Select((level, index) => Level(level, images, index))]).MoveToOuterDisposeScope();
    }

    private Tensor Level(Tensor level, Tensor images, int index)
    {
        var (rows, columns) = (level.shape[2], level.shape[3]);
        using Scalar across = images.shape[3] / columns;
        using Scalar down = images.shape[2] / rows;
        var places = Scalars.Range(columns, float32, level.device).mul_(across).view(1, -1).expand(rows, columns);
        var lines = Scalars.Range(rows, float32, level.device).mul_(down).view(-1, 1).expand(rows, columns);
        var shifts = stack([places, lines, places, lines], -1).view(-1, 1, 4);
        return shifts.add(tensor(Base(index), float32, level.device).view(1, -1, 4), Scalars.One).view(-1, 4);
    }

    private double[] Base(int level) =>
        [
            .. from ratio in Ratios
            from size in Enumerable.Range(0, SizesPerLevel)
            let side = FinestSize * Math.Pow(2, level + ((double)size / SizesPerLevel))
            let halfWidth = Math.Round(side / Math.Sqrt(ratio) / 2)
            let halfHeight = Math.Round(side * Math.Sqrt(ratio) / 2)
            from corner in new[] { -halfWidth, -halfHeight, halfWidth, halfHeight }
            select corner,
        ];
}
