using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace Nas.Model.Settings;

/// <summary>
/// One search file with every default filled in. Keys in the file are these names in kebab-case (<c>learning-rate</c>); anything a
/// result depends on is here, and nothing else is. Written as JSON it is a search file again, and its hash names the search's work.
/// </summary>
public sealed record SearchSettings
{
    /// <summary>Names the search, and its directory <c>runs/NAME</c> unless another is given. Letters, digits, '-', '_' and '.'.</summary>
    [Required, RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")]
    public required string Name { get; init; }

    /// <summary>The sequence of phases: <c>st-nas</c>.</summary>
    [AllowedValues("st-nas")]
    public string Method { get; init; } = "st-nas";

    public long Seed { get; init; } = 1;

    public required DataSettings Data { get; init; }

    public required SpaceSettings Space { get; init; }

    public ConstraintSettings Constraint { get; init; } = new();

    public SupernetSettings Supernet { get; init; } = new();

    public LangevinSettings Langevin { get; init; } = new();

    public ProxySettings Proxy { get; init; } = new();

    public StrategySettings Strategy { get; init; } = new();

    public BaselineSettings Baselines { get; init; } = new();

    public RetrainSettings Retrain { get; init; } = new();

    public DeviceSettings Devices { get; init; } = new();
}

public sealed record DataSettings
{
    /// <summary>fashion-mnist, mnist, cifar10, cifar100, image-folder, procedural.</summary>
    [Required]
    public required string Name { get; init; }

    /// <summary>Folder of the data; null: where <c>langevin data get NAME</c> puts it. Required for image-folder.</summary>
    public string? Root { get; init; }

    /// <summary>What is used, with a plain word to the user, where the named set cannot be had; null: that is an error.</summary>
    public string? Fallback { get; init; }

    /// <summary>Training images set aside, stratified by class, for scoring architectures.</summary>
    [Range(1, 1_000_000)]
    public int Validation { get; init; } = 10_000;

    /// <summary>Images are resized to this many pixels a side where the set's images differ in size; null: as they are.</summary>
    [Range(8, 2048)]
    public int? Side { get; init; }

    /// <summary>Zero pixels put around a training image before a random crop of its own size; 0: no crop.</summary>
    [Range(0, 64)]
    public int CropPadding { get; init; } = 2;

    /// <summary>Training images are mirrored with probability one half.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>What to do with an unreadable image of an image folder: refuse (an error that names it) or skip (with a warning that names it).</summary>
    [AllowedValues("refuse", "skip")]
    public string Damaged { get; init; } = "refuse";
}

public sealed record SpaceSettings
{
    /// <summary>st-nas-imagenet, st-nas-cifar, st-nas-fashion.</summary>
    [Required]
    public required string Preset { get; init; }

    /// <summary>Outputs of the classifier; null: the preset's.</summary>
    [Range(2, 100_000)]
    public int? Classes { get; init; }
}

public sealed record ConstraintSettings
{
    /// <summary>Least and greatest Multiply-Adds, both included: <c>[300M, 330M]</c>; null: any.</summary>
    [Length(2, 2)]
    public ImmutableArray<long>? Madds { get; init; }
}

/// <summary>SGD with momentum; the rate rises linearly for the warm-up, then falls to zero along a cosine.</summary>
public abstract record TrainingSettings
{
    [Range(1, 100_000_000)] public int Steps { get; init; } = 5000;
    [Range(1, 65_536)] public int Batch { get; init; } = 64;
    [Range(1e-6, 10)] public double LearningRate { get; init; } = 0.1;
    [Range(0, 1_000_000)] public int WarmupSteps { get; init; } = 100;
    [Range(0, 0.9999)] public double Momentum { get; init; } = 0.9;
    [Range(0, 1)] public double WeightDecay { get; init; } = 4e-5;
    [Range(0, 0.9)] public double LabelSmoothing { get; init; } = 0.1;
    /// <summary>Steps between checkpoints.</summary>
    [Range(1, 1_000_000)] public int CheckpointEvery { get; init; } = 500;
}

/// <summary>How the shared weights are trained: single path one-shot, uniform over the space (inside the constraint).</summary>
public sealed record SupernetSettings : TrainingSettings;

/// <summary>SGLD sampling of the shared weights (st-nas.md 4; Welling and Teh, 2011).</summary>
public sealed record LangevinSettings
{
    /// <summary>K, over all chains; 0: the plain one-shot proxy (the trained supernet itself is the only sample).</summary>
    [Range(0, 10_000)] public int Samples { get; init; } = 8;
    /// <summary>Independent chains; samples are dealt to them in turn.</summary>
    [Range(1, 1000)] public int Chains { get; init; } = 1;
    [Range(0, 10_000_000)] public int BurnIn { get; init; } = 100;
    /// <summary>Steps from one sample to the next.</summary>
    [Range(1, 10_000_000)] public int Thinning { get; init; } = 50;
    [Range(1, 65_536)] public int Batch { get; init; } = 64;
    /// <summary>
    /// The first step size as a learning rate: eps_0 = 2 * learning-rate / N for N training examples, so that the drift equals an SGD
    /// step of this rate on the mean loss.
    /// </summary>
    [Range(1e-9, 10)] public double LearningRate { get; init; } = 0.01;
    /// <summary>polynomial: eps_t = eps_0 * (1 + t / decay-steps) ^ -decay-power. cyclic: cosine from eps_0 to 0, restarted every cycle-steps. constant.</summary>
    [AllowedValues("polynomial", "cyclic", "constant")] public string Schedule { get; init; } = "polynomial";
    [Range(1, 1e9)] public double DecaySteps { get; init; } = 1000;
    [Range(0, 1)] public double DecayPower { get; init; } = 0.55;
    [Range(1, 10_000_000)] public int CycleSteps { get; init; } = 200;
    /// <summary>T: 1 is the true posterior, below 1 a tempered ("cold") one, 0 plain gradient descent without noise.</summary>
    [Range(0, 1)] public double Temperature { get; init; } = 1;
    /// <summary>lambda of the Gaussian prior.</summary>
    [Range(0, 1e9)] public double PriorPrecision { get; init; } = 1;
    [Range(1, 1_000_000)] public int CheckpointEvery { get; init; } = 100;
}

/// <summary>How one architecture is scored with one set of shared weights.</summary>
public sealed record ProxySettings
{
    /// <summary>Validation images a sample sees: the same for every architecture.</summary>
    [Range(1, 10_000_000)] public int Images { get; init; } = 1000;
    [Range(1, 65_536)] public int Batch { get; init; } = 250;
    /// <summary>Training minibatches of <see cref="RecalibrationBatch"/> images from which BatchNorm statistics are taken anew.</summary>
    [Range(1, 10_000)] public int RecalibrationBatches { get; init; } = 4;
    [Range(2, 65_536)] public int RecalibrationBatch { get; init; } = 64;
}

public sealed record StrategySettings
{
    /// <summary>evolution, random.</summary>
    [Required] public string Name { get; init; } = "evolution";
    /// <summary>Architectures to score, each once.</summary>
    [Range(1, 100_000_000)] public int Candidates { get; init; } = 200;
    /// <summary>W: proposals outstanding at a time; proposal i + W is made when result i is observed.</summary>
    [Range(1, 100_000)] public int Window { get; init; } = 8;
    /// <summary>proposal: results are observed in proposal order, so that the history does not depend on who was fast. arrival: as they come.</summary>
    [AllowedValues("proposal", "arrival")] public string Order { get; init; } = "proposal";
    /// <summary>Tries of a candidate whose evaluation itself fails before it is recorded as failed.</summary>
    [Range(1, 100)] public int Attempts { get; init; } = 3;
    /// <summary>The strategy's own settings, bound to its options by name.</summary>
    public JsonObject Options { get; init; } = [];
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
public sealed record RetrainSettings : TrainingSettings
{
    /// <summary>Networks trained for each architecture, with different seeds.</summary>
    [Range(1, 100)] public int Seeds { get; init; } = 1;
}

/// <summary>What changes bits belongs to the search, not to the node that happens to do the work.</summary>
public sealed record DeviceSettings
{
    [AllowedValues("cpu", "cuda")] public string Kind { get; init; } = "cpu";
    /// <summary>Threads of libtorch on a CPU device.</summary>
    [Range(1, 1024)] public int Threads { get; init; } = 1;
    /// <summary>Devices that <c>langevin run</c> starts on this machine; results do not depend on it.</summary>
    [Range(1, 64)] public int Count { get; init; } = 1;
    /// <summary>
    /// Minutes without progress (a training step, an evaluation, a measurement) after which a device is taken for stuck: its process is
    /// ended and its work tried again. Results do not depend on it.
    /// </summary>
    [Range(1, 10_080)] public int StuckAfter { get; init; } = 60;
}
