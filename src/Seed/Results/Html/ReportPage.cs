using System.Collections.Immutable;
using Actors.Search;
using Seed.Results.Plots;
using Seed.SearchFiles;

namespace Seed.Results.Html;

/// <summary>The report of a search as one page that needs nothing from anywhere.</summary>
public static class ReportPage
{
    /// <param name="drawing">The winner as SVG; null where there is no winner yet.</param>
    public static string Render(SearchOutcome outcome, ImmutableArray<Plot> plots, string? drawing, VersionInfo versions)
    {
        var body = Markup.Join(
        [
            Head(outcome), ReportSections.Comparison(outcome), Winner(outcome, drawing), Figures(plots), ReportSections.Posterior(outcome),
            ReportSections.Phases(outcome.View), ReportSections.Reproduce(outcome), ReportSections.Caveats(outcome), ReportSections.Settings(outcome.Settings),
            ReportSections.Versions(versions),
        ]);
        return Markup.Of($"""
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

            """).ToString();
    }

    private static Markup Head(SearchOutcome outcome)
    {
        var settings = outcome.Settings;
        var notice = outcome.DataNotice is { } text ? Markup.Of($"""<p class="notice" role="note"><strong>Not the data asked for.</strong> {text}</p>""") : Markup.Empty;
        var unfinished = outcome.View.Status == SearchStatus.Completed
            ? Markup.Empty
            : Markup.Of($"""<p class="notice" role="note">This search is not finished ({outcome.View.Status.ToString().ToLowerInvariant()}): what follows is what there is so far.</p>""");
        return Markup.Of($"""
            <header>
            <p class="faint">Langevin architecture search</p>
            <h1>{settings.Name}</h1>
            <p class="lead">{Summary.Sentence(outcome)}</p>
            {unfinished}{notice}
            {Tiles(outcome)}
            </header>
            """);
    }

    private static Markup Tiles(SearchOutcome outcome)
    {
        var winner = outcome.Comparison.FirstOrDefault(row => row.Role == Comparison.Winner);
        var tiles = new List<(string Value, string Label)>();
        if (winner?.TestAccuracy is { } accuracy) tiles.Add((Summary.Percent(accuracy), "test accuracy of the winner"));
        if (outcome.View.Best is { } best)
        {
            tiles.Add((ScaledNumber.Round(best.Madds), "Multiply-Adds"));
            tiles.Add((ScaledNumber.Round(best.Parameters), "parameters"));
        }
        tiles.Add(($"{outcome.Candidates.Count(c => c.Phase == Nas.Model.Execution.PhaseNames.Search)}", "architectures scored"));
        return Markup.Of($"""<div class="tiles">{Markup.Join(tiles.Select(tile => Markup.Of($"""<div class="tile"><b>{tile.Value}</b><span>{tile.Label}</span></div>""")))}</div>""");
    }

    private static Markup Winner(SearchOutcome outcome, string? drawing)
    {
        if (outcome.View.Best is not { } best || drawing is null) return Markup.Empty;
        return Markup.Of($"""
            <section>
            <h2>The winner</h2>
            <div class="drawing">{Markup.Trusted(drawing)}</div>
            <p class="faint">Canonical text: <code>{best.Architecture}</code></p>
            </section>
            """);
    }

    private static Markup Figures(ImmutableArray<Plot> plots)
    {
        if (plots.IsEmpty) return Markup.Empty;
        var figures = plots.Select(plot => Markup.Of($"""
            <figure>
            <h3>{plot.Title}</h3>
            {Markup.Trusted(plot.ToInlineSvg())}
            <figcaption>{plot.Caption}</figcaption>
            </figure>
            """));
        return Markup.Of($"<section><h2>The search</h2>{Markup.Join(figures)}</section>");
    }
}
