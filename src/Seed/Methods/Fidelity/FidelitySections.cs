using System.Collections.Immutable;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Settings;
using Seed.Results.Html;

namespace Seed.Methods.Fidelity;

/// <summary>The sections that only the report of a study has.</summary>
internal static class FidelitySections
{
    public static Markup Tables(StudyReport? study)
    {
        if (study is null)
            return Markup.Empty;
        return Markup.Of(
            $"""
            <section>
            <h2>Ranking against the truth</h2>
            {Table(["proxy", "tau", "Spearman", "top precision", "tau between supernets", "deviation between supernets", "between samples"], study.Proxies.Select(proxy => new[]
            {
                proxy.Name, FidelityText.Number(proxy.Tau), FidelityText.Number(proxy.Spearman), FidelityText.Number(proxy.TopPrecision),
                FidelityText.Number(proxy.TauBetweenSupernets), InUnits(proxy, proxy.DeviationBetweenSupernets), InUnits(proxy, proxy.DeviationBetweenSamples),
            }))}
            {Table(["difference of tau", "", "beyond Multiply-Adds"], study.Differences.Select(pair => new[]
            {
                $"{pair.Of} - {pair.Minus}", FidelityText.Signed(pair.Difference), FidelityText.Signed(pair.BeyondMadds),
            }))}
            <p class="faint">In brackets, bootstrap intervals: architectures, seeds of the truth and supernets are drawn again.</p>
            </section>
            {EqualCost(study)}
            <section>
            <h2>Beyond Multiply-Adds</h2>
            <p>Multiply-Adds alone have tau {FidelityText.Number(study.MaddsTau)} with the truth. Kendall's partial tau is what a proxy knows beyond them.</p>
            {Table(["proxy", "partial tau given Multiply-Adds"], study.Proxies.Select(proxy => new[] { proxy.Name, FidelityText.Number(proxy.TauBeyondMadds) }))}
            </section>
            <section>
            <h2>Scores and their chance</h2>
            {Table(["proxy", "mean score", "spread over candidates", "deviation between samples", "reliability", "successive samples"], study.Proxies.Select(proxy => new[]
            {
                proxy.Name, Level(proxy), InUnits(proxy, proxy.Spread), InUnits(proxy, proxy.DeviationBetweenSamples), FidelityText.Number(proxy.Reliability), FidelityText.Number(proxy.Successive),
            }))}
            {ImageShare(study)}
            <p class="faint">Reliability: the part of the spread's variance that is not the chance of the samples. Successive samples: correlation of a candidate's deviations.</p>
            {Across(study)}
            </section>
            <section>
            <h2>Steadiness</h2>
            {Table(["state of the supernet", "proxy", "tau", "tau to the trained one's ranking"], study.ByState.Select(state => new[]
            {
                $"after {state.Steps:N0} steps", state.Name, FidelityText.Number(state.Tau), FidelityText.Number(state.TauToTrained),
            }))}
            {Table(["tau between rankings", "sgld - one-checkpoint"], study.Steadier.Select(one => new[] { one.Over, FidelityText.Signed(one.Difference) }))}
            </section>
            <section>
            <h2>Racing over samples</h2>
            {Table(["places", "margin", "share of evaluations", "tau", "difference to all samples", "top precision"], study.Races.Select(race => new[]
            {
                $"{race.Keep}", $"{race.Margin}", $"{race.Share * 100:0} %", FidelityText.Number(race.Tau), FidelityText.Signed(race.Difference), FidelityText.Number(race.TopPrecision),
            }))}
            </section>
            <section>
            <h2>The truth itself</h2>
            <table><tbody>
            {ReportSections.Row("seeds", $"{study.Truth.Seeds}")}
            {ReportSections.Row("tau between seeds", FidelityText.Number(study.Truth.TauBetweenSeeds))}
            {ReportSections.Row("accuracy, worst to best", $"{study.Truth.Worst:0.000} to {study.Truth.Best:0.000}")}
            {ReportSections.Row("standard deviation over architectures", $"{study.Truth.Spread:0.0000}")}
            {ReportSections.Row("standard deviation over seeds, mean", study.Truth.SeedDeviation is { } deviation ? $"{deviation:0.0000}" : "-")}
            </tbody></table>
            </section>
            """
        );
    }

    public static Markup Design(FidelitySettings settings)
    {
        var layout = new StudyLayout(settings);
        return Markup.Of(
            $"""
            <section>
            <h2>What was compared</h2>
            <p>Every architecture was scored with {layout.Supernets} supernets. The one-checkpoint proxy saw {layout.AllAtOnce.Images:N0} validation images after
            {layout.AllAtOnce.RecalibrationBatches} minibatches of recalibration; each of the {layout.SamplesPerScore} samples of a sampler {layout.OneSample.Images:N0} after
            {layout.OneSample.RecalibrationBatches}{(layout.OneSample.OwnImages ? ", images of its own" : ", the same for all")}: the same cost.</p>
            {Table(["sampler", "temperature", "step size", "schedule", "burn-in", "thinning", "chains", "moves", "recalibration"], layout.Arms.Select(arm => new[]
            {
                arm.Name, $"{arm.Sampler.Temperature}", $"2 x {arm.Sampler.LearningRate} / N", arm.Sampler.Schedule, $"{arm.Sampler.BurnIn}", $"{arm.Sampler.Thinning}", $"{arm.Sampler.Chains}",
                arm.Sampler.Moves ?? "all", Recalibration(arm.Proxy),
            }))}
            </section>
            """
        );
    }

    /// <param name="scores">File that the figures were made from; null: they are the journal's.</param>
    public static ImmutableArray<string> Caveats(FidelitySettings settings, StudyReport? study, string? scores)
    {
        var caveats = new List<string>();
        if (scores is not null)
            caveats.Add(
                $"This page was made from the study's file of scores, {Path.GetFileName(scores)}: it knows of no phases and no times."
            );
        if (settings.Fidelity.Supernets < 10)
            caveats.Add(
                $"Only {settings.Fidelity.Supernets} supernets were trained: how far a figure depends on the supernet is known roughly."
            );
        if (study?.Truth.TauBetweenSeeds is { Value: var tau and < 0.9 })
            caveats.Add($"The truth is noisy itself (tau {tau:0.00} between seeds): no proxy can reach much more.");
        if (settings.Truth.Table is not null)
            caveats.Add(
                "The truth comes from a table: networks trained by others, in their own way and size, which may differ from what the supernets here are of."
            );
        caveats.Add("One space, one set of images, one way to train: another may give another order of the proxies.");
        return [.. caveats];
    }

    private static Markup ImageShare(StudyReport study) =>
        study.ImageShare is { } share
            ? Markup.Of(
                $"<p>Of the variance between samples, {share * 100:0} % is that of their images, the rest that of their weights.</p>"
            )
            : Markup.Empty;

    private static Markup Across(StudyReport study) =>
        study.Across.IsEmpty
            ? Markup.Empty
            : Table(
                ["as many samples, from all supernets in turn", "tau", "difference to one checkpoint"],
                study.Across.Select(row => new[] { row.Name, FidelityText.Number(row.Tau), FidelityText.Signed(row.Difference) })
            );

    private static string Recalibration(ProxySettings proxy) =>
        proxy.RecalibrationBatches == 0
            ? $"none: minibatches of {proxy.Batch} by themselves"
            : $"{proxy.RecalibrationBatches} x {proxy.RecalibrationBatch} images{(proxy.OwnRecalibration ? " of its own" : "")}";

    private static string Level(ProxyFidelity proxy) =>
        proxy.Metric == ProxyMetric.Accuracy ? $"{proxy.Level * 100:0.00} %" : $"{proxy.Level:0.0000} nats";

    private static string InUnits(ProxyFidelity proxy, double? deviation) =>
        deviation is not { } known ? "-"
        : proxy.Metric == ProxyMetric.Accuracy ? $"{known * 100:0.00} points"
        : $"{known:0.0000} nats";

    private static Markup EqualCost(StudyReport study)
    {
        var equal = study.EqualCost;
        return Markup.Of(
            $"""
            <section>
            <h2>At equal cost</h2>
            <p>A search under a constraint has to tell networks of about the same cost apart. Of equal cost are two whose costs ({equal.Cost}) differ by at most {EqualCostText.Share(
                equal
            )} of the
            smaller one: {equal.Pairs:N0} pairs, {equal.EqualPairs:N0} of them with exactly the same cost. Between seeds of the truth tau is {FidelityText.Number(
                equal.TruthTau
            )} on these pairs.</p>
            {Table(EqualCostText.Taus(study))}
            {Table(EqualCostText.Differences(study))}
            {Table(EqualCostText.Gains(study))}
            <p class="faint">Neighbourhood: of an architecture, all those of equal cost; figures are means over the {equal.Neighbourhoods:N0} of at least {EqualCostReport.FewestNear} networks, with {equal.Near:0.#} each on average.
            Chance in the truth adds to what the best is missed by, not to what is gained over the mean.</p>
            {Table(EqualCostText.Parts(study))}
            <p class="faint">Reliability over supernets: the part of a score's variance at equal cost that all supernets agree on, be it right or wrong; over samples: the part that is not the chance of the samples.</p>
            </section>
            {Biases(study)}
            <section>
            <h2>Finals on these scores</h2>
            <p>The best {study.Finals.Best} by score get one trial each, the truth's first seed; the best trial wins, and is judged by the other seeds. {study.Finals.LeftOut}
            Random: the best trial of as many random ones, in expectation. p: one-sided, paired over supernets.</p>
            {Table(EqualCostText.Finals(study))}
            </section>
            """
        );
    }

    private static Markup Biases(StudyReport study) =>
        study.Biases.IsEmpty
            ? Markup.Empty
            : Markup.Of(
                $"""
                <section>
                <h2>What parts are worth</h2>
                <p>Least squares of accuracy on how often an architecture has each part. What the scores overvalue, no averaging over samples or supernets takes off.</p>
                {Table(EqualCostText.Biases(study))}
                </section>
                """
            );

    private static Markup Table(TextGrid grid) => grid.Rows.Count == 0 ? Markup.Empty : Table(grid.Names, grid.Rows);

    private static Markup Table(IEnumerable<string> names, IEnumerable<string[]> rows) =>
        Markup.Of(
            $"""
            <div class="scroll"><table>
            <thead><tr>{Markup.Join(names.Select(name => Markup.Of($"<th>{name}</th>")))}</tr></thead>
            <tbody>{Markup.Join(
                rows.Select(row => Markup.Of($"<tr>{Markup.Join(row.Select(cell => Markup.Of($"<td>{cell}</td>")))}</tr>"))
            )}</tbody>
            </table></div>
            """
        );
}
