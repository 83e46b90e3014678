using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

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

    /// <summary>Of the stage supernet and of the networks trained at the end, on classification; none by default.</summary>
    public PretrainingSettings Pretraining { get; init; } = new();

    public StageSupernetSettings StageSupernet { get; init; } = new();

    public OptionalLangevinSettings StageLangevin { get; init; } = new();

    public StageSearchSettings StageSearch { get; init; } = new();

    public OperationSupernetSettings OperationSupernet { get; init; } = new();

    public OptionalLangevinSettings OperationLangevin { get; init; } = new();

    public OperationSearchSettings OperationSearch { get; init; } = new();

    public DetectionProxySettings Proxy { get; init; } = new();

    /// <summary>Training from scratch of the unmodified backbone, the stage-only result and the full result.</summary>
    public FinalSettings Final { get; init; } = new();

    /// <summary>The unmodified backbone and the full result once more, under another head or on other data; null: no such phase.</summary>
    public TransferSettings? Transfer { get; init; }

    /// <summary>Of plug-ins, behind one of the two searches; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<PhaseSettings>? Phases { get; init; }

    ImmutableArray<string> IPhasedSettings.Followed => [PhaseNames.StageSearch, PhaseNames.OperationSearch];

    /// <summary>As the transfer phase trains and measures: with its head, on its data.</summary>
    public CrNasSettings Transferred() => this with
    {
        Data = Transfer?.Data ?? Data,
        Detector = Detector with { Name = Transfer?.Detector ?? Detector.Name },
    };

    public override SearchSettings WithSmallerProxyBatches(int divisor) => this with
    {
        Proxy = Proxy with
        {
            Batch = Math.Max(1, Proxy.Batch / divisor),
            RecalibrationBatch = Math.Max(1, Proxy.RecalibrationBatch / divisor),
            RecalibrationBatches = Proxy.RecalibrationBatches * divisor,
        },
    };
}

/// <summary>Images with boxes, in three parts: training, validation (scores architectures), test (read by the final phases only).</summary>
public sealed record DetectionDataSettings
{
    /// <summary>Editions of the rules by which files are read.</summary>
    public const int First = 1, Latest = 2;

    /// <summary>procedural-detection, voc (a folder as PASCAL VOC lays it out), coco (a folder with COCO annotation files), or that of a plug-in.</summary>
    public required string Name { get; init; }

    /// <summary>The folder; required for voc and coco, given to a plug-in as it is. Other paths start from it and stay inside, unless they are absolute.</summary>
    public string? Root { get; init; }

    /// <summary>Of a plug-in that reads the images; null: it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Options { get; init; }

    /// <summary>
    /// voc: the list in ImageSets/Main; null: train. coco: the annotation file, relative to root; null: that of the official layout,
    /// annotations/instances_train2017.json.
    /// </summary>
    public string? Train { get; init; }

    /// <summary>
    /// voc: the list; null: val. coco: the annotation file; null: <see cref="ValidationImages"/> of the training images, drawn by the seed,
    /// are set aside.
    /// </summary>
    public string? Validation { get; init; }

    /// <summary>voc: the list; null: test. coco: the annotation file; null: annotations/instances_val2017.json.</summary>
    public string? Test { get; init; }

    /// <summary>coco: the folder of the training images, relative to root; null: train2017.</summary>
    public string? TrainFolder { get; init; }

    /// <summary>coco: the same of the validation images; null: that of the training images.</summary>
    public string? ValidationFolder { get; init; }

    /// <summary>coco: the same of the test images; null: val2017.</summary>
    public string? TestFolder { get; init; }

    /// <summary>At most so many training images, the first in an order drawn by the seed; null: all. Of the procedural set: how many; null: 2000.</summary>
    [Range(1, 10_000_000)] public int? TrainImages { get; init; }

    /// <summary>
    /// The same of the validation images (procedural: 500). coco without <see cref="Validation"/>: how many training images are set aside;
    /// required then.
    /// </summary>
    [Range(1, 10_000_000)] public int? ValidationImages { get; init; }

    /// <summary>The same of the test images (procedural: 500).</summary>
    [Range(1, 10_000_000)] public int? TestImages { get; init; }

    /// <summary>Kinds of objects that the procedural set has.</summary>
    public const int ProceduralCategories = 4;

    /// <summary>Kinds of objects, without the background: as many as the data have; null: four, which the procedural set has.</summary>
    [Range(1, 10_000)] public int? Categories { get; init; }

    /// <summary>Images are resized so that the short side has this many pixels, unless the long one would exceed <see cref="LongSide"/>.</summary>
    [Range(32, 4096)] public int ShortSide { get; init; } = 800;

    [Range(32, 8192)] public int LongSide { get; init; } = 1333;

    /// <summary>Training images are mirrored with probability one half.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>What to do with an entry or image that cannot be used: refuse (an error that names it) or skip (with a warning that names it).</summary>
    [AllowedValues("refuse", "skip")] public string Damaged { get; init; } = "refuse";

    /// <summary>
    /// The rules that tell which entries of voc and coco cannot be used; a search keeps those it began with. 1: what is not written as the sets' own
    /// authors write it. 2: what cannot be understood. Null: the latest, filled in when the search begins; a search that began before there were
    /// editions has none, and reads by the first.
    /// </summary>
    [Range(First, Latest), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Edition { get; init; }
}

public sealed record BackboneSettings
{
    /// <summary>resnet18, resnet50, resnet101, resnext50_32x4d, mobilenet_v2, resnet_small, ...: <c>langevin cost --help</c> lists them.</summary>
    [Required] public string Name { get; init; } = "resnet50";

    /// <summary>Depths that stages may have: stage-resnet, stage-resnext, stage-mobilenet-v2, stage-small; null: that of the backbone's family.</summary>
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
    [AllowedValues("plain", "synchronised", "frozen")] public string Norm { get; init; } = "plain";
}

/// <summary>What stands on the backbone. The numbers are the usual ones; smaller ones make a detector for processors.</summary>
public sealed record DetectorSettings
{
    /// <summary>faster-rcnn-fpn, mask-rcnn-fpn, retinanet-fpn.</summary>
    [AllowedValues("faster-rcnn-fpn", "mask-rcnn-fpn", "retinanet-fpn")] public string Name { get; init; } = "faster-rcnn-fpn";

    /// <summary>Channels of the feature pyramid.</summary>
    [Range(8, 4096)] public int Width { get; init; } = 256;

    /// <summary>Of the two fully connected layers of the box head.</summary>
    [Range(8, 65_536)] public int HeadWidth { get; init; } = 1024;

    /// <summary>3x3 convolutions of RetinaNet's heads and of the mask head.</summary>
    [Range(1, 16)] public int HeadDepth { get; init; } = 4;

    /// <summary>Side in pixels of an anchor on the finest level.</summary>
    [Range(2, 512)] public int FinestAnchor { get; init; } = 32;

    [Range(1, 100_000)] public int AnchorsPerLevel { get; init; } = 1000;

    /// <summary>Boxes that go from the proposal network to the heads.</summary>
    [Range(1, 100_000)] public int Proposals { get; init; } = 1000;

    /// <summary>Anchors of an image that the proposal network trains on.</summary>
    [Range(1, 100_000)] public int SampledAnchors { get; init; } = 256;

    /// <summary>Boxes of an image that the box head trains on.</summary>
    [Range(1, 100_000)] public int SampledBoxes { get; init; } = 512;

    /// <summary>Least score of a detection.</summary>
    [Range(0, 1)] public double LeastScore { get; init; } = 0.05;

    [Range(1, 10_000)] public int DetectionsPerImage { get; init; } = 100;

    /// <summary>
    /// Equal parts of each minibatch that are trained on side by side, each on a device of its own where the process has so many: the step
    /// goes along the mean of their losses. Results depend on it, but not on the devices.
    /// </summary>
    [Range(1, 64)] public int Shards { get; init; } = 1;
}

/// <summary>What every allocation keeps: a sum of blocks, or a range of Multiply-Adds of the whole detector; not both.</summary>
public sealed record ReallocationConstraintSettings
{
    /// <summary>Blocks of all stages together; null, without a range of MAdds: those of the unmodified backbone.</summary>
    [Range(4, 4000)] public int? Blocks { get; init; }

    /// <summary>Least and greatest Multiply-Adds of the detector, both included.</summary>
    [Length(2, 2)] public ImmutableArray<long>? Madds { get; init; }

    /// <summary>Pixels of the image that Multiply-Adds are counted for.</summary>
    [Range(32, 8192)] public int Height { get; init; } = 800;

    [Range(32, 8192)] public int Width { get; init; } = 1088;

    /// <summary>Boxes that the box head is counted for.</summary>
    [Range(1, 100_000)] public int Proposals { get; init; } = 2000;
}

public sealed record PretrainingSettings : ClassifierTrainingSettings
{
    public PretrainingSettings() => Steps = 0;

    /// <summary>0: no pre-training.</summary>
    [Range(0, 100_000_000)] public override int Steps { get; init; }

    /// <summary>Colour images with classes, as cifar10 or an image-folder; required with steps.</summary>
    public DataSettings? Data { get; init; }
}

/// <summary>SGD with momentum on a detector's losses.</summary>
public abstract record DetectionTrainingSettings : TrainingSettings
{
    /// <summary>cosine: to zero. steps: a tenth of the rate from 2/3 of the training on, a hundredth from 8/9 on (the usual "1x").</summary>
    [AllowedValues("cosine", "steps")] public string Schedule { get; init; } = "cosine";

    /// <summary>Gradients are scaled down to this norm, taken over all of them; 0: they are not.</summary>
    [Range(0, 1e6)] public double ClipNorm { get; init; } = 10;
}

/// <summary>Each step trains one branch of each stage, drawn uniformly.</summary>
public sealed record StageSupernetSettings : DetectionTrainingSettings;

/// <summary>The allocation found, each step with a dilation of each block drawn uniformly.</summary>
public sealed record OperationSupernetSettings : DetectionTrainingSettings
{
    /// <summary>Starts with the weights that the stage supernet has for the allocation.</summary>
    public bool Inherit { get; init; } = true;
}

/// <summary>Off unless samples are asked for: the trained supernet itself scores.</summary>
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

/// <summary>How one candidate is scored with one set of shared weights.</summary>
public sealed record DetectionProxySettings
{
    /// <summary>Validation images: the same for every candidate.</summary>
    [Range(1, 10_000_000)] public int Images { get; init; } = 1000;

    [Range(1, 1024)] public int Batch { get; init; } = 8;

    /// <summary>Training minibatches from which BatchNorm statistics are taken anew; without effect where BatchNorm is frozen.</summary>
    [Range(1, 10_000)] public int RecalibrationBatches { get; init; } = 4;

    [Range(1, 1024)] public int RecalibrationBatch { get; init; } = 8;

    /// <summary>ap: mean over overlaps 0.50 to 0.95 (COCO). ap50: at 0.50.</summary>
    [AllowedValues("ap", "ap50")] public string Metric { get; init; } = "ap";

    /// <summary>Candidates that a device scores together, sharing what they have in common. Results do not depend on it.</summary>
    [Range(1, 1024)] public int Set { get; init; } = 9;
}

public sealed record FinalSettings : DetectionTrainingSettings
{
    /// <summary>Networks trained for each architecture, with different seeds.</summary>
    [Range(1, 100)] public int Seeds { get; init; } = 3;
}

/// <summary>The result where it was not searched for. What is null stays as in the search.</summary>
public sealed record TransferSettings
{
    [AllowedValues("faster-rcnn-fpn", "mask-rcnn-fpn", "retinanet-fpn", null)] public string? Detector { get; init; }

    public DetectionDataSettings? Data { get; init; }
}
