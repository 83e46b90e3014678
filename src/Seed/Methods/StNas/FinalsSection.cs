using Seed.Results;
using Seed.Results.Html;

namespace Seed.Methods.StNas;

/// <summary>The report's table of what was tried out.</summary>
internal static class FinalsSection
{
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
        return Markup.Of(
            $"""
            <section>
            <h2>Finals</h2>
            <p>Shared weights guess, a training of its own knows: the best by score were trained by themselves for a short while, the better ones for longer. The winner is the best of the last
            rung on validation images.</p>
            <div class="scroll"><table>
            <thead><tr><th>phase</th><th>architecture</th><th class="n">steps</th><th class="n">validation accuracy</th><th class="n">MAdds</th></tr></thead>
            <tbody>{Markup.Join(rows)}</tbody>
            </table></div>
            </section>
            """
        );
    }
}
