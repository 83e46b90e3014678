using System.Collections.Immutable;

namespace Nas.Model.Data.Detection.Masks;

/// <summary>The shape of an object, in one of the forms that annotations have.</summary>
public abstract record Segmentation
{
    /// <summary>The pixels of the shape in an image of this size.</summary>
    public abstract RunLengthMask ToMask(int height, int width);

    /// <summary>The pixels of the shape in this image; a mask has its own pixels, whatever the size of the image.</summary>
    internal RunLengthMask MaskAbout(LabelledImage image) =>
        this is MaskSegmentation { Mask: var mask } ? mask : ToMask(image.Height, image.Width);
}

/// <summary>The union of polygons, which an object in several parts needs.</summary>
/// <param name="Polygons">Each x, y, x, y, ... in pixels, of three points or more; closed from the last to the first.</param>
public sealed record PolygonSegmentation(ImmutableArray<ImmutableArray<double>> Polygons) : Segmentation
{
    public override RunLengthMask ToMask(int height, int width)
    {
        var mask = PolygonRaster.Fill(Polygons[0].AsSpan(), height, width);
        for (var i = 1; i < Polygons.Length; i++)
            mask = mask.Union(PolygonRaster.Fill(Polygons[i].AsSpan(), height, width));
        return mask;
    }
}

/// <summary>Pixels as they are; of an image of one size only.</summary>
public sealed record MaskSegmentation(RunLengthMask Mask) : Segmentation
{
    public override RunLengthMask ToMask(int height, int width) =>
        (Mask.Height, Mask.Width) == (height, width)
            ? Mask
            : throw new ArgumentException($"a mask of {Mask.Height}x{Mask.Width} for an image of {height}x{width}", nameof(height));
}
