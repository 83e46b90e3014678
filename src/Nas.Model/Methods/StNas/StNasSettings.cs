using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Nas.Model.Settings;

namespace Nas.Model.Methods.StNas;

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

    /// <summary>Null: there are none, as before 0.2; a search file that says nothing of them gets the usual ones.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FinalsSettings? Finals { get; init; }

    public BaselineSettings Baselines { get; init; } = new();

    public RetrainSettings Retrain { get; init; } = new();

    /// <summary>Phases of plug-ins, between the search and the baselines; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<PhaseSettings>? Phases { get; init; }

    ImmutableArray<string> IPhasedSettings.Followed => [PhaseNames.Search];

    public override SearchSettings WithSmallerProxyBatches(int divisor) => this with { Proxy = Proxy.Smaller(divisor) };
}

/// <summary>Training of the shared weights: single path one-shot, drawn from the space (inside the constraint).</summary>
public sealed record SupernetSettings : ClassifierTrainingSettings
{
    /// <summary>
    /// Fraction of the steps, of the chains from these weights too, whose path has no augmented edge: drawn uniformly among the chain-only
    /// architectures inside the constraint, where there is one. Not written where it is 0, so that settings from before it keep their
    /// names.
    /// </summary>
    [Range(0.0, 1.0), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double ChainPaths { get; init; }
}

/// <summary>Architectures that the winner is compared with.</summary>
public sealed record BaselineSettings
{
    /// <summary>Chain-only architectures scored to find the best chain of the winner's MAdds; 0: no chain baseline.</summary>
    [Range(0, 1_000_000)]
    public int ChainCandidates { get; init; } = 32;

    /// <summary>A random architecture of the winner's MAdds is retrained as well.</summary>
    public bool Random { get; init; } = true;

    /// <summary>
    /// Random search for the price of the search: as many random architectures of the winner's MAdds are trained as the winner is as the
    /// search's own work pays for, and the best of them by validation is retrained as well. It doubles what a search costs.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RandomSearch { get; init; }

    /// <summary>
    /// Largest difference, as a fraction of the winner's MAdds, at which another architecture counts as having the same MAdds.
    /// </summary>
    [Range(0, 1)]
    public double Tolerance { get; init; } = 0.02;
}

/// <summary>Training from scratch of the architectures that the report compares.</summary>
public sealed record RetrainSettings : ClassifierTrainingSettings
{
    /// <summary>Networks trained for each architecture, with different seeds.</summary>
    [Range(1, 100)]
    public int Seeds { get; init; } = 1;
}
