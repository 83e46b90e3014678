using System.Collections.Immutable;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Settings;
using Seed.Results;

namespace Seed.Methods.StNas;

/// <summary>The numbers of a topology search's result, as <c>metrics.json</c> holds them.</summary>
public sealed record Metrics(
    string Search,
    SearchStatus Status,
    string? Architecture,
    long? Madds,
    long? Parameters,
    double? Score,
    double? StandardError,
    double? TestAccuracy,
    ImmutableArray<ComparisonRow> Retrained,
    ImmutableArray<Verdict> Verdicts,
    ImmutableArray<FinalsRow> Finals,
    double? TauOfScoresAndTrials,
    ImmutableSortedDictionary<string, double> DeviceSeconds,
    int Candidates,
    int Failed,
    ProxyQuality Proxy,
    string? DataNotice
)
{
    public static Metrics Of(StNasResult result)
    {
        var outcome = result.Outcome;
        var best = outcome.View.Best;
        var searched = outcome.Candidates.Where(candidate => candidate.Phase == PhaseNames.Search).ToArray();
        return new Metrics(
            result.Settings.Name,
            outcome.View.Status,
            best?.Architecture,
            best?.Madds,
            best?.Parameters,
            best?.Score,
            best?.StandardError,
            result.WinnerRow?.TestAccuracy,
            result.Comparison,
            result.Verdicts,
            result.Finals,
            FinalsSection.Agreement(result),
            outcome.DeviceSeconds.ToImmutableSortedDictionary(one => one.Phase, one => one.Seconds, StringComparer.Ordinal),
            searched.Length,
            searched.Count(candidate => candidate.Failure is not null),
            result.Proxy,
            outcome.DataNotice
        );
    }
}
