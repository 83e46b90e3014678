using System.Collections.Immutable;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Results;

namespace Seed.Methods.CrNas;

/// <summary>The numbers of a reallocation search's result, as <c>metrics.json</c> holds them.</summary>
/// <param name="Architecture">Null before a whole reallocation has been scored.</param>
/// <param name="Madds">Multiply-Adds of the whole detector.</param>
/// <param name="TestAp">Mean over the seeds of the full result.</param>
public sealed record CrNasMetrics(
    string Search,
    SearchStatus Status,
    string Backbone,
    string? Allocation,
    string? Architecture,
    long? Madds,
    long? Parameters,
    double? Score,
    double? StandardError,
    double? TestAp,
    ImmutableArray<ComparisonNumbers> Trained,
    PhaseNumbers StageSearch,
    PhaseNumbers OperationSearch,
    string? DataNotice
)
{
    /// <summary>What the searches found, held against what they started from; null: no comparison is over.</summary>
    public ImmutableArray<StartNumbers>? Compared { get; init; }

    public static CrNasMetrics Of(CrNasResult result)
    {
        var outcome = result.Outcome;
        var best = result.Found is null ? null : outcome.View.Best;
        return new CrNasMetrics(
            result.Settings.Name,
            outcome.View.Status,
            result.Settings.Backbone.Name,
            result.Found is { } found ? string.Join(',', found.Blocks) : result.BestAllocation?.Architecture,
            best?.Architecture,
            best?.Madds,
            best?.Parameters,
            best?.Score,
            best?.StandardError,
            result.Final?.Full?.Of(TrainedComparison.Ap)?.Mean,
            ComparisonNumbers.Of(result.Comparisons),
            PhaseNumbers.Of(outcome, PhaseNames.StageSearch, result.StageProxy),
            PhaseNumbers.Of(outcome, PhaseNames.OperationSearch, result.OperationProxy),
            outcome.DataNotice
        )
        {
            Compared = result.Compared.IsEmpty ? null : [.. result.Compared.Select(StartNumbers.Of)],
        };
    }
}

/// <summary>What a search found, held against what it started from.</summary>
/// <param name="Kept">The one that the search went on with.</param>
public sealed record StartNumbers(
    string Phase,
    string Start,
    string? Change,
    double Difference,
    double? StandardError,
    string Kept,
    string Note
)
{
    internal static StartNumbers Of(StartComparison one) =>
        new(
            one.Phase,
            one.Start.Architecture,
            one.Change?.Architecture,
            one.Difference,
            one.StandardError,
            one.Kept.Architecture,
            one.Sentence
        );
}

/// <summary>One phase of scored candidates.</summary>
public sealed record PhaseNumbers(int Candidates, int Failed, ProxyQuality Proxy)
{
    public static PhaseNumbers Of(SearchOutcome outcome, string phase, ProxyQuality proxy)
    {
        var candidates = outcome.Candidates.Where(candidate => candidate.Phase == phase).ToArray();
        return new PhaseNumbers(candidates.Length, candidates.Count(candidate => candidate.Failure is not null), proxy);
    }
}

/// <summary>The detectors that one phase trained.</summary>
/// <param name="Notes">Sentences about what may and may not be concluded.</param>
public sealed record ComparisonNumbers(
    string Phase,
    ImmutableArray<RoleNumbers> Roles,
    ImmutableArray<DifferenceNumbers> Differences,
    ImmutableArray<string> Notes
)
{
    public static ImmutableArray<ComparisonNumbers> Of(IEnumerable<TrainedComparison> comparisons) =>
        [
            .. comparisons.Select(comparison => new ComparisonNumbers(
                comparison.Phase,
                [.. comparison.Roles.Select(role => RoleNumbers.Of(role, comparison))],
                [.. comparison.Changed.Select(role => DifferenceNumbers.Of(role, comparison))],
                [.. ComparisonText.Verdicts(comparison)]
            )),
        ];
}

/// <param name="Measures">Mean and standard deviation over the seeds, by the measure's name.</param>
/// <param name="Seeds">Every seed's own measures.</param>
public sealed record RoleNumbers(
    string Role,
    string Architecture,
    ImmutableArray<int> Blocks,
    long? Madds,
    long? Parameters,
    ImmutableSortedDictionary<string, Spread> Measures,
    ImmutableArray<SeedMeasures> Seeds
)
{
    public static RoleNumbers Of(TrainedRole role, TrainedComparison comparison) =>
        new(
            role.Role,
            role.Architecture,
            role.Blocks,
            role.Madds,
            role.Parameters,
            comparison
                .Measures.Select(measure => KeyValuePair.Create(measure, role.Of(measure)))
                .Where(pair => pair.Value is not null)
                .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal),
            role.Seeds
        );
}

/// <summary>A role less the baseline.</summary>
public sealed record DifferenceNumbers(string Role, string To, ImmutableSortedDictionary<string, PairedDifference> Measures)
{
    public static DifferenceNumbers Of(TrainedRole role, TrainedComparison comparison) =>
        new(
            role.Role,
            Roles.Baseline,
            comparison
                .Measures.Select(measure => KeyValuePair.Create(measure, role.Less(comparison.Baseline!, measure)))
                .Where(pair => pair.Value is not null)
                .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal)
        );
}
