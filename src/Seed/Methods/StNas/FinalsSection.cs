using Nas.Model.Metrics;
using Nas.Model.Settings;
using Seed.Results;
using Seed.Results.Html;

namespace Seed.Methods.StNas;

/// <summary>The report's table of what was tried out.</summary>
internal static class FinalsSection
{
    /// <summary>Kendall's tau-b between scores and trials of the first rung; null: there are too few.</summary>
    public static double? Agreement(StNasResult result)
    {
        var scores = result
            .Outcome.Candidates.Where(one => one is { Phase: PhaseNames.Search, Score: not null })
            .DistinctBy(one => one.Architecture)
            .ToDictionary(one => one.Architecture, one => one.Score!.Value);
        var tried = FirstRung(result).Where(row => row.Validation is not null && scores.ContainsKey(row.Architecture)).ToArray();
        return tried.Length < 3
            ? null
            : RankCorrelation.KendallTauB(
                [.. tried.Select(row => scores[row.Architecture])],
                [.. tried.Select(row => row.Validation!.Value)]
            );
    }

    private static IEnumerable<FinalsRow> FirstRung(StNasResult result) =>
        result.Finals.Where(row => row.Steps == result.Finals.Min(one => one.Steps));

    public static Markup Of(StNasResult result)
    {
        if (result.Finals.IsEmpty)
            return Markup.Empty;
        var winner = result.Outcome.View.Best?.Architecture;
        var rows = result.Finals.Select(row =>
            Markup.Of(
                $"""
                <tr{Markup.Trusted(
                    row.Architecture == winner ? " class=\"winner\"" : ""
                )}><td>{row.Phase}</td><td><code>{row.Architecture}</code></td>
                <td class="n">{row.Steps:N0}</td><td class="n">{(
                    row.Validation is { } accuracy ? FigureText.Percent(accuracy) : "-"
                )}</td><td class="n">{row.Madds:N0}</td></tr>
                """
            )
        );
        var agreement = Agreement(result) is { } tau
            ? $" In the first rung, the order by score and the order by trial agree with Kendall's tau-b {tau:0.00} over {FirstRung(result).Count()} architectures."
            : "";
        return Markup.Of(
            $"""
            <section>
            <h2>Finals</h2>
            <p>Shared weights guess, a training of its own knows: the best by score were trained by themselves for a short while, the better ones for longer. The winner is the best of the last
            rung on validation images.{agreement}</p>
            <div class="scroll"><table>
            <thead><tr><th>phase</th><th>architecture</th><th class="n">steps</th><th class="n">validation accuracy</th><th class="n">MAdds</th></tr></thead>
            <tbody>{Markup.Join(rows)}</tbody>
            </table></div>
            </section>
            """
        );
    }
}
