using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Boxes;

/// <summary>A feature map (images x channels x H x W) and its pixels for one pixel of the image: 1/4 for stride 4.</summary>
public sealed record ScaledMap(Tensor Map, double Scale);

/// <summary>The bins and samples that are read from a map for each box.</summary>
/// <param name="Height">Bins in a column.</param>
/// <param name="Width">Bins in a row.</param>
/// <param name="Samples">Sampling points of a bin along each axis; 0: as many as make them at most one pixel of the map apart.</param>
/// <param name="Aligned">Pixel centres lie at half numbers; else boxes are shifted by half a pixel and have sides of at least one.</param>
public sealed record RoiAlignOptions(int Height, int Width, int Samples, bool Aligned);

/// <summary>
/// RoIAlign (He et al., 2017): each bin of a box is the mean of bilinear samples. Sampling is separable: a bin's row coordinates and
/// column coordinates each come with a weight, so that all boxes of all maps are read together, one pair of corners at a time.
/// Differentiable with respect to the maps, not to the boxes.
/// </summary>
public static class RoiAlign
{
    /// <param name="maps">Maps of the same number of channels.</param>
    /// <param name="boxes">Boxes x 4, in pixels of the image.</param>
    /// <param name="images">Number of the image of each box.</param>
    /// <param name="levels">Number of the map of each box.</param>
    /// <returns>Boxes x channels x height x width.</returns>
    public static Tensor Pool(IReadOnlyList<ScaledMap> maps, Tensor boxes, Tensor images, Tensor levels, RoiAlignOptions options)
    {
        using var scope = NewDisposeScope();
        var channels = maps[0].Map.shape[1];
        var pixels = cat([.. maps.Select(map => map.Map.permute(0, 2, 3, 1).reshape(-1, channels))]);
        var sum = zeros([boxes.shape[0] * options.Height * options.Width, channels], pixels.dtype, pixels.device);
        var (rows, columns) = Corners(maps, boxes.detach(), images, levels, options);
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < columns.Count; j++)
                sum = sum.add(Read(pixels, rows, i, columns, j), Scalars.One);
        }
        return sum.view(boxes.shape[0], options.Height, options.Width, channels).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>One corner of one sampling point of all bins, weighted: bins x channels.</summary>
    private static Tensor Read(Tensor pixels, Axis rows, int i, Axis columns, int j)
    {
        using var scope = NewDisposeScope();
        var index = rows.Index.select(2, i).unsqueeze(2).add(columns.Index.select(2, j).unsqueeze(1), Scalars.One).view(-1);
        var weight = rows.Weight.select(2, i).unsqueeze(2).mul(columns.Weight.select(2, j).unsqueeze(1)).view(-1, 1);
        return pixels.index_select(0, index).mul_(weight.to_type(pixels.dtype)).MoveToOuterDisposeScope();
    }

    private static (Axis Rows, Axis Columns) Corners(
        IReadOnlyList<ScaledMap> maps,
        Tensor boxes,
        Tensor images,
        Tensor levels,
        RoiAlignOptions options
    )
    {
        var shapes = maps.Select(map => map.Map.shape).ToArray();
        var firsts = new long[maps.Count];
        for (var i = 1; i < firsts.Length; i++)
            firsts[i] = firsts[i - 1] + (shapes[i - 1][0] * shapes[i - 1][2] * shapes[i - 1][3]);
        Tensor PerBox(Array values) => from_array(values, boxes.device).index_select(0, levels);
        var heights = PerBox(shapes.Select(shape => shape[2]).ToArray());
        var widths = PerBox(shapes.Select(shape => shape[3]).ToArray());
        using Scalar shift = options.Aligned ? 0.5 : 0;
        var sides = boxes.mul(PerBox(maps.Select(map => map.Scale).ToArray()).to_type(boxes.dtype).unsqueeze(1)).sub(shift).unbind(1);

        var rows = Axis.Of(sides[1], sides[3], heights, options.Height, options);
        var columns = Axis.Of(sides[0], sides[2], widths, options.Width, options);
        // A row becomes the number of its first pixel among the pixels of all maps.
        var first = images.mul(heights).mul_(widths).add_(PerBox(firsts), Scalars.One).view(-1, 1, 1);
        return (rows with { Index = rows.Index.mul(widths.view(-1, 1, 1)).add_(first, Scalars.One) }, columns);
    }

    /// <summary>The positions that the bins of every box read along one axis, and their weights: both boxes x bins x corners.</summary>
    private sealed record Axis(Tensor Index, Tensor Weight)
    {
        public int Count => (int)Index.shape[2];

        /// <param name="from">Lower ends of the boxes in pixels of their maps.</param>
        /// <param name="limits">Pixels of their maps.</param>
        public static Axis Of(Tensor from, Tensor to, Tensor limits, int bins, RoiAlignOptions options)
        {
            using Scalar sampled = options.Samples;
            using Scalar divisor = bins;
            var size = options.Aligned ? to.sub(from) : to.sub(from).clamp_(min: Scalars.One);
            var bin = size.div(divisor).view(-1, 1, 1);
            var counts = (options.Samples > 0 ? full_like(from, sampled) : bin.view(-1).ceil().clamp_(min: Scalars.Zero)).view(-1, 1, 1);
            var most =
                options.Samples > 0
                    ? options.Samples
                    : Math.Max(1, counts.numel() == 0 ? 1 : (int)counts.max().to_type(int64).item<long>());
            var samples = Scalars.Range(most, from.dtype, from.device).view(1, 1, -1);
            var starts = from.view(-1, 1, 1).add(Scalars.Range(bins, from.dtype, from.device).view(1, -1, 1).mul(bin), Scalars.One);
            var places = starts.add(samples.add(Scalars.Half, Scalars.One).mul(bin).div(counts), Scalars.One);

            // A point more than a pixel outside counts as zero; nearer ones take the border's value.
            var last = limits.view(-1, 1, 1).sub(Scalars.One);
            var inside = places.ge(Scalars.MinusOne).logical_and_(places.le(limits.view(-1, 1, 1))).logical_and_(samples.lt(counts));
            var point = places.clamp(min: Scalars.Zero).minimum(last.to_type(from.dtype)).where(inside, zeros_like(places));
            var low = point.floor();
            var share = inside.to_type(from.dtype).div_(counts.clamp(min: Scalars.One));
            var upper = point.sub(low);
            var index = low.to_type(int64);
            return new Axis(
                cat([index, index.add(Scalars.One, Scalars.One).minimum(last)], 2),
                cat([upper.neg().add_(Scalars.One, Scalars.One).mul_(share), upper.mul(share)], 2)
            );
        }
    }
}
