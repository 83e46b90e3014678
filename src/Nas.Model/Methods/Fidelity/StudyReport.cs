using System.Collections.Immutable;
using Nas.Model.Metrics;

namespace Nas.Model.Methods.Fidelity;

/// <summary>What a study comes to. Figures that are undefined (all scores equal) are null.</summary>
/// <param name="MaddsTau">Kendall's tau-b of the Multiply-Adds alone with the truth.</param>
/// <param name="Proxies">At equal evaluation cost.</param>
/// <param name="Differences">Of tau, paired.</param>
/// <param name="ImageShare">Of the variance between the sampler's samples, the part that other weights on the same images do not show;
/// null: that was not measured.</param>
/// <param name="Across">Samples from all supernets.</param>
/// <param name="ByState">How the ranking depends on the state of the supernet that it is read from.</param>
/// <param name="Steadier">By how much steadier the sampler's ranking is than one checkpoint's, paired.</param>
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
);

/// <summary>How far the truth can be known from these trainings.</summary>
/// <param name="TauBetweenSeeds">Mean over pairs of seeds; null: there is one. What a proxy can hardly exceed.</param>
/// <param name="Spread">Standard deviation over the architectures of their mean accuracy.</param>
/// <param name="SeedDeviation">Of one architecture's accuracy over its seeds, mean over the architectures.</param>
public sealed record TruthQuality(int Seeds, Estimate? TauBetweenSeeds, double Worst, double Best, double Spread, double? SeedDeviation);

/// <summary>How a proxy ranks.</summary>
/// <param name="Tau">Kendall's tau-b with the truth, mean over supernets.</param>
/// <param name="TauBySupernet">The same for each.</param>
/// <param name="TopPrecision">Part of its best that are among the truth's best.</param>
/// <param name="TauBetweenSupernets">Agreement of its rankings by different supernets, mean over pairs.</param>
/// <param name="DeviationBetweenSupernets">Of a candidate's score over supernets, each supernet's mean taken off; root mean square over
/// candidates.</param>
/// <param name="DeviationBetweenSamples">Of a candidate's score over the samples of one supernet, each sample's mean taken off; null: there
/// is one.</param>
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
);

/// <param name="BeyondMadds">The difference of the partial taus given the Multiply-Adds.</param>
public sealed record TauDifference(string Of, string Minus, Estimate? Difference, Estimate? BeyondMadds);

/// <summary>
/// A proxy whose sample k comes from supernet k mod S instead of all from one: as many evaluations, but S supernets to train.
/// </summary>
/// <param name="Difference">To one checkpoint of one supernet, paired.</param>
public sealed record TauAcrossSupernets(string Name, Estimate? Tau, Estimate? Difference);

/// <param name="Samples">The first so many of the K.</param>
public sealed record TauOfSamples(string Name, int Samples, Estimate? Tau);

/// <param name="State">Number of the supernet's state; the last is the trained one.</param>
/// <param name="Steps">Of training.</param>
/// <param name="Tau">With the truth.</param>
/// <param name="TauToTrained">With the ranking that the same proxy gives from the trained supernet; null for that itself.</param>
public sealed record StateFidelity(string Name, int State, int Steps, Estimate? Tau, Estimate? TauToTrained);

/// <param name="Over">What rankings are compared over.</param>
/// <param name="Difference">Of the tau between rankings: the sampler's minus one checkpoint's.</param>
public sealed record SteadinessDifference(string Over, Estimate? Difference);

/// <summary>A race over the samples, run on the recorded scores.</summary>
/// <param name="Share">Of the evaluations that all samples for all candidates would be.</param>
/// <param name="Tau">Of the levels that the race knew at its end, with the truth.</param>
/// <param name="Difference">Of that tau to the one of all samples.</param>
/// <param name="TopPrecision">Part of its best that are among the truth's best.</param>
public sealed record RaceOutcome(int Keep, double Margin, double Share, Estimate? Tau, Estimate? Difference, Estimate? TopPrecision);
