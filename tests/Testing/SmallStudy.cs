using System.Text.Json.Nodes;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Testing;

/// <summary>A study small enough for unit tests.</summary>
internal static class SmallStudy
{
    public static FidelitySettings Settings { get; } =
        new()
        {
            Name = "small-study",
            Seed = 7,
            Data = new DataSettings
            {
                Name = "procedural",
                CropPadding = 0,
                Flip = false,
                Validation = 200,
            },
            Space = new SpaceSettings { Preset = "st-nas-tiny" },
            Supernet = new SupernetSettings
            {
                Steps = 10,
                Batch = 8,
                WarmupSteps = 2,
                LearningRate = 0.05,
            },
            Langevin = new LangevinSettings
            {
                Samples = 4,
                Chains = 2,
                BurnIn = 2,
                Thinning = 1,
                Batch = 8,
            },
            Proxy = new ProxySettings
            {
                Images = 40,
                Batch = 20,
                RecalibrationBatches = 2,
                RecalibrationBatch = 8,
                OwnImages = true,
            },
            Truth = new TruthSettings
            {
                Seeds = 2,
                Steps = 3,
                Batch = 8,
                WarmupSteps = 1,
            },
            Fidelity = new StudySettings
            {
                Architectures = 5,
                Supernets = 2,
                Checkpoints = 3,
                ChainedCheckpoints = 2,
                Arms = new JsonObject
                {
                    ["hot"] = new JsonObject { ["learning-rate"] = 0.2, ["chains"] = 1 },
                },
                Top = 2,
                Resamples = 200,
            },
        };
}
