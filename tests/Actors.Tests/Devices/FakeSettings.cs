using Nas.Model.Methods.StNas;

namespace Actors.Tests.Devices;

internal static class FakeSettings
{
    /// <summary>A search small enough for a test: 10 supernet steps, 2 samples, 6 retraining steps.</summary>
    public static StNasSettings Tiny { get; } =
        new()
        {
            Name = "tiny",
            Seed = 7,
            Data = new() { Name = "procedural" },
            Space = new() { Preset = "st-nas-fashion" },
            Supernet = new() { Steps = 10, CheckpointEvery = 4 },
            Langevin = new()
            {
                Samples = 2,
                BurnIn = 2,
                Thinning = 3,
                CheckpointEvery = 4,
            },
            Strategy = new() { Candidates = 12, Window = 4 },
            Baselines = new() { ChainCandidates = 4 },
            Retrain = new() { Steps = 6, CheckpointEvery = 4 },
        };
}
