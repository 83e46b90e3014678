using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Seed.Results.Plots;

namespace Seed.Benchmarks.Strategies;

/// <summary>Regret against evaluations: for each strategy the median over the seeds, and between the quartiles a band.</summary>
internal static class RegretPlot
{
    /// <summary>Told apart by eyes of every kind (Okabe and Ito, 2008), then again with dashes.</summary>
    private static readonly OxyColor[] Colors =
    [
        OxyColor.FromRgb(0x00, 0x72, 0xb2),
        OxyColor.FromRgb(0xd5, 0x5e, 0x00),
        OxyColor.FromRgb(0x00, 0x9e, 0x73),
        OxyColor.FromRgb(0xcc, 0x79, 0xa7),
        OxyColor.FromRgb(0xe6, 0x9f, 0x00),
        OxyColor.FromRgb(0x56, 0xb4, 0xe9),
        OxyColor.FromRgb(0x55, 0x55, 0x55),
    ];

    private static readonly LineStyle[] Lines = [LineStyle.Solid, LineStyle.Dash, LineStyle.Dot, LineStyle.DashDot];

    public static Plot Of(StrategiesFigures figures)
    {
        var model = PlotParts.Model(PlotStyle.Axis(AxisPosition.Bottom, "evaluations"), PlotStyle.Axis(AxisPosition.Left, "regret"));
        model.Axes[1].Minimum = 0;
        foreach (var (number, strategy) in figures.Strategies.Index())
        {
            var color = Colors[number % Colors.Length];
            var band = new AreaSeries
            {
                Color = OxyColors.Transparent,
                Color2 = OxyColors.Transparent,
                Fill = OxyColor.FromAColor(30, color),
            };
            var line = new LineSeries
            {
                Title = strategy.Name,
                Color = color,
                StrokeThickness = 2,
                LineStyle = Lines[number / Colors.Length % Lines.Length],
            };
            foreach (var point in strategy.Points)
            {
                band.Points.Add(new DataPoint(point.Evaluations, point.Lower));
                band.Points2.Add(new DataPoint(point.Evaluations, point.Upper));
                line.Points.Add(new DataPoint(point.Evaluations, point.Median));
            }
            model.Series.Add(band);
            model.Series.Add(line);
        }
        // Regret begins with that of the first random architecture: what matters lies below the median of the tenth.
        var shown = figures.Strategies.Select(strategy => strategy.Points[Math.Min(strategy.Points.Length, 10) - 1].Upper).Max();
        if (shown > 0)
            model.Axes[1].Maximum = shown;
        var caption = string.Create(
            CultureInfo.InvariantCulture,
            $"How far the best architecture found lies below the best of {figures.Space} ({figures.Best}): median of {figures.Seeds} seeds, and from the lower to the upper quartile."
        );
        return new Plot("regret", $"Regret on {figures.Space}", caption, model);
    }
}
