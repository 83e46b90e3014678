using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Detection;
using Nas.Model.Networks;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Detection;

/// <summary>Detectors small enough for a test, and images of rectangles for them to find.</summary>
internal static class SmallDetectors
{
    public const int Side = 96;

    public static readonly ImmutableArray<string> Colours = ["red", "green", "blue"];

    public static DetectorShape Shape(string kind) =>
        DetectorShape.Find(kind) with
        {
            Classes = 1 + Colours.Length,
            Width = 32,
            HeadWidth = 64,
            MaskSide = 7,
            HeadDepth = 2,
        };

    public static Detector Create(string kind, long seed, NormSwitch? norm = null)
    {
        var backbone = Backbone.Create(
            BackboneShapes.Find("resnet_small").WithBlocks([1, 1, 1, 1]),
            new BackboneOptions { Norm = new NormOptions { Switch = norm ?? new NormSwitch { Mode = NormMode.Record } } },
            CPU
        );
        return Create(kind, seed, backbone);
    }

    public static Detector Create(string kind, long seed, IStagedNetwork backbone)
    {
        var options = new DetectorOptions
        {
            FinestAnchor = 12,
            AnchorsPerLevel = 200,
            Proposals = 100,
            SampledAnchors = 64,
            SampledBoxes = 32,
        };
        var detector = Detector.Create(Shape(kind), options, backbone, CPU);
        LayerState.Fill(LayerState.Of(detector), seed, run: 0);
        return detector;
    }

    public static ImmutableArray<Tensor> Stages(this Detector detector, Tensor images)
    {
        var backbone = (Backbone)detector.Backbone;
        return backbone.call(images, backbone.Undilated);
    }

    /// <summary>Images with one to three rectangles on noise, of three colours, which are their classes.</summary>
    public static DetectionBatch Rectangles(int count, long seed, bool masks = false)
    {
        var random = RandomStream.For(seed, "rectangles");
        var pixels = new float[count, 3, Side, Side];
        var targets = ImmutableArray.CreateBuilder<ImageTargets>();
        for (var image = 0; image < count; image++)
        {
            for (var i = 0; i < 3 * Side * Side; i++)
                pixels[image, i / (Side * Side), i / Side % Side, i % Side] = (float)(0.2 * random.NextDouble());
            var objects = 1 + random.Next(3);
            var boxes = new float[objects, 4];
            var labels = new long[objects];
            var filled = new float[objects, Side, Side];
            for (var o = 0; o < objects; o++)
            {
                // Each object in a strip of its own, so that none hides another.
                var (strip, width, height) = (Side / objects, 10 + random.Next((Side / objects) - 12), 12 + random.Next(50));
                var (left, top) = ((o * strip) + random.Next(strip - width), random.Next(Side - height));
                (boxes[o, 0], boxes[o, 1], boxes[o, 2], boxes[o, 3]) = (left, top, left + width, top + height);
                var colour = random.Next(Colours.Length);
                labels[o] = 1 + colour;
                for (var y = top; y < top + height; y++)
                {
                    for (var x = left; x < left + width; x++)
                        (pixels[image, colour, y, x], filled[o, y, x]) = (1, 1);
                }
            }
            targets.Add(new ImageTargets(tensor(boxes), tensor(labels), masks ? tensor(filled) : null));
        }
        return new DetectionBatch(tensor(pixels), [.. Enumerable.Repeat(new ImageSize(Side, Side), count)], targets.ToImmutable());
    }
}
