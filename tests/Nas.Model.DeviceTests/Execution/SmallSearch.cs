using Nas.Model.Data;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using TorchSharp;

namespace Nas.Model.DeviceTests.Execution;

/// <summary>A search small enough for unit tests: 12 x 12 grey images, two stages, a few hundred steps a second.</summary>
internal static class SmallSearch
{
    public static TopologySpec Spec { get; } =
        new(
            "small",
            Channels: 1,
            Side: 12,
            Classes: 4,
            StemWidth: 4,
            StemStride: 2,
            [new(3, 4, 1), new(4, 8, 2)],
            HeadWidth: 16,
            [EdgeOperation.Mb(3, 1), EdgeOperation.Mb(3, 2)],
            [EdgeOperation.Identity, EdgeOperation.Mb(3, 1), EdgeOperation.Mb(5, 2)]
        );

    public static StNasSettings Settings { get; } =
        new()
        {
            Name = "small",
            Seed = 7,
            Data = new DataSettings
            {
                Name = "procedural",
                CropPadding = 1,
                Flip = false,
            },
            Space = new SpaceSettings { Preset = "st-nas-fashion" },
            Supernet = new SupernetSettings
            {
                Steps = 12,
                Batch = 16,
                WarmupSteps = 3,
                LearningRate = 0.05,
            },
            Langevin = new LangevinSettings
            {
                Samples = 5,
                Chains = 2,
                BurnIn = 3,
                Thinning = 2,
                Batch = 16,
            },
            Proxy = new ProxySettings
            {
                Images = 60,
                Batch = 25,
                RecalibrationBatches = 3,
                RecalibrationBatch = 16,
            },
            Retrain = new RetrainSettings
            {
                Steps = 10,
                Batch = 16,
                WarmupSteps = 2,
                LearningRate = 0.05,
            },
        };

    public static DataSplits Data { get; } = new(Images(1, 320), Images(2, 80), Images(3, 80), [0.4f], [0.3f]);

    /// <summary>Runs work on one libtorch thread, as the calling thread's tests may follow others.</summary>
    public static StNasContext Context(StNasSettings? settings = null, TopologySpec? spec = null, CostRange? range = null)
    {
        torch.set_num_threads(1);
        var sampling = settings?.Space.Sampling == SpaceSettings.ByTopology ? TopologySampling.Topology : TopologySampling.Options;
        var space = new TopologySpace(spec ?? Spec, sampling);
        return new StNasContext(settings ?? Settings, space, new ConstrainedSpace(space, range ?? CostRange.Any), Data, torch.CPU);
    }

    /// <summary>Four classes that differ by where they are bright, under noise: learnable, not trivially.</summary>
    private static MemoryDataset Images(int part, int count)
    {
        var random = Nas.Model.Randomness.RandomStream.For(part, "small-images");
        var shape = new ImageShape(1, 12, 12);
        var pixels = new byte[count * shape.Size];
        var labels = new int[count];
        for (var image = 0; image < count; image++)
        {
            labels[image] = image % 4;
            for (var i = 0; i < shape.Size; i++)
            {
                var (row, column) = (i / 12, i % 12);
                var bright = (row < 6 ? 0 : 2) + (column < 6 ? 0 : 1) == labels[image];
                pixels[(image * shape.Size) + i] = (byte)(random.Next(140) + (bright ? 90 : 0));
            }
        }
        return new MemoryDataset("small", shape, ["a", "b", "c", "d"], pixels, labels);
    }
}
