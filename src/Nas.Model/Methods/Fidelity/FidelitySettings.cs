using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Nas.Model.Methods.Fidelity;

/// <summary>
/// A study of how well shared-weight proxies rank architectures: some are trained by themselves (the truth), and all of them are scored
/// with the posterior samples and with the plain supernet.
/// </summary>
public sealed record FidelitySettings : SearchSettings
{
    public const string MethodName = "fidelity";

    [JsonPropertyOrder(-2), AllowedValues(MethodName)]
    public override string Method { get; init; } = MethodName;

    public required DataSettings Data { get; init; }

    public required SpaceSettings Space { get; init; }

    public ConstraintSettings Constraint { get; init; } = new();

    public SupernetSettings Supernet { get; init; } = new();

    /// <summary>
    /// The sampler under study; the noise-free chain differs from it in its temperature alone, further arms as
    /// <see cref="StudySettings.Arms"/> says.
    /// </summary>
    public LangevinSettings Langevin { get; init; } = new();

    /// <summary>
    /// Proxy of one sample. The one-checkpoint proxy sees as many times more images, in recalibration too, as there are samples.
    /// </summary>
    public ProxySettings Proxy { get; init; } = new();

    public TruthSettings Truth { get; init; } = new();

    public StudySettings Fidelity { get; init; } = new();

    public override SearchSettings WithSmallerProxyBatches(int divisor) => this with { Proxy = Proxy.Smaller(divisor) };

    /// <summary>The search that this study imitates, with one of its samplers.</summary>
    public StNasSettings Search(LangevinSettings langevin, ProxySettings proxy) =>
        new()
        {
            Name = Name,
            Seed = Seed,
            Data = Data,
            Space = Space,
            Constraint = Constraint,
            Supernet = Supernet,
            Langevin = langevin,
            Proxy = proxy,
            Devices = Devices,
            Plugins = Plugins,
        };
}

/// <summary>Training of the architectures by themselves; what it reaches on the test images is the truth.</summary>
public sealed record TruthSettings : ClassifierTrainingSettings
{
    /// <summary>Networks trained for each architecture, with different seeds.</summary>
    [Range(1, 100)]
    public int Seeds { get; init; } = 3;

    /// <summary>
    /// A file that knows the truth, so that none is trained: NAS-Bench-Macro's JSON, or CSV with a line for each architecture: its text,
    /// then a column for each seed.
    /// </summary>
    public string? Table { get; init; }

    /// <summary>
    /// Least and greatest cost in the table of the architectures that are studied; null: they are drawn from all. A search is held to a
    /// range of costs, and a narrow supernet's own costs order networks otherwise than the table's.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<long>? Costs { get; init; }
}

/// <summary>Size and statistics of the comparison.</summary>
public sealed record StudySettings
{
    public const double UsualBand = 0.02;

    public const int UsualFinals = 5;

    /// <summary>Architectures of the study: all where the space has no more, else so many drawn uniformly.</summary>
    [Range(3, 100_000)]
    public int Architectures { get; init; } = 200;

    /// <summary>Supernets, trained with different seeds.</summary>
    [Range(1, 100)]
    public int Supernets { get; init; } = 3;

    /// <summary>States of each supernet that are scored, evenly spaced over its training; the last is the trained supernet.</summary>
    [Range(1, 100)]
    public int Checkpoints { get; init; } = 3;

    /// <summary>
    /// Number of the last of these states from which chains of the sampler start. More than one shows how steady its ranking is from state
    /// to state.
    /// </summary>
    [Range(1, 100)]
    public int ChainedCheckpoints { get; init; } = 1;

    /// <summary>
    /// Further samplers by name, each with the keys of the section langevin that differ: <c>hot { learning-rate = 0.1 }</c>.
    /// </summary>
    public JsonObject Arms { get; init; } = [];

    /// <summary>k of the precision at top k.</summary>
    [Range(1, 100_000)]
    public int Top { get; init; } = 20;

    /// <summary>Number of resamples of the bootstrap.</summary>
    [Range(100, 100_000)]
    public int Resamples { get; init; } = 1000;

    /// <summary>Confidence level of the bootstrap's intervals.</summary>
    [Range(0.5, 0.999)]
    public double Confidence { get; init; } = 0.95;

    /// <summary>
    /// Architectures whose costs differ by at most this share of the smaller one are of equal cost; null: <see cref="UsualBand"/>. Not
    /// written where it is not set, so that settings from before it keep their names.
    /// </summary>
    [Range(0.0, 1.0), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Band { get; init; }

    /// <summary>How many of the best by score the simulated finals try; null: <see cref="UsualFinals"/>.</summary>
    [Range(1, 1000), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Finals { get; init; }

    /// <summary>Tries of a piece of work that fails by itself.</summary>
    [Range(1, 100)]
    public int Attempts { get; init; } = 3;
}
