using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>Stabilised topology search for image classification (ST-NAS).</summary>
public sealed record StNasSettings : SearchSettings, IPhasedSettings
{
    public const string MethodName = "st-nas";

    [JsonPropertyOrder(-2), AllowedValues(MethodName)]
    public override string Method { get; init; } = MethodName;

    public required DataSettings Data { get; init; }

    public required SpaceSettings Space { get; init; }

    public ConstraintSettings Constraint { get; init; } = new();

    public SupernetSettings Supernet { get; init; } = new();

    public LangevinSettings Langevin { get; init; } = new();

    public ProxySettings Proxy { get; init; } = new();

    public StrategySettings Strategy { get; init; } = new();

    public BaselineSettings Baselines { get; init; } = new();

    public RetrainSettings Retrain { get; init; } = new();

    /// <summary>Of plug-ins, between the search and the baselines; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<PhaseSettings>? Phases { get; init; }

    ImmutableArray<string> IPhasedSettings.Followed => [PhaseNames.Search];

    public override SearchSettings WithSmallerProxyBatches(int divisor) => this with { Proxy = Proxy.Smaller(divisor) };
}

/// <summary>What is searched: a preset, or a space of topologies of a plug-in. Exactly one of them.</summary>
public sealed record SpaceSettings
{
    /// <summary>st-nas-imagenet, st-nas-cifar, st-nas-fashion, st-nas-tiny, nas-bench-macro.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Preset { get; init; }

    /// <summary>Name of a space of topologies of a plug-in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Plugin { get; init; }

    /// <summary>The plug-in's; null for a preset.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Options { get; init; }

    /// <summary>As sentences call the space.</summary>
    [JsonIgnore]
    public string Name => Plugin ?? Preset ?? "";

    /// <summary>Outputs of the classifier; null: the preset's or the plug-in's.</summary>
    [Range(2, 100_000)]
    public int? Classes { get; init; }

    /// <summary>Of nas-bench-macro: pixels of a side of the input image; null: 32.</summary>
    [Range(8, 2048)]
    public int? Side { get; init; }

    /// <summary>Of nas-bench-macro: how many times as wide as the benchmark's its layers are; null: 1.</summary>
    [Range(0.01, 10)]
    public double? Width { get; init; }
}

/// <summary>How the shared weights are trained: single path one-shot, uniform over the space (inside the constraint).</summary>
public sealed record SupernetSettings : ClassifierTrainingSettings;

/// <summary>How one architecture is scored with one set of shared weights.</summary>
public sealed record ProxySettings
{
    /// <summary>Validation images a sample of the weights sees: the same for every architecture.</summary>
    [Range(1, 10_000_000)] public int Images { get; init; } = 1000;
    /// <summary>
    /// Every sample sees images of its own, so that the mean over samples has the noise of many more images at the same cost. On by default: with
    /// the same images for all, the study of docs/results/fidelity-fashion saw Kendall's tau fall by 0.27.
    /// </summary>
    public bool OwnImages { get; init; } = true;
    [Range(1, 65_536)] public int Batch { get; init; } = 250;
    /// <summary>
    /// Training minibatches of <see cref="RecalibrationBatch"/> images from which BatchNorm statistics are taken anew; 0: each minibatch of validation
    /// images is normalised with its own, as in training, so that scores depend on <see cref="Batch"/>.
    /// </summary>
    [Range(0, 10_000)] public int RecalibrationBatches { get; init; } = 4;
    [Range(2, 65_536)] public int RecalibrationBatch { get; init; } = 64;
    /// <summary>Every sample has training minibatches of its own for that. Not written where it is off, so that settings from before it keep their names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OwnRecalibration { get; init; }

    /// <summary>The same images in minibatches that many times smaller; about as many as before in recalibration.</summary>
    public ProxySettings Smaller(int divisor) => this with
    {
        Batch = Math.Max(1, Batch / divisor),
        RecalibrationBatch = Math.Max(2, RecalibrationBatch / divisor),
        RecalibrationBatches = RecalibrationBatches * divisor,
    };
}

/// <summary>What the winner is compared with.</summary>
public sealed record BaselineSettings
{
    /// <summary>Chain-only architectures scored to find the best chain of the winner's MAdds; 0: no chain baseline.</summary>
    [Range(0, 1_000_000)] public int ChainCandidates { get; init; } = 32;
    /// <summary>A random architecture of the winner's MAdds is retrained as well.</summary>
    public bool Random { get; init; } = true;
    /// <summary>"The same MAdds": within this fraction of the winner's.</summary>
    [Range(0, 1)] public double Tolerance { get; init; } = 0.02;
}

/// <summary>Training from scratch of the architectures that the report compares.</summary>
public sealed record RetrainSettings : ClassifierTrainingSettings
{
    /// <summary>Networks trained for each architecture, with different seeds.</summary>
    [Range(1, 100)] public int Seeds { get; init; } = 1;
}
