using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Data.Images;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using Nas.Model.WeightFiles;
using TorchSharp;

namespace Nas.Model.DeviceTests.Methods.CrNas.Training;

/// <summary>A CR-NAS search small enough for unit tests: a few dozen steps a second.</summary>
internal static class SmallReallocation
{
    /// <summary>An allocation that is not the backbone's own, plain and dilated.</summary>
    public const string Plain = "1/1,1,1/1,1/1,1",
        Dilated = "1/2,1,3/1,2/1,1";

    public static CrNasSettings Settings { get; } =
        new()
        {
            Name = "small",
            Seed = 3,
            Data = new DetectionDataSettings
            {
                Name = "procedural-detection",
                ShortSide = 64,
                LongSide = 96,
            },
            Backbone = new BackboneSettings { Name = "resnet_small" },
            Detector = new DetectorSettings
            {
                Width = 16,
                HeadWidth = 32,
                HeadDepth = 1,
                FinestAnchor = 8,
                AnchorsPerLevel = 50,
                Proposals = 30,
                SampledAnchors = 32,
                SampledBoxes = 16,
            },
            Constraint = new ReallocationConstraintSettings
            {
                Height = 64,
                Width = 96,
                Proposals = 30,
            },
            Pretraining = new PretrainingSettings
            {
                Steps = 4,
                Batch = 4,
                WarmupSteps = 1,
                LearningRate = 0.05,
            },
            StageSupernet = new StageSupernetSettings
            {
                Steps = 5,
                Batch = 2,
                WarmupSteps = 2,
                LearningRate = 0.02,
            },
            OperationSupernet = new OperationSupernetSettings
            {
                Steps = 4,
                Batch = 2,
                WarmupSteps = 2,
                LearningRate = 0.02,
                Schedule = "steps",
            },
            StageLangevin = new OptionalLangevinSettings
            {
                Samples = 3,
                Chains = 2,
                BurnIn = 1,
                Thinning = 2,
                Batch = 2,
                LearningRate = 1e-4,
            },
            OperationLangevin = new OptionalLangevinSettings
            {
                Samples = 3,
                Chains = 2,
                BurnIn = 1,
                Thinning = 2,
                Batch = 2,
                LearningRate = 1e-4,
            },
            Final = new FinalSettings
            {
                Steps = 4,
                Batch = 2,
                WarmupSteps = 1,
                LearningRate = 0.02,
            },
            Proxy = new DetectionProxySettings { Batch = 4 },
        };

    public static DetectionSplits Data { get; } = ProceduralDetectionSet.Splits(5, train: 24, validation: 6, test: 6);

    public static CrNasContext Context(CrNasSettings? settings = null, DetectionSplits? data = null)
    {
        torch.set_num_threads(1);
        var all = settings ?? Settings;
        return new CrNasContext(all, new ReallocationPhaseSpaces(all), data ?? Data, torch.CPU);
    }

    public static void Finish(this ITrainingRun run)
    {
        while (run.Step < run.TotalSteps)
            run.Advance();
    }

    /// <summary>The tensors of a weights file, byte by byte.</summary>
    public static ImmutableSortedDictionary<string, byte[]> Contents(string path)
    {
        using var scope = torch.NewDisposeScope();
        using var file = SafetensorsFile.Open(path);
        return file.Names.ToImmutableSortedDictionary(name => name, name => file.Read(name).bytes.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Names of the tensors in which two files differ.</summary>
    public static ImmutableSortedSet<string> Differences(string before, string after)
    {
        var old = Contents(before);
        return Contents(after)
            .Where(pair => !pair.Value.AsSpan().SequenceEqual(old[pair.Key]))
            .Select(pair => pair.Key)
            .ToImmutableSortedSet(StringComparer.Ordinal);
    }

    /// <summary>The same images without their objects.</summary>
    public sealed class Nothing(IDetectionDataset images) : IDetectionDataset
    {
        public string Name => "nothing";

        public DetectionSet Labels { get; } =
            images.Labels with
            {
                Images = [.. images.Labels.Images.Select(image => image with { Objects = [] })],
            };

        public DecodedImage Load(int index) => images.Load(index);
    }
}
