using System.Collections.Immutable;
using Nas.Model.Metrics;

namespace Nas.Model.Methods.Fidelity;

/// <summary>What proxies know among architectures of about the same cost: a search under a constraint has to tell these apart.</summary>
/// <param name="Band">Share of the smaller cost by which two may differ.</param>
/// <param name="Cost">What is meant by cost.</param>
/// <param name="Pairs">Pairs inside the band.</param>
/// <param name="EqualPairs">Pairs of exactly equal cost.</param>
/// <param name="TruthTau">Kendall's tau-b between seeds of the truth inside the band, mean over pairs of seeds: what a proxy can hardly
/// exceed by much; null: there is one seed.</param>
/// <param name="Truth">Parts of the truth's variance inside the band, in points; null: there is one seed, or no pair.</param>
/// <param name="Neighbourhoods">Architectures with enough others inside the band to choose from.</param>
/// <param name="Near">Mean number of architectures in such a neighbourhood.</param>
public sealed record EqualCostReport(
    double Band,
    string Cost,
    long Pairs,
    long EqualPairs,
    Estimate? TruthTau,
    TruthParts? Truth,
    int Neighbourhoods,
    double? Near,
    ImmutableArray<EqualCostFidelity> Proxies,
    ImmutableArray<EqualCostDifference> Differences
)
{
    /// <summary>Fewer pairs of exactly equal cost say nothing.</summary>
    public const int FewestPairs = 30;

    /// <summary>Fewer architectures are no choice; the best of them by score is the best of them too often.</summary>
    public const int FewestNear = 5;
}

/// <param name="Within">Kendall's tau-b with the truth over the pairs inside the band, mean over supernets.</param>
/// <param name="Equal">The same over the pairs of exactly equal cost; null: there are too few.</param>
/// <param name="Gain">Points of truth by which the best by score is above the mean of its neighbourhood, mean over neighbourhoods.</param>
/// <param name="Percentile">Part of its neighbourhood that the best by score is better than.</param>
/// <param name="Regret">Points of truth by which the neighbourhood's best is above the best by score.</param>
public sealed record EqualCostFidelity(
    string Name,
    Estimate? Within,
    ImmutableArray<double?> WithinBySupernet,
    Estimate? Equal,
    ImmutableArray<double?> EqualBySupernet,
    Estimate? Gain,
    Estimate? Percentile,
    Estimate? Regret,
    ScoreParts? Parts
);

/// <summary>Paired differences.</summary>
public sealed record EqualCostDifference(string Of, string Minus, Estimate? Within, Estimate? Equal, Estimate? Gain);

/// <summary>
/// Of what the variance of a proxy's scores inside the band consists, as standard deviations in the score's own unit. A part whose variance
/// comes out below zero, by chance, is 0.
/// </summary>
/// <param name="Architectures">What all supernets agree on; null: there is one supernet.</param>
/// <param name="Supernets">What all samples of one supernet agree on, and the others do not; without several samples, chance of that one
/// included; null: there is one supernet.</param>
/// <param name="Samples">Chance of one sample; null: there is one.</param>
/// <param name="OverSupernets">Reliability: the part of the variance of one supernet's scores that all supernets agree on.</param>
/// <param name="OverSamples">Reliability: the part of that variance that is not the chance of its samples.</param>
public sealed record ScoreParts(double? Architectures, double? Supernets, double? Samples, double? OverSupernets, double? OverSamples);

/// <param name="Architectures">Standard deviation of what all seeds agree on.</param>
/// <param name="Seeds">Standard deviation of one seed about that.</param>
/// <param name="Reliability">Part of the variance of the mean over all seeds that is not their chance.</param>
public sealed record TruthParts(double Architectures, double Seeds, double Reliability);
