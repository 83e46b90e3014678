using System.Collections.Immutable;
using Actors.Search.Reading;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Seed.Results.Plots;

/// <summary>The parts that plots are made of.</summary>
public static class PlotParts
{
    /// <summary>More points than this are thinned evenly: a picture of a million candidates shows no more than one of these.</summary>
    private const int MaxPoints = 3000;

    /// <summary>A plot with a legend above it and nothing in it.</summary>
    public static PlotModel Model(LinearAxis bottom, LinearAxis left)
    {
        var model = PlotStyle.Model();
        model.Axes.Add(bottom);
        model.Axes.Add(left);
        model.Legends.Add(
            new Legend
            {
                LegendPlacement = LegendPlacement.Outside,
                LegendPosition = LegendPosition.TopLeft,
                LegendOrientation = LegendOrientation.Horizontal,
                LegendBorderThickness = 0,
                LegendTextColor = PlotStyle.Faint,
            }
        );
        return model;
    }

    public static ScatterSeries Points(string title, OxyColor color, IEnumerable<(long X, double Y)> points, bool legend = true) =>
        Points(title, color, points.Select(point => ((double)point.X, point.Y)), legend);

    public static ScatterSeries Points(string title, OxyColor color, IEnumerable<(double X, double Y)> points, bool legend = true)
    {
        var series = new ScatterSeries
        {
            Title = legend ? title : null,
            MarkerType = MarkerType.Circle,
            MarkerSize = 3,
            MarkerFill = OxyColor.FromAColor(150, color),
        };
        series.Points.AddRange(points.Select(point => new ScatterPoint(point.X, point.Y)));
        return series;
    }

    /// <summary>Candidates that no other dominates, by cost.</summary>
    public static StairStepSeries Front(ImmutableArray<CandidateView> front)
    {
        var series = new StairStepSeries
        {
            Title = "Pareto front",
            Color = PlotStyle.Best,
            StrokeThickness = 1.5,
            VerticalStrokeThickness = 1.5,
        };
        series.Points.AddRange(
            front
                .Where(candidate => candidate.Score is not null)
                .Select(candidate => new DataPoint(candidate.Madds, candidate.Score!.Value))
        );
        return series;
    }

    /// <summary>The one that was looked for.</summary>
    public static ScatterSeries Diamond(string title, double x, double y)
    {
        var series = new ScatterSeries
        {
            Title = title,
            MarkerType = MarkerType.Diamond,
            MarkerSize = 6,
            MarkerFill = PlotStyle.Best,
        };
        series.Points.Add(new ScatterPoint(x, y));
        return series;
    }

    /// <summary>
    /// A phase's candidates that were scored with every sample, in proposal order: a score of fewer cannot be compared with theirs.
    /// </summary>
    public static ImmutableArray<CandidateView> Scored(ImmutableArray<CandidateView> candidates, string phase)
    {
        var scored = candidates
            .Where(candidate => candidate.Phase == phase && candidate.Score is not null)
            .OrderBy(candidate => candidate.Index)
            .ToArray();
        var samples = scored.Select(candidate => candidate.Scores.Length).DefaultIfEmpty().Max();
        return [.. scored.Where(candidate => candidate.Scores.Length == samples)];
    }

    /// <summary>Evenly so many that a picture can show them.</summary>
    public static ImmutableArray<CandidateView> Thinned(ImmutableArray<CandidateView> candidates)
    {
        var step = (candidates.Length + MaxPoints - 1) / MaxPoints;
        return step <= 1 ? candidates : [.. candidates.Where((_, i) => i % step == 0)];
    }
}
