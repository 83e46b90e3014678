using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Methods.CrNas;

/// <summary>Computation reallocation for object detection (CR-NAS, ICLR 2020).</summary>
public sealed record CrNasSettings : SearchSettings, IPhasedSettings
{
    public const string MethodName = "cr-nas";

    [JsonPropertyOrder(-2), AllowedValues(MethodName)]
    public override string Method { get; init; } = MethodName;

    public required DetectionDataSettings Data { get; init; }

    public BackboneSettings Backbone { get; init; } = new();

    public DetectorSettings Detector { get; init; } = new();

    public ReallocationConstraintSettings Constraint { get; init; } = new();

    /// <summary>Pre-training of the stage supernet and of the networks trained at the end, on classification; none by default.</summary>
    public PretrainingSettings Pretraining { get; init; } = new();

    public StageSupernetSettings StageSupernet { get; init; } = new();

    public OptionalLangevinSettings StageLangevin { get; init; } = new();

    public StageSearchSettings StageSearch { get; init; } = new();

    public OperationSupernetSettings OperationSupernet { get; init; } = new();

    public OptionalLangevinSettings OperationLangevin { get; init; } = new();

    public OperationSearchSettings OperationSearch { get; init; } = new();

    public DetectionProxySettings Proxy { get; init; } = new();

    /// <summary>
    /// What each search starts from, the unmodified backbone and then the undilated network, is scored beside what it found, and kept
    /// unless that is better beyond chance. Null: a search from before there was the key, in which the best score wins.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DoNoHarm { get; init; }

    /// <summary>Training from scratch of the unmodified backbone, the stage-only result and the full result.</summary>
    public FinalSettings Final { get; init; } = new();

    /// <summary>The unmodified backbone and the full result once more, under another head or on other data; null: no such phase.</summary>
    public TransferSettings? Transfer { get; init; }

    /// <summary>Phases of plug-ins, after one of the two searches; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<PhaseSettings>? Phases { get; init; }

    ImmutableArray<string> IPhasedSettings.Followed => [PhaseNames.StageSearch, PhaseNames.OperationSearch];

    /// <summary>The settings with which the transfer phase trains and measures: with its head, on its data.</summary>
    public CrNasSettings Transferred() =>
        this with
        {
            Data = Transfer?.Data ?? Data,
            Detector = Detector with { Name = Transfer?.Detector ?? Detector.Name },
        };

    public override SearchSettings WithSmallerProxyBatches(int divisor) =>
        this with
        {
            Proxy = Proxy with
            {
                Batch = Math.Max(1, Proxy.Batch / divisor),
                RecalibrationBatch = Math.Max(1, Proxy.RecalibrationBatch / divisor),
                RecalibrationBatches = Proxy.RecalibrationBatches * divisor,
            },
        };
}

public sealed record BackboneSettings
{
    /// <summary>
    /// resnet18, resnet50, resnet101, resnext50_32x4d, mobilenet_v2, resnet_small, ...: <c>langevin cost --help</c> lists them.
    /// </summary>
    [Required]
    public string Name { get; init; } = "resnet50";

    /// <summary>
    /// Depths that stages may have: stage-resnet, stage-resnext, stage-mobilenet-v2, stage-small; null: that of the backbone's family.
    /// </summary>
    public string? Stages { get; init; }

    /// <summary>
    /// Published weights as <c>langevin weights import</c> writes them; what they have under a network's own names is where its training
    /// starts, the rest is drawn from the seed. Null: all is.
    /// </summary>
    public string? Weights { get; init; }

    /// <summary>
    /// plain: statistics of the minibatch, or of each of its shards by itself. synchronised: of all shards together. frozen: statistics and
    /// scales stay as they were loaded.
    /// </summary>
    [AllowedValues("plain", "synchronised", "frozen")]
    public string Norm { get; init; } = "plain";

    /// <summary>
    /// readable: a stage has the dilations whose taps lie inside its map, mostly. any: it has all. Null: a search from before there was the
    /// key, which has all.
    /// </summary>
    [AllowedValues(ReadableDilations.Readable, ReadableDilations.Any, null)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Dilations { get; init; }
}

/// <summary>The constraint on every allocation: a sum of blocks, or a range of Multiply-Adds of the whole detector; not both.</summary>
public sealed record ReallocationConstraintSettings
{
    /// <summary>Blocks of all stages together; null, without a range of MAdds: those of the unmodified backbone.</summary>
    [Range(4, 4000)]
    public int? Blocks { get; init; }

    /// <summary>Least and greatest Multiply-Adds of the detector, both included.</summary>
    [Length(2, 2)]
    public ImmutableArray<long>? Madds { get; init; }

    /// <summary>Pixels of the image that Multiply-Adds are counted for.</summary>
    [Range(32, 8192)]
    public int Height { get; init; } = 800;

    [Range(32, 8192)]
    public int Width { get; init; } = 1088;

    /// <summary>Boxes that the box head is counted for.</summary>
    [Range(1, 100_000)]
    public int Proposals { get; init; } = 2000;
}

public sealed record PretrainingSettings : ClassifierTrainingSettings
{
    public PretrainingSettings() => Steps = 0;

    /// <summary>0: no pre-training.</summary>
    [Range(0, 100_000_000)]
    public override int Steps { get; init; }

    /// <summary>Colour images with classes, as cifar10 or an image-folder; required with steps.</summary>
    public DataSettings? Data { get; init; }
}

/// <summary>Each step trains one branch of each stage, drawn uniformly.</summary>
public sealed record StageSupernetSettings : DetectionTrainingSettings;

/// <summary>The allocation found, each step with a dilation of each block drawn uniformly.</summary>
public sealed record OperationSupernetSettings : DetectionTrainingSettings
{
    /// <summary>Starts with the weights that the stage supernet has for the allocation.</summary>
    public bool Inherit { get; init; } = true;
}

/// <summary>Sampling of the shared weights, off unless samples are asked for: the trained supernet itself scores.</summary>
public sealed record OptionalLangevinSettings : LangevinSettings
{
    public OptionalLangevinSettings() => Samples = 0;
}

/// <summary>Every eligible allocation is scored, unless another strategy is named.</summary>
public sealed record StageSearchSettings : StrategySettings
{
    public StageSearchSettings() => (Name, Candidates, Window) = ("exhaustive", 1_000_000, 36);
}

/// <summary>Dilations are decided block by block, unless a strategy for whole architectures is named.</summary>
public sealed record OperationSearchSettings : StrategySettings
{
    public OperationSearchSettings() => (Name, Candidates, Window) = ("beam", 1_000_000, 36);
}

/// <summary>Scoring of one candidate with one set of shared weights.</summary>
public sealed record DetectionProxySettings
{
    /// <summary>A proxy by name, of Langevin or of a plug-in; null: <c>shared-weights</c>.</summary>
    [JsonPropertyOrder(-2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    /// <summary>Options of that proxy; null: it has none beside the other keys of this section.</summary>
    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Options { get; init; }

    /// <summary>Validation images: the same for every candidate.</summary>
    [Range(1, 10_000_000)]
    public int Images { get; init; } = 1000;

    [Range(1, 1024)]
    public int Batch { get; init; } = 8;

    /// <summary>
    /// Training minibatches from which BatchNorm statistics are computed again; without effect where BatchNorm is frozen.
    /// </summary>
    [Range(1, 10_000)]
    public int RecalibrationBatches { get; init; } = 4;

    [Range(1, 1024)]
    public int RecalibrationBatch { get; init; } = 8;

    /// <summary>ap: mean over overlaps 0.50 to 0.95 (COCO). ap50: at 0.50.</summary>
    [AllowedValues("ap", "ap50")]
    public string Metric { get; init; } = "ap";

    /// <summary>Candidates that a device scores together, sharing what they have in common. Results do not depend on it.</summary>
    [Range(1, 1024)]
    public int Set { get; init; } = 9;
}

public sealed record FinalSettings : DetectionTrainingSettings
{
    /// <summary>Networks trained for each architecture, with different seeds.</summary>
    [Range(1, 100)]
    public int Seeds { get; init; } = 3;
}

/// <summary>The result where it was not searched for. What is null stays as in the search.</summary>
public sealed record TransferSettings
{
    [AllowedValues("faster-rcnn-fpn", "mask-rcnn-fpn", "retinanet-fpn", null)]
    public string? Detector { get; init; }

    public DetectionDataSettings? Data { get; init; }
}
