using System.ComponentModel.DataAnnotations;

namespace Actors.Strategies.Bayesian;

public sealed record BayesianOptions
{
    /// <summary>Random architectures that are proposed before the predictor is asked.</summary>
    [Range(1, 100_000)]
    public int Initial { get; init; } = 12;

    /// <summary>Variance that all decisions together have, each for itself, by the prior; scores have variance 1.</summary>
    [Range(1e-6, 1e6)]
    public double SingleVariance { get; init; } = 1;

    /// <summary>The same of all pairs of decisions, beyond what each does for itself.</summary>
    [Range(1e-6, 1e6)]
    public double PairVariance { get; init; } = 0.3;

    /// <summary>Variance of what decisions and pairs do not explain.</summary>
    [Range(1e-6, 1e6)]
    public double NoiseVariance { get; init; } = 0.02;

    /// <summary>
    /// Scores below the median by more than this multiple of the distance from the median to the best are taken for that bad: what is far
    /// from good is not worth learning.
    /// </summary>
    [Range(0, 1e6)]
    public double Floor { get; init; } = 3;

    /// <summary>Boldness of draws: 1 is Thompson sampling, 0 takes the candidate of which the predictor expects most.</summary>
    [Range(0, 100)]
    public double Boldness { get; init; } = 0.5;

    /// <summary>Architectures from which the best prediction is climbed to.</summary>
    [Range(2, 1000)]
    public int Starts { get; init; } = 8;

    /// <summary>Greatest number of features: a proposal takes time of its square.</summary>
    [Range(1, 4000)]
    public int MostFeatures { get; init; } = 400;
}
