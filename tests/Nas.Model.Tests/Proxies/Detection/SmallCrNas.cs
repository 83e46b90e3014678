using Nas.Model.Data.Detection.Loading;
using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Export;
using Nas.Model.Networks.Layers;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using TorchSharp;

namespace Nas.Model.Tests.Proxies.Detection;

/// <summary>A CR-NAS search small enough for a test.</summary>
internal static class SmallCrNas
{
    public static readonly CrNasSettings Settings = new()
    {
        Name = "small",
        Seed = 5,
        Data = new() { Name = "procedural-detection", TrainImages = 12, ValidationImages = 9, TestImages = 2, ShortSide = 64, LongSide = 96 },
        Backbone = new() { Name = "resnet_small" },
        Detector = new()
        {
            Width = 16, HeadWidth = 32, HeadDepth = 1, FinestAnchor = 8, AnchorsPerLevel = 200, Proposals = 200, LeastScore = 0, DetectionsPerImage = 300,
        },
        Constraint = new() { Blocks = 6, Height = 64, Width = 64 },
        Proxy = new() { Images = 5, Batch = 2, RecalibrationBatches = 2, RecalibrationBatch = 3, Metric = "ap50" },
    };

    public static CrNasContext Context(CrNasSettings settings) =>
        new(settings, new ReallocationPhaseSpaces(settings), DetectionCatalog.Open(settings.Data, settings.Seed), torch.CPU);

    /// <summary>Writes weights that were never trained, all layers' own statistics included.</summary>
    public static void WriteWeights(string path, SupernetDetector network, long seed)
    {
        LayerState.Fill(network.Tensors, seed, run: 0);
        SafetensorsFile.Write(path, network.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal));
    }
}
