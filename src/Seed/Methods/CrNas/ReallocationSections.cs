using Actors.Strategies;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Seed.Results;
using Seed.Results.Html;

namespace Seed.Methods.CrNas;

/// <summary>The sections that only the report of a reallocation search has.</summary>
internal static class ReallocationSections
{
    /// <summary>The detectors of the final training, or of the transfer.</summary>
    public static Markup Trained(CrNasSettings settings, TrainedComparison comparison)
    {
        var transferred = settings.Transferred();
        return comparison.Phase == PhaseNames.Transfer
            ? Comparison(
                "Transfer",
                $"The backbones where they were not searched for: under {transferred.Detector.Name}, on {transferred.Data.Name}; searched for under {settings.Detector.Name}, on {settings.Data.Name}.",
                comparison
            )
            : Comparison("Final detectors", "Same training for all; the test images were looked at once, for this table.", comparison);
    }

    public static Markup Proxy(CrNasResult result)
    {
        var (settings, proxy) = (result.Settings, result.Settings.Proxy);
        var metric =
            proxy.Metric == "ap50" ? "average precision at an overlap of 0.50" : "average precision (mean over overlaps 0.50 to 0.95)";
        var partial = StrategyCatalog.Standard.MostInPart(settings.OperationSearch.Name) is not null
            ? " A candidate with undecided blocks is scored with a fresh random completion for each minibatch, the detections of all pooled."
            : "";
        return Markup.Of(
            $"""
            <section>
            <h2>The proxy</h2>
            <p>The score of a candidate is its {metric} on {proxy.Images} validation images, the same for all, with the shared weights of a supernet whose BatchNorm
            statistics are taken anew for it.{partial}</p>
            {Weights("Stage search", settings.StageLangevin, result.StageProxy)}
            {(result.HasDilations ? Weights("Operation search", settings.OperationLangevin, result.OperationProxy) : Markup.Empty)}
            {Markup.Join(result.Compared.Select(one => Markup.Of($"<p>{one.Sentence}</p>")))}
            {Dilations(result)}
            </section>
            """
        );
    }

    private static Markup Dilations(CrNasResult result)
    {
        if (result.DilationNotes.IsEmpty)
            return Markup.Empty;
        var none = result.HasDilations ? "" : " No stage has any, so that the result is that of the stage search.";
        return Markup.Of($"<p>{string.Join(" ", result.DilationNotes.Select(note => note.Trim()))}.{none}</p>");
    }

    private static Markup Weights(string phase, LangevinSettings langevin, ProxyQuality proxy)
    {
        if (langevin.Samples == 0)
            return Markup.Of($"<p>{phase}: plain one-shot proxy, the trained supernet alone, without posterior samples.</p>");
        return Markup.Of(
            $"""
            <p>{phase}: mean over {langevin.Samples} samples of the shared weights, drawn by stochastic gradient Langevin dynamics.</p>
            {PosteriorTable.Of(langevin, proxy)}
            """
        );
    }

    private static Markup Comparison(string title, string about, TrainedComparison comparison)
    {
        var headings = comparison
            .Roles.Select(role => role.Role)
            .Concat(ComparisonText.Headings(comparison))
            .Select(heading => Markup.Of($"""<th class="n">{heading}</th>"""));
        var rows = ComparisonText
            .Rows(comparison)
            .Select(row =>
                Markup.Of(
                    $"""<tr{Winner(row.Label)}><td>{row.Label}</td>{Markup.Join(row.Cells.Select(cell => Markup.Of($"""<td class="n">{cell}</td>""")))}</tr>"""
                )
            );
        return Markup.Of(
            $"""
            <section>
            <h2>{title}</h2>
            {Markup.Join(ComparisonText.Verdicts(comparison).Select(verdict => Markup.Of($"<p>{verdict}</p>")))}
            <div class="scroll"><table>
            <thead><tr><th>on the test images</th>{Markup.Join(headings)}</tr></thead>
            <tbody>{Markup.Join(rows)}</tbody>
            </table></div>
            <p class="faint">{about} Precisions in percent: mean ± standard deviation over the seeds. Differences pair the runs of equal seed: mean ± standard
            error; one is called more than chance where its 95 % confidence interval (Student's t) leaves out zero.</p>
            {(ReallocationPlots.OfTrained(comparison) is { } plot ? ReportSections.Figure(plot) : Markup.Empty)}
            </section>
            """
        );
    }

    private static Markup Winner(string label) =>
        Markup.Trusted(label == TrainedComparison.Label(TrainedComparison.Ap) ? " class=\"winner\"" : "");
}
