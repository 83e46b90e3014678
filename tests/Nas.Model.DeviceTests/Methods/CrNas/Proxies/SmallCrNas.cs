using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Data.Images;
using Nas.Model.Detection;
using Nas.Model.Methods.CrNas;
using Nas.Model.Networks.Layers;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using TorchSharp;

namespace Nas.Model.DeviceTests.Methods.CrNas.Proxies;

/// <summary>A CR-NAS search small enough for a test.</summary>
internal static class SmallCrNas
{
    public static readonly CrNasSettings Settings = new()
    {
        Name = "small",
        Seed = 5,
        Data = new()
        {
            Name = "procedural-detection",
            TrainImages = 12,
            ValidationImages = 9,
            TestImages = 2,
            ShortSide = 64,
            LongSide = 96,
        },
        Backbone = new() { Name = "resnet_small" },
        Detector = new()
        {
            Width = 16,
            HeadWidth = 32,
            HeadDepth = 1,
            FinestAnchor = 8,
            AnchorsPerLevel = 100,
            Proposals = 100,
            LeastScore = 0,
            DetectionsPerImage = 150,
        },
        Constraint = new()
        {
            Blocks = 6,
            Height = 64,
            Width = 64,
        },
        Proxy = new()
        {
            Images = 5,
            Batch = 2,
            RecalibrationBatches = 2,
            RecalibrationBatch = 3,
            Metric = "ap50",
        },
    };

    /// <summary>A context whose validation images are full of objects, so that even a network that was never trained finds some.</summary>
    public static CrNasContext Context(CrNasSettings settings)
    {
        var data = DetectionCatalog.Open(settings.Data, settings.Seed);
        var validation = new Relabelled(data.Validation, image => Grid(image.Width, image.Height));
        return new CrNasContext(settings, new ReallocationPhaseSpaces(settings), data with { Validation = validation }, torch.CPU);
    }

    /// <summary>Writes weights that were never trained, all layers' own statistics included.</summary>
    public static void WriteWeights(string path, SupernetDetector network, long seed)
    {
        LayerState.Fill(network.Tensors, seed, run: 0);
        LayerFile.Write(path, network.Tensors);
    }

    /// <summary>Squares of three sizes, overlapping, of all categories.</summary>
    private static IEnumerable<LabelledObject> Grid(int width, int height)
    {
        var id = 0;
        foreach (var side in new[] { 16, 32, 64 })
        {
            for (var y = 0; y + side <= height; y += side / 2)
            {
                for (var x = 0; x + side <= width; x += side / 2)
                    yield return new LabelledObject(++id, id % 4, new Box(x, y, side, side), side * side);
            }
        }
    }
}

/// <summary>The same images with other objects.</summary>
internal sealed class Relabelled(IDetectionDataset data, Func<LabelledImage, IEnumerable<LabelledObject>> objects) : IDetectionDataset
{
    public string Name => data.Name;

    public DetectionSet Labels { get; } =
        data.Labels with
        {
            Images = [.. data.Labels.Images.Select(image => image with { Objects = [.. objects(image)] })],
        };

    public DecodedImage Load(int index) => data.Load(index);
}
