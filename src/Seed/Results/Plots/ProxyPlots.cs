using System.Collections.Immutable;
using System.Globalization;
using Actors.Search.Reading;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Seed.Results.Plots;

/// <summary>Plots of any list of scored candidates.</summary>
public static class ProxyPlots
{
    private const int MaxBars = 150;

    /// <param name="score">Name of the scores, for the axis.</param>
    /// <param name="label">Text of a score on the axis; null: percentages.</param>
    public static Plot BestSoFar(ImmutableArray<CandidateView> searched, string score = "proxy score", Func<double, string>? label = null)
    {
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, "candidate"),
            PlotStyle.Axis(AxisPosition.Left, score, label ?? PlotStyle.Percent)
        );
        model.Series.Add(
            PlotParts.Points("candidates", PlotStyle.Candidates, PlotParts.Thinned(searched).Select(c => ((long)c.Index, c.Score!.Value)))
        );
        var best = new StairStepSeries
        {
            Title = "best so far",
            Color = PlotStyle.Best,
            StrokeThickness = 2,
            VerticalStrokeThickness = 2,
        };
        var top = double.NegativeInfinity;
        foreach (var candidate in searched)
        {
            if (candidate.Score!.Value <= top)
                continue;
            top = candidate.Score.Value;
            best.Points.Add(new DataPoint(candidate.Index, top));
        }
        best.Points.Add(new DataPoint(searched[^1].Index, top));
        model.Series.Add(best);
        return new Plot("best-so-far", "Best score so far", "Candidates in the order in which they were proposed.", model);
    }

    /// <param name="searched">Scored candidates, those of each sample included.</param>
    public static Plot ScoreSpread(ImmutableArray<CandidateView> searched, string score = "proxy score", Func<double, string>? label = null)
    {
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, "rank"),
            PlotStyle.Axis(AxisPosition.Left, score, label ?? PlotStyle.Percent)
        );
        var ranked = searched.OrderByDescending(c => c.Score!.Value).ThenBy(c => c.Index).Take(MaxBars).ToArray();
        var samples = new ScatterSeries
        {
            Title = "single samples",
            MarkerType = MarkerType.Circle,
            MarkerSize = 1.5,
            MarkerFill = OxyColor.FromAColor(110, PlotStyle.Candidates),
        };
        var bars = new ScatterErrorSeries
        {
            Title = "mean ± standard error",
            MarkerType = MarkerType.Circle,
            MarkerSize = 2.5,
            MarkerFill = PlotStyle.Best,
            ErrorBarColor = PlotStyle.Best,
            ErrorBarStopWidth = 0,
            ErrorBarStrokeThickness = 1.5,
        };
        foreach (var (rank, candidate) in ranked.Index())
        {
            foreach (var single in candidate.Scores)
                samples.Points.Add(new ScatterPoint(rank + 1, single));
            bars.Points.Add(new ScatterErrorPoint(rank + 1, candidate.Score!.Value, 0, 2 * (candidate.StandardError ?? 0)));
        }
        model.Series.Add(samples);
        model.Series.Add(bars);
        var which = ranked.Length < searched.Length ? $"The best {ranked.Length} candidates" : "All candidates";
        return new Plot(
            "score-spread",
            "How sure the scores are",
            $"{which} by rank, with the score from each sample. Where bars overlap, the order is undecided.",
            model
        );
    }

    /// <param name="searched">Scored candidates, those of each sample included.</param>
    /// <param name="label">Of a score on the axes; null: as a percentage.</param>
    public static Plot HalvesAgree(ImmutableArray<CandidateView> searched, Func<double, string>? label = null)
    {
        var samples = searched.Max(c => c.Scores.Length);
        var whole = PlotParts.Thinned([.. searched.Where(c => c.Scores.Length == samples)]);
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, "mean of even samples", label ?? PlotStyle.Percent),
            PlotStyle.Axis(AxisPosition.Left, "mean of odd samples", label ?? PlotStyle.Percent)
        );
        var (even, odd) = (ProxyQuality.Half(whole, 0), ProxyQuality.Half(whole, 1));
        model.Series.Add(PlotParts.Points("candidates", PlotStyle.Candidates, even.Zip(odd), legend: false));
        var (low, high) = (Math.Min(even.Min(), odd.Min()), Math.Max(even.Max(), odd.Max()));
        var diagonal = new LineSeries
        {
            Color = PlotStyle.Faint,
            StrokeThickness = 1,
            LineStyle = LineStyle.Dash,
        };
        diagonal.Points.Add(new DataPoint(low, low));
        diagonal.Points.Add(new DataPoint(high, high));
        model.Series.Add(diagonal);
        var tau = ProxyQuality.Of(searched).HalvesTau;
        var caption = tau is { } known
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Each candidate scored by two disjoint halves of the samples: Kendall's tau-b {known:0.00}."
            )
            : "Each candidate scored by two disjoint halves of the samples.";
        return new Plot("sample-agreement", "Do the samples agree?", caption, model);
    }
}
