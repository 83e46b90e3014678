using System.Globalization;
using Nas.Model.Settings;
using Seed.Results;
using Seed.Results.Plots;

namespace Seed.Methods.StNas;

/// <summary>Proxy scores as a topology search's result prints them: by its metric.</summary>
internal static class ScoreText
{
    public static bool IsLoss(ProxySettings proxy) => ProxyMetric.Of(proxy) == ProxyMetric.Loss;

    public static string Name(ProxySettings proxy) => IsLoss(proxy) ? "minus cross entropy" : "proxy score";

    public static string Of(ProxySettings proxy, double score) =>
        IsLoss(proxy) ? score.ToString("0.0000", CultureInfo.InvariantCulture) : FigureText.Percent(score);

    public static string Nats(double deviation) => deviation.ToString("0.0000 'nats'", CultureInfo.InvariantCulture);

    /// <summary>Writes a score on an axis.</summary>
    public static Func<double, string> Label(ProxySettings proxy) => IsLoss(proxy) ? PlotStyle.Plain : PlotStyle.Percent;
}
