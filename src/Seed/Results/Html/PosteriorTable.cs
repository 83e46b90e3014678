using Nas.Model.Settings;

namespace Seed.Results.Html;

/// <summary>The drawing of the samples of the shared weights, and how far the samples agree.</summary>
internal static class PosteriorTable
{
    /// <param name="spread">Writes a deviation of scores; null: as points of a fraction.</param>
    public static Markup Of(LangevinSettings langevin, ProxyQuality proxy, Func<double, string>? spread = null)
    {
        string Spread(double? deviation) => deviation is { } known ? (spread ?? Points)(known) : "-";
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
        return Markup.Of(
            $"""
            <table><tbody>
            {ReportSections.Row("temperature", kind)}
            {ReportSections.Row("step size", $"eps_0 = 2 x {langevin.LearningRate} / N; {schedule}")}
            {ReportSections.Row("burn-in, thinning", $"{langevin.BurnIn} steps, then a sample every {langevin.Thinning}")}
            {ReportSections.Row("prior precision", $"{langevin.PriorPrecision}")}
            {ReportSections.Row("candidates scored with every sample", $"{proxy.Candidates}")}
            {ReportSections.Row("tau-b between halves of the samples", Number(proxy.HalvesTau))}
            {ReportSections.Row("tau-b between single samples, mean over pairs", Number(proxy.PairTau))}
            {ReportSections.Row("standard error of a score, mean", Spread(proxy.MeanStandardError))}
            {ReportSections.Row("standard deviation of the scores", Spread(proxy.ScoreDeviation))}
            </tbody></table>
            """
        );
    }

    private static string Number(double? value) => value is { } known ? $"{known:0.000}" : "-";

    private static string Points(double fraction) => $"{fraction * 100:0.00} points";
}
