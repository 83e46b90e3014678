using System.Collections.Immutable;
using Nas.Model.Data;
using Seed.Results;
using Seed.Results.Html;

namespace Seed.Methods.StNas;

/// <summary>The sections that only the report of a topology search has.</summary>
internal static class TopologySections
{
    public static Markup Comparison(StNasResult result)
    {
        if (result.Comparison.IsEmpty)
            return Markup.Empty;
        var winner = result.Comparison[0].TestAccuracy;
        var rows = result.Comparison.Select(row =>
            Markup.Of(
                $"""
                <tr{Markup.Trusted(row.Role == StNas.Comparison.Winner ? " class=\"winner\"" : "")}><td>{RowName(result, row)}</td>
                <td class="n">{Accuracy(row)}</td><td class="n">{Difference(
                    row,
                    winner
                )}</td><td class="n">{row.Madds:N0}</td><td class="n">{row.Parameters:N0}</td><td class="n">{row.Runs}</td></tr>
                """
            )
        );
        return Markup.Of(
            $"""
            <section>
            <h2>Trained from scratch</h2>
            <div class="scroll"><table>
            <thead><tr><th>architecture</th><th class="n">test accuracy</th><th class="n">difference</th><th class="n">MAdds</th><th class="n">parameters</th><th class="n">seeds</th></tr></thead>
            <tbody>{Markup.Join(rows)}</tbody>
            </table></div>
            <p class="faint">Same training for all; the test images were looked at once, for this table.</p>
            </section>
            """
        );
    }

    public static Markup Posterior(StNasResult result)
    {
        var (langevin, proxy) = (result.Settings.Langevin, result.Proxy);
        if (langevin.Samples == 0)
        {
            return Markup.Of(
                $"""
                <section><h2>The proxy</h2>
                <p>Plain one-shot proxy: every architecture was scored with the trained supernet alone, without posterior samples.</p></section>
                """
            );
        }
        return Markup.Of(
            $"""
            <section>
            <h2>The proxy</h2>
            <p>The score of an architecture is {(
                ScoreText.IsLoss(result.Settings.Proxy) ? "minus its mean validation cross entropy" : "its mean validation accuracy"
            )} over {langevin.Samples} samples of the shared weights, drawn by stochastic gradient
            Langevin dynamics from {langevin.Chains} chain{(langevin.Chains == 1 ? "" : "s")}.</p>
            {PosteriorTable.Of(langevin, proxy, ScoreText.IsLoss(result.Settings.Proxy) ? ScoreText.Nats : null)}
            </section>
            """
        );
    }

    public static ImmutableArray<string> Caveats(StNasResult result)
    {
        var caveats = new List<string>();
        if (result.Closed is { } closed)
            caveats.Add(
                $"The space could not be opened when this page was made, so that it lacks the drawing: {closed} langevin report --plugins DIR makes it anew."
            );
        if (result.Settings.Retrain.Seeds < 3)
        {
            caveats.Add(
                $"Each architecture was trained from scratch with {(result.Settings.Retrain.Seeds == 1 ? "one seed" : "two seeds")}: differences of a few tenths of a percent between rows can be chance."
            );
        }
        if (KnownSets.Standard.Find(result.Settings.Data.Name) is not { IsOfUser: true })
            caveats.Add("The images are small and the trainings short: nothing here says how the architectures compare on large data.");
        if (result.Proxy is { HalvesTau: { } tau, Candidates: > 1 } && tau < 0.7)
        {
            caveats.Add(
                $"The samples agree only in part about the order (tau-b {tau:0.00} between halves): the winner is one of several that the proxy cannot tell apart."
            );
        }
        caveats.Add(
            $"A proxy score is {(ScoreText.IsLoss(result.Settings.Proxy) ? "minus a cross entropy" : "an accuracy")} with shared weights, to be compared with other scores only; it is not what the architecture reaches when trained by itself."
        );
        return [.. caveats];
    }

    private static string RowName(StNasResult result, ComparisonRow row)
    {
        var name = row.Role switch
        {
            StNas.Comparison.Winner => "winner",
            StNas.Comparison.ChainOnly => "best chain-only",
            StNas.Comparison.RandomSearch => "random search for the same price",
            _ => row.Role,
        };
        return row.Role == StNas.Comparison.Winner ? name : name + (Summary.IsAlike(result, row) ? ", same MAdds" : ", other MAdds");
    }

    private static string Accuracy(ComparisonRow row) =>
        row.TestAccuracy is not { } accuracy ? "-"
        : row.Deviation is { } deviation ? $"{FigureText.Percent(accuracy)} ± {deviation * 100:0.00}"
        : FigureText.Percent(accuracy);

    private static string Difference(ComparisonRow row, double? winner) =>
        row.Role == StNas.Comparison.Winner || winner is null || row.TestAccuracy is null
            ? ""
            : $"{(row.TestAccuracy.Value - winner.Value) * 100:+0.00;-0.00} points";
}
