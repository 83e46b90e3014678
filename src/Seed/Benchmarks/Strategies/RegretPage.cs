using Seed.Results.Html;

namespace Seed.Benchmarks.Strategies;

/// <summary>The figures as one page that needs nothing from anywhere.</summary>
internal static class RegretPage
{
    public static string Render(StrategiesFigures figures)
    {
        var rows = Markup.Join(
            figures.Strategies.Select(strategy =>
                Markup.Of(
                    $"""
                    <tr><td>{strategy.Name}</td><td>{strategy.Points[^1].Median:0.####}</td><td>{strategy.Points[
                        ^1
                    ].Lower:0.####} to {strategy.Points[^1].Upper:0.####}</td>
                    <td>{100
                        * strategy.Found:0.#} %</td><td>{strategy.EvaluationsToTarget}</td><td>{strategy.MicrosecondsPerProposal:0}</td><td><code>{strategy.Options.ToJsonString()}</code></td></tr>
                    """
                )
            )
        );
        return Markup
            .Of(
                $"""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Strategies on {figures.Space}</title>
                <style>{Markup.Trusted(ReportStyle.Css)}</style>
                </head>
                <body><main>
                <header><p class="faint">Langevin strategy benchmark</p><h1>{figures.Space}</h1>
                <p class="lead">{figures.Architectures:N0} architectures, the best has {figures.Best:0.######}. {figures.Seeds} seeds from {figures.FirstSeed}, {figures.Budget} evaluations each,
                {figures.Window} outstanding at a time. Found means at least {figures.Target:0.######}.</p></header>
                {ReportSections.Figure(RegretPlot.Of(figures))}
                <section><table>
                <thead><tr><th>strategy</th><th>regret, median</th><th>quartiles</th><th>found</th><th>evaluations to it</th><th>us a proposal</th><th>options</th></tr></thead>
                <tbody>{rows}</tbody>
                </table></section>
                </main></body>
                </html>

                """
            )
            .ToString();
    }
}
