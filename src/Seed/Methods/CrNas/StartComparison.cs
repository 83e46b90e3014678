using System.Collections.Immutable;
using System.Globalization;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Settings;
using Seed.Results;

namespace Seed.Methods.CrNas;

/// <summary>What a search found, held against what it started from on the same images with the same weights.</summary>
/// <param name="Phase">The phase that compared them.</param>
/// <param name="Change">What the search found; null: the start itself.</param>
/// <param name="Difference">Score of the change less that of the start.</param>
/// <param name="StandardError">Standard error of the difference over the images; null where nothing tells it.</param>
/// <param name="Replaced">Whether the change took the place of the start.</param>
public sealed record StartComparison(
    string Phase,
    CandidateView Start,
    CandidateView? Change,
    double Difference,
    double? StandardError,
    bool Replaced
)
{
    /// <summary>The one that the search goes on with.</summary>
    public CandidateView Kept => Replaced ? Change! : Start;

    /// <summary>One sentence: what was kept, and why.</summary>
    public string Sentence
    {
        get
        {
            var (search, start) =
                Phase == PhaseNames.StageComparison
                    ? ("stage search", $"the unmodified allocation {Start.Architecture}")
                    : ("operation search", $"the undilated network {Start.Architecture}");
            if (Change is null)
                return $"The {search} found nothing better than {start}.";
            var error = StandardError is { } known ? $" ± {Points(known)}" : "";
            var scored = $"scored {Points(Math.Abs(Difference))}{error} points {(Difference < 0 ? "less" : "more")}";
            return (Replaced, StandardError) switch
            {
                (true, null) =>
                    $"The {search} replaced {start} by {Change.Architecture}, which {scored}; its proxy does not tell whether that is chance.",
                (true, _) =>
                    $"The {search} replaced {start} by {Change.Architecture}, which {scored}: better beyond chance ({Margin} standard errors) with these weights.",
                _ =>
                    $"The {search} kept {start}: {Change.Architecture} {scored}, which is not better beyond chance ({Margin} standard errors).",
            };
        }
    }

    private static string Margin => StartRule.Margin.ToString(CultureInfo.InvariantCulture);

    /// <summary>The comparisons that are over, in the order of their phases.</summary>
    public static ImmutableArray<StartComparison> Of(SearchOutcome outcome) =>
        [
            .. new[] { PhaseNames.StageComparison, PhaseNames.OperationComparison }
                .Where(name => outcome.View.Phases.Any(phase => phase.Name == name && phase.Status == PhaseStatus.Completed))
                .Select(name => Of(name, [.. outcome.Candidates.Where(one => one.Phase == name && one.Score is not null)]))
                .OfType<StartComparison>(),
        ];

    private static StartComparison? Of(string phase, ImmutableArray<CandidateView> scored)
    {
        if (scored.FirstOrDefault(one => one.Index == 0) is not { } start)
            return null;
        if (scored.FirstOrDefault(one => one.Index == 1) is not { } change)
            return new StartComparison(phase, start, null, 0, null, Replaced: false);
        var verdict = StartRule.Judge(change.Score!.Value - start.Score!.Value, change.Folds, start.Folds);
        return new StartComparison(phase, start, change, verdict.Difference, verdict.Error, verdict.Replaces);
    }

    private static string Points(double fraction) => ComparisonText.Hundredths(fraction);
}
