using System.Collections.Immutable;
using Nas.Model.Metrics;

namespace Nas.Model.Methods.Fidelity;

/// <summary>The results of a study. Figures that are undefined (all scores equal) are null.</summary>
/// <param name="MaddsTau">Kendall's tau-b of the Multiply-Adds alone with the truth.</param>
/// <param name="Proxies">Fidelity of each proxy, at equal evaluation cost.</param>
/// <param name="Differences">Paired differences of tau.</param>
/// <param name="ImageShare">Part of the variance between the sampler's samples that other weights on the same images do not show; null: it
/// was not measured.</param>
/// <param name="Across">Tau of proxies whose samples come from all supernets.</param>
/// <param name="ByState">Fidelity of the ranking by the state of the supernet that it is read from.</param>
/// <param name="Steadier">Paired difference in steadiness between the sampler's ranking and that of one checkpoint.</param>
public sealed record StudyReport(
    int Architectures,
    TruthQuality Truth,
    Estimate? MaddsTau,
    ImmutableArray<ProxyFidelity> Proxies,
    ImmutableArray<TauDifference> Differences,
    double? ImageShare,
    ImmutableArray<TauAcrossSupernets> Across,
    ImmutableArray<TauOfSamples> BySamples,
    ImmutableArray<StateFidelity> ByState,
    ImmutableArray<SteadinessDifference> Steadier,
    ImmutableArray<RaceOutcome> Races
)
{
    public required EqualCostReport EqualCost { get; init; }

    /// <summary>What parts of architectures are worth; empty: what they consist of is not known.</summary>
    public required ImmutableArray<PartBias> Biases { get; init; }

    public required FinalsReport Finals { get; init; }
}

/// <summary>Precision to which these trainings can know the truth.</summary>
/// <param name="TauBetweenSeeds">Mean over pairs of seeds, which a proxy can hardly exceed; null: there is one seed.</param>
/// <param name="Spread">Standard deviation over the architectures of their mean accuracy.</param>
/// <param name="SeedDeviation">Standard deviation of one architecture's accuracy over its seeds, mean over the architectures.</param>
public sealed record TruthQuality(int Seeds, Estimate? TauBetweenSeeds, double Worst, double Best, double Spread, double? SeedDeviation);

/// <summary>Agreement of a proxy's ranking with the truth, and its steadiness.</summary>
/// <param name="Tau">Kendall's tau-b with the truth, mean over supernets.</param>
/// <param name="TauBySupernet">Kendall's tau-b with the truth for each supernet.</param>
/// <param name="TopPrecision">Part of the proxy's best architectures that are among the truth's best.</param>
/// <param name="TauBetweenSupernets">Agreement of its rankings by different supernets, mean over pairs.</param>
/// <param name="DeviationBetweenSupernets">Deviation of a candidate's score over supernets, with each supernet's mean taken off; root mean
/// square over candidates.</param>
/// <param name="DeviationBetweenSamples">Deviation of a candidate's score over the samples of one supernet, with each sample's mean taken
/// off; null: there is one sample.</param>
/// <param name="TauBeyondMadds">Kendall's partial tau with the truth, given the Multiply-Adds: what the proxy knows beyond them.</param>
/// <param name="Level">Mean score of all candidates.</param>
/// <param name="Spread">Standard deviation of the score over candidates, mean over supernets.</param>
/// <param name="Reliability">Part of the score's variance over candidates that is not the chance of its samples; null: there is one
/// sample.</param>
/// <param name="Successive">Correlation of what candidates deviate by in one sample and in the next; 0: samples are independent.</param>
public sealed record ProxyFidelity(
    string Name,
    Estimate? Tau,
    ImmutableArray<double?> TauBySupernet,
    Estimate? Spearman,
    Estimate? TopPrecision,
    Estimate? TauBetweenSupernets,
    double? DeviationBetweenSupernets,
    double? DeviationBetweenSamples,
    Estimate? TauBeyondMadds,
    double Level,
    double Spread,
    double? Reliability,
    double? Successive
)
{
    /// <summary>What the scores are: accuracies, or minus cross entropies.</summary>
    public required string Metric { get; init; }
}

/// <param name="BeyondMadds">The difference of the partial taus given the Multiply-Adds.</param>
public sealed record TauDifference(string Of, string Minus, Estimate? Difference, Estimate? BeyondMadds);

/// <summary>
/// A proxy whose sample k comes from supernet k mod S instead of all from one: as many evaluations, but S supernets to train.
/// </summary>
/// <param name="Difference">Paired difference from one checkpoint of one supernet.</param>
public sealed record TauAcrossSupernets(string Name, Estimate? Tau, Estimate? Difference);

/// <param name="Samples">Number of samples used: the first ones of the K.</param>
public sealed record TauOfSamples(string Name, int Samples, Estimate? Tau);

/// <param name="State">Number of the supernet's state; the last is the trained one.</param>
/// <param name="Steps">Training steps done in this state.</param>
/// <param name="Tau">Kendall's tau-b with the truth.</param>
/// <param name="TauToTrained">Kendall's tau-b with the ranking that the same proxy gives from the trained supernet; null for the trained
/// supernet itself.</param>
public sealed record StateFidelity(string Name, int State, int Steps, Estimate? Tau, Estimate? TauToTrained);

/// <param name="Over">Rankings that are compared: those of different supernets, or those of an early state and the trained one, named by
/// their steps.</param>
/// <param name="Difference">Difference of the tau between rankings: the sampler's minus that of one checkpoint.</param>
public sealed record SteadinessDifference(string Over, Estimate? Difference);

/// <summary>A race over the samples, run on the recorded scores.</summary>
/// <param name="Share">Part of the evaluations that all samples for all candidates would need.</param>
/// <param name="Tau">Kendall's tau-b with the truth, of the levels that the race knew at its end.</param>
/// <param name="Difference">Difference of that tau from the tau of all samples.</param>
/// <param name="TopPrecision">Part of the race's best architectures that are among the truth's best.</param>
public sealed record RaceOutcome(int Keep, double Margin, double Share, Estimate? Tau, Estimate? Difference, Estimate? TopPrecision);
