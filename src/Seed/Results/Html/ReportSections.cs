using System.Text.Json.Nodes;
using Actors.Search;
using Nas.Model.Settings;
using Seed.SearchFiles;

namespace Seed.Results.Html;

/// <summary>The report's sections, top to bottom.</summary>
internal static class ReportSections
{
    public static Markup Comparison(SearchOutcome outcome)
    {
        if (outcome.Comparison.IsEmpty) return Markup.Empty;
        var winner = outcome.Comparison[0].TestAccuracy;
        var rows = outcome.Comparison.Select(row => Markup.Of($"""
            <tr{Markup.Trusted(row.Role == Results.Comparison.Winner ? " class=\"winner\"" : "")}><td>{RowName(outcome, row)}</td>
            <td class="n">{Accuracy(row)}</td><td class="n">{Difference(row, winner)}</td><td class="n">{row.Madds:N0}</td><td class="n">{row.Parameters:N0}</td><td class="n">{row.Runs}</td></tr>
            """));
        return Markup.Of($"""
            <section>
            <h2>Trained from scratch</h2>
            <div class="scroll"><table>
            <thead><tr><th>architecture</th><th class="n">test accuracy</th><th class="n">difference</th><th class="n">MAdds</th><th class="n">parameters</th><th class="n">seeds</th></tr></thead>
            <tbody>{Markup.Join(rows)}</tbody>
            </table></div>
            <p class="faint">Same training for all; the test images were looked at once, for this table.</p>
            </section>
            """);
    }

    public static Markup Posterior(SearchOutcome outcome)
    {
        var (langevin, proxy) = (outcome.Settings.Langevin, outcome.Proxy);
        if (langevin.Samples == 0)
        {
            return Markup.Of($"""
                <section><h2>The proxy</h2>
                <p>Plain one-shot proxy: every architecture was scored with the trained supernet alone, without posterior samples.</p></section>
                """);
        }
        var kind = langevin.Temperature switch
        {
            1 => "T = 1, the true posterior",
            0 => "T = 0, plain gradient descent without noise: not a posterior",
            var t => $"T = {t}, a tempered (\"cold\") posterior",
        };
        var schedule = langevin.Schedule switch
        {
            "polynomial" => $"polynomial: eps_t = eps_0 (1 + t / {langevin.DecaySteps})^-{langevin.DecayPower}",
            "cyclic" => $"cyclic: cosine to zero, restarted every {langevin.CycleSteps} steps",
            _ => "constant",
        };
        return Markup.Of($"""
            <section>
            <h2>The proxy</h2>
            <p>The score of an architecture is its mean validation accuracy over {langevin.Samples} samples of the shared weights, drawn by stochastic gradient
            Langevin dynamics from {langevin.Chains} chain{(langevin.Chains == 1 ? "" : "s")}.</p>
            <table><tbody>
            {Row("temperature", kind)}
            {Row("step size", $"eps_0 = 2 x {langevin.LearningRate} / N; {schedule}")}
            {Row("burn-in, thinning", $"{langevin.BurnIn} steps, then a sample every {langevin.Thinning}")}
            {Row("prior precision", $"{langevin.PriorPrecision}")}
            {Row("candidates scored with every sample", $"{proxy.Candidates}")}
            {Row("tau-b between halves of the samples", Number(proxy.HalvesTau))}
            {Row("tau-b between single samples, mean over pairs", Number(proxy.PairTau))}
            {Row("standard error of a score, mean", Points(proxy.MeanStandardError))}
            {Row("standard deviation of the scores", Points(proxy.ScoreDeviation))}
            </tbody></table>
            </section>
            """);
    }

    public static Markup Phases(SearchView view) => Markup.Of($"""
        <section>
        <h2>Phases</h2>
        <table><tbody>{Markup.Join(view.Phases.Select(phase => Row(phase.Name, $"{phase.Done:N0} of {phase.Total:N0} {phase.Unit}{(phase.Note is { } note ? $"; {note}" : "")}")))}</tbody></table>
        </section>
        """);

    public static Markup Reproduce(SearchOutcome outcome) => Markup.Of($"""
        <section>
        <h2>Do it again</h2>
        <p>The file <code>search.json</code> beside this page is the search with every default filled in; it is itself a search file. The same file, seed, number of
        threads ({outcome.Settings.Devices.Threads}) and kind of device ({outcome.Settings.Devices.Kind}) give the same history and the same winner, whatever was killed on the way.</p>
        <pre>langevin run search.json --dir runs/{outcome.Settings.Name}-again</pre>
        </section>
        """);

    public static Markup Caveats(SearchOutcome outcome)
    {
        var caveats = new List<string>();
        if (outcome.Settings.Retrain.Seeds < 3)
        {
            caveats.Add(
                $"Each architecture was trained from scratch with {(outcome.Settings.Retrain.Seeds == 1 ? "one seed" : "two seeds")}: differences of a few tenths of a percent between rows can be chance.");
        }
        if (outcome.Settings.Data.Name is not "image-folder") caveats.Add(
            "The images are small and the trainings short: nothing here says how the architectures compare on large data.");
        if (outcome.Proxy is { HalvesTau: { } tau, Candidates: > 1 } && tau < 0.7)
        {
            caveats.Add(
                $"The samples agree only in part about the order (tau-b {tau:0.00} between halves): the winner is one of several that the proxy cannot tell apart.");
        }
        caveats.Add(
            "A proxy score is an accuracy with shared weights, to be compared with other scores only; it is not what the architecture reaches when trained by itself.");
        return Markup.Of($"<section><h2>What to be careful about</h2><ul>{Markup.Join(caveats.Select(caveat => Markup.Of($"<li>{caveat}</li>")))}</ul></section>");
    }

    public static Markup Settings(SearchSettings settings)
    {
        var rows = Flat(JsonNode.Parse(SettingsJson.Text(settings)), "").Select(pair => Markup.Of($"<tr><td><code>{pair.Key}</code></td><td><code>{pair.Value}</code></td></tr>"));
        return Markup.Of($"""<section><h2>Settings</h2><details><summary>All settings, defaults included</summary><table><tbody>{Markup.Join(rows)}</tbody></table></details></section>""");
    }

    public static Markup Versions(VersionInfo versions) => Markup.Of($"""
        <section><h2>Versions</h2>
        <table><tbody>{Markup.Join(versions.Rows().Select(row => Row(row.Name, row.Value)))}</tbody></table></section>
        """);

    private static string RowName(SearchOutcome outcome, ComparisonRow row)
    {
        var name = row.Role switch
        {
            Results.Comparison.Winner => "winner",
            Results.Comparison.ChainOnly => "best chain-only",
            _ => row.Role,
        };
        return row.Role == Results.Comparison.Winner ? name : name + (Summary.IsAlike(outcome, row) ? ", same MAdds" : ", other MAdds");
    }

    private static string Accuracy(ComparisonRow row) =>
        row.TestAccuracy is not { } accuracy ? "-" : row.Deviation is { } deviation ? $"{Summary.Percent(accuracy)} ± {deviation * 100:0.00}" : Summary.Percent(accuracy);

    private static string Difference(ComparisonRow row, double? winner) =>
        row.Role == Results.Comparison.Winner || winner is null || row.TestAccuracy is null ? "" : $"{(row.TestAccuracy.Value - winner.Value) * 100:+0.00;-0.00} points";

    private static Markup Row(string name, string value) => Markup.Of($"<tr><td>{name}</td><td>{value}</td></tr>");

    private static string Number(double? value) => value is { } known ? $"{known:0.000}" : "-";

    private static string Points(double? fraction) => fraction is { } known ? $"{known * 100:0.00} points" : "-";

    private static IEnumerable<(string Key, string Value)> Flat(JsonNode? node, string path) => node switch
    {
        JsonObject inner => inner.SelectMany(member => Flat(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
        JsonArray list => [(path, $"[{string.Join(", ", list.Select(item => item?.ToJsonString()))}]")],
        null => [(path, "null")],
        _ => [(path, node.GetValueKind() == System.Text.Json.JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString())],
    };
}
