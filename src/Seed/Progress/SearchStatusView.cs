using System.Collections.Immutable;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Methods;

namespace Seed.Progress;

/// <summary>
/// How far a search is: one document, whether a journal tells it (<c>status</c>) or a cluster (<c>watch</c>, the web page).
/// </summary>
/// <param name="Status">running, suspended, completed or failed; of a journal, as it last said.</param>
/// <param name="Best">The best candidate so far.</param>
/// <param name="CostUnit">Unit of a candidate's cost; null: it has none.</param>
/// <param name="Note">One line for people: best score so far, loss; or why the search failed, or no device works.</param>
/// <param name="Waiting">Why it has no more work for devices than it has.</param>
/// <param name="LateResults">Results that came when nobody waited for them any more, and were rejected.</param>
public sealed record SearchStatusView(
    string Search,
    SearchStatus Status,
    ImmutableArray<PhaseView> Phases,
    CandidateView? Best,
    string? CostUnit,
    string? Note,
    ImmutableArray<string> Waiting,
    int LateResults
)
{
    /// <summary>Directory of the journal; null: a cluster tells.</summary>
    public string? Directory { get; init; }

    /// <summary>Sentence about other data that were used than those asked for; null: none were, or a cluster tells.</summary>
    public string? DataNotice { get; init; }

    public static SearchStatusView Of(SearchView view, string directory, string? dataNotice)
    {
        var settings = MethodSciences.Read(view.Settings);
        return new(settings.Name, view.Status, view.Phases, view.Best, settings.CostUnit, view.Note, view.Waiting, view.LateResults)
        {
            Directory = directory,
            DataNotice = dataNotice,
        };
    }

    public static SearchStatusView Of(SearchProgress progress) =>
        new(
            progress.SearchId,
            progress.Status,
            [.. progress.Phases ?? []],
            progress.Best,
            progress.CostUnit,
            progress.Note,
            [.. progress.Waiting ?? []],
            progress.LateResults
        );
}
