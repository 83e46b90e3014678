using System.Collections.Immutable;
using Actors.Search.Reading;
using Actors.Search.State;
using Seed.Results.Plots;

namespace Seed.Results.Html;

/// <summary>The report of a search as one page that needs nothing from anywhere.</summary>
public static class ReportPage
{
    public static string Render(ISearchResult result, VersionInfo versions)
    {
        var (outcome, parts) = (result.Outcome, result.Report);
        var body = Markup.Join([
            Head(result, parts),
            parts.Trained,
            parts.Found,
            Figures(parts.Figures),
            parts.Proxy,
            ReportSections.Phases(outcome.View),
            ReportSections.Reproduce(outcome),
            ReportSections.Caveats([.. parts.Caveats, .. SmallerBatches(outcome), .. outcome.LeftOut]),
            ReportSections.Settings(outcome.Settings),
            ReportSections.Versions(versions),
        ]);
        return Markup
            .Of(
                $"""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>{outcome.Settings.Name}: architecture search</title>
                <style>{Markup.Trusted(ReportStyle.Css)}</style>
                </head>
                <body><main>
                {body}
                </main></body>
                </html>

                """
            )
            .ToString();
    }

    private static IEnumerable<string> SmallerBatches(SearchOutcome outcome)
    {
        var count = outcome.Candidates.Count(candidate => candidate.BatchDivisor > 0);
        if (count > 0)
            yield return $"{count} candidates did not fit into a device's memory and were scored with smaller minibatches, which may change a score: see batch_divisor in candidates.csv.";
    }

    private static Markup Head(ISearchResult result, ReportParts parts)
    {
        var outcome = result.Outcome;
        var notice = outcome.DataNotice is { } text
            ? Markup.Of($"""<p class="notice" role="note"><strong>Not the data asked for.</strong> {text}</p>""")
            : Markup.Empty;
        var unfinished =
            outcome.View.Status == SearchStatus.Completed
                ? Markup.Empty
                : Markup.Of(
                    $"""<p class="notice" role="note">This search is not finished ({outcome.View.Status.ToString().ToLowerInvariant()}): what follows is what there is so far.</p>"""
                );
        return Markup.Of(
            $"""
            <header>
            <p class="faint">Langevin architecture search</p>
            <h1>{outcome.Settings.Name}</h1>
            <p class="lead">{result.Sentence}</p>
            {unfinished}{notice}
            {Tiles(parts.Tiles)}
            </header>
            """
        );
    }

    private static Markup Tiles(ImmutableArray<(string Value, string Label)> tiles) =>
        Markup.Of(
            $"""<div class="tiles">{Markup.Join(tiles.Select(tile => Markup.Of($"""<div class="tile"><b>{tile.Value}</b><span>{tile.Label}</span></div>""")))}</div>"""
        );

    private static Markup Figures(ImmutableArray<Plot> plots) =>
        plots.IsEmpty
            ? Markup.Empty
            : Markup.Of($"<section><h2>The search</h2>{Markup.Join(plots.Select(ReportSections.Figure))}</section>");
}
