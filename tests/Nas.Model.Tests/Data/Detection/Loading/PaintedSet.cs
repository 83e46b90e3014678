using System.Collections.Immutable;
using Nas.Model.Data;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Data.Detection.Masks;
using Nas.Model.Data.Images;

namespace Nas.Model.Tests.Data.Detection.Loading;

/// <summary>Images of several sizes in memory: black, with one white rectangle each, which is the object and its mask.</summary>
internal sealed class PaintedSet(params (int Height, int Width, Box Box)[] images) : IDetectionDataset
{
    public string Name => "painted";

    public int? Broken { get; init; }

    public DetectionSet Labels { get; init; } =
        new(
            [.. images.Select((image, i) => new LabelledImage(i + 1, $"{i}.png", image.Width, image.Height, [Object(i, image)]))],
            [new LabelledCategory(1, "cat"), new LabelledCategory(2, "dog")],
            []
        );

    public DecodedImage Load(int index)
    {
        if (index == Broken)
            throw new DamagedFileException($"{index}.png is broken.");
        var (height, width, box) = images[index];
        var mask = Fill(height, width, box);
        return new DecodedImage(new ImageShape(3, height, width), [.. mask, .. mask, .. mask]);
    }

    private static LabelledObject Object(int i, (int Height, int Width, Box Box) image)
    {
        var mask = RunLengthMask.FromPixels(Fill(image.Height, image.Width, image.Box), image.Width);
        return new LabelledObject(i + 1, i % 2, image.Box, image.Box.Area, Shape: new MaskSegmentation(mask));
    }

    private static byte[] Fill(int height, int width, Box box)
    {
        var pixels = new byte[height * width];
        for (var y = (int)box.Y; y < box.Bottom; y++)
            pixels.AsSpan((y * width) + (int)box.X, (int)box.Width).Fill(255);
        return pixels;
    }
}
