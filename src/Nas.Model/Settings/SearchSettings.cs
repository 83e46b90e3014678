using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>
/// One search file with every default filled in. Keys in the file are these names in kebab-case (<c>learning-rate</c>); anything a
/// result depends on is here, and nothing else is. Written as JSON it is a search file again, and its hash names the search's work.
/// Each method has a record of its own.
/// </summary>
public abstract record SearchSettings
{
    protected const string UsualCostUnit = "MAdds";

    /// <summary>Names the search, and its directory <c>runs/NAME</c> unless another is given. Letters, digits, '-', '_' and '.'.</summary>
    [JsonPropertyOrder(-3), Required, RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")]
    public required string Name { get; init; }

    /// <summary>The sequence of phases.</summary>
    [JsonPropertyOrder(-2)]
    public abstract string Method { get; init; }

    [JsonPropertyOrder(-1)]
    public long Seed { get; init; } = 1;

    /// <summary>
    /// The same search with the minibatches of its proxy, in scoring and in recalibration, that many times smaller, and as many more in
    /// recalibration: for a candidate that does not fit into memory otherwise. Its scores may differ.
    /// </summary>
    public abstract SearchSettings WithSmallerProxyBatches(int divisor);

    /// <summary>The plural that sentences call the cost of a candidate by; null: candidates have none.</summary>
    [JsonIgnore]
    public virtual string? CostUnit => UsualCostUnit;

    [JsonPropertyOrder(1)]
    public DeviceSettings Devices { get; init; } = new();

    /// <summary>Plug-ins that the search uses; null: none.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PluginSettings? Plugins { get; init; }
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
    [Range(1, 100_000_000)]
    public virtual int Steps { get; init; } = 5000;

    [Range(1, 65_536)]
    public int Batch { get; init; } = 64;

    [Range(1e-6, 10)]
    public double LearningRate { get; init; } = 0.1;

    [Range(0, 1_000_000)]
    public int WarmupSteps { get; init; } = 100;

    [Range(0, 0.9999)]
    public double Momentum { get; init; } = 0.9;

    [Range(0, 1)]
    public double WeightDecay { get; init; } = 4e-5;

    /// <summary>Steps between checkpoints.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointEvery { get; init; } = 500;
}

/// <summary>Training of a network that tells classes.</summary>
public abstract record ClassifierTrainingSettings : TrainingSettings
{
    [Range(0, 0.9)]
    public double LabelSmoothing { get; init; } = 0.1;
}

/// <summary>SGLD sampling of the shared weights (docs/st-nas.md 4; Welling and Teh, 2011).</summary>
public record LangevinSettings
{
    /// <summary>
    /// Number of samples over all chains (K); 0: the plain one-shot proxy (the trained supernet itself is the only sample).
    /// </summary>
    [Range(0, 10_000)]
    public int Samples { get; init; } = 8;

    /// <summary>Independent chains; samples are dealt to them in turn.</summary>
    [Range(1, 1000)]
    public int Chains { get; init; } = 1;

    [Range(0, 10_000_000)]
    public int BurnIn { get; init; } = 100;

    /// <summary>Steps from one sample to the next.</summary>
    [Range(1, 10_000_000)]
    public int Thinning { get; init; } = 50;

    [Range(1, 65_536)]
    public int Batch { get; init; } = 64;

    /// <summary>
    /// The first step size as a learning rate: eps_0 = 2 * learning-rate / N for N training examples, so that the drift equals an SGD
    /// step of this rate on the mean loss.
    /// </summary>
    [Range(1e-9, 10)]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>
    /// polynomial: eps_t = eps_0 * (1 + t / decay-steps) ^ -decay-power. cyclic: cosine from eps_0 to 0, restarted every cycle-steps.
    /// constant.
    /// </summary>
    [AllowedValues("polynomial", "cyclic", "constant")]
    public string Schedule { get; init; } = "polynomial";

    [Range(1, 1e9)]
    public double DecaySteps { get; init; } = 1000;

    [Range(0, 1)]
    public double DecayPower { get; init; } = 0.55;

    [Range(1, 10_000_000)]
    public int CycleSteps { get; init; } = 200;

    /// <summary>Temperature T: 1 is the true posterior, below 1 a tempered ("cold") one, 0 plain gradient descent without noise.</summary>
    [Range(0, 1)]
    public double Temperature { get; init; } = 1;

    /// <summary>Precision lambda of the Gaussian prior.</summary>
    [Range(0, 1e9)]
    public double PriorPrecision { get; init; } = 1;

    /// <summary>
    /// Coordinates that are sampled, the others being given as they are: batch-norm, convolutions or classifier (as the networks of ST-NAS
    /// have them); null: all. Not written where it is null, so that settings from before it keep their names.
    /// </summary>
    [AllowedValues(null, "batch-norm", "convolutions", "classifier"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Moves { get; init; }

    [Range(1, 1_000_000)]
    public int CheckpointEvery { get; init; } = 100;
}

/// <summary>The strategy that proposes candidates, and their number.</summary>
public record StrategySettings
{
    /// <summary>
    /// evolution, regularised-evolution, bayesian, local-search, nsga2, racing, random, exhaustive, listed, beam: docs/strategies.md.
    /// </summary>
    [Required]
    public string Name { get; init; } = "evolution";

    /// <summary>Architectures to score, each once.</summary>
    [Range(1, 100_000_000)]
    public int Candidates { get; init; } = 200;

    /// <summary>Proposals that are open at a time (W); proposal i + W is made when result i is observed.</summary>
    [Range(1, 100_000)]
    public int Window { get; init; } = 8;

    /// <summary>
    /// proposal: results are observed in proposal order, so that the history does not depend on who was fast. arrival: as they come.
    /// </summary>
    [AllowedValues("proposal", "arrival")]
    public string Order { get; init; } = "proposal";

    /// <summary>
    /// Tries of a candidate whose evaluation itself fails before it is recorded as failed; after failures on two devices it is at once.
    /// </summary>
    [Range(1, 100)]
    public int Attempts { get; init; } = 3;

    /// <summary>
    /// Seconds after which a strategy that does not answer is given up, and the search stops. Results do not depend on it.
    /// </summary>
    [Range(1, 604_800)]
    public int Patience { get; init; } = 600;

    /// <summary>Seed of the strategy's random draws alone; null: the search's.</summary>
    public long? Seed { get; init; }

    /// <summary>The strategy's own settings, bound to its options by name.</summary>
    public JsonObject Options { get; init; } = [];
}

/// <summary>
/// Settings of the devices. They belong to the search, not to the node that happens to do the work, since some of them change bits.
/// </summary>
public sealed record DeviceSettings
{
    [AllowedValues("cpu", "cuda")]
    public string Kind { get; init; } = "cpu";

    /// <summary>Threads of libtorch on a CPU device.</summary>
    [Range(1, 1024)]
    public int Threads { get; init; } = 1;

    /// <summary>Devices that <c>langevin run</c> starts on this machine; results do not depend on it.</summary>
    [Range(1, 64)]
    public int Count { get; init; } = 1;

    /// <summary>
    /// Minutes without progress (a training step, an evaluation, a measurement) after which a device counts as stuck: its process is ended
    /// and its work tried again. Results do not depend on it.
    /// </summary>
    [Range(1, 10_080)]
    public int StuckAfter { get; init; } = 60;

    /// <summary>
    /// Number of different tasks that must fail on a device in a row, while other devices work, before the device is held to be at fault:
    /// it gets no work for a while, and what failed on it is not held against the tasks. Results do not depend on it.
    /// </summary>
    [Range(1, 100)]
    public int QuarantineAfter { get; init; } = 3;

    /// <summary>
    /// Scores that the journal's place knows already, of the same architecture with the same weights, images and settings, are taken from
    /// there instead of a device. Results do not depend on it.
    /// </summary>
    public bool ReuseScores { get; init; } = true;
}
