using System.Collections.Immutable;
using System.Globalization;
using Actors.Search;
using Nas.Model.Execution;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using Seed.SearchFiles;

namespace Seed.Results.Plots;

/// <summary>The plots of a search. Each is left out where there is nothing to show.</summary>
public static class SearchPlots
{
    /// <summary>More points than this are thinned evenly: a picture of a million candidates shows no more than one of these.</summary>
    private const int MaxPoints = 3000;
    private const int MaxBars = 150;

    public static ImmutableArray<Plot> All(SearchView view, ImmutableArray<CandidateView> candidates)
    {
        var searched = Scored(candidates, PhaseNames.Search);
        var chains = Scored(candidates, PhaseNames.ChainSearch);
        if (searched.IsEmpty) return [];
        var plots = new List<Plot> { ScoreAgainstMadds(view, searched, chains), BestSoFar(searched) };
        if (searched.Any(candidate => candidate.StandardError is not null))
        {
            plots.Add(ScoreSpread(searched));
            plots.Add(HalvesAgree(searched));
        }
        return [.. plots];
    }

    private static Plot ScoreAgainstMadds(SearchView view, ImmutableArray<CandidateView> searched, ImmutableArray<CandidateView> chains)
    {
        var model = Model(
            PlotStyle.Axis(AxisPosition.Bottom, "Multiply-Adds", ScaledNumber.Round), PlotStyle.Axis(AxisPosition.Left, "proxy score", PlotStyle.Percent));
        model.Series.Add(Points("candidates", PlotStyle.Candidates, Thinned(searched).Select(c => (c.Madds, c.Score!.Value))));
        if (!chains.IsEmpty) model.Series.Add(Points("chain-only candidates", PlotStyle.Chain, Thinned(chains).Select(c => (c.Madds, c.Score!.Value))));
        var front = new StairStepSeries { Title = "Pareto front", Color = PlotStyle.Best, StrokeThickness = 1.5, VerticalStrokeThickness = 1.5 };
        front.Points.AddRange(view.Pareto.Where(c => c.Score is not null).Select(c => new DataPoint(c.Madds, c.Score!.Value)));
        model.Series.Add(front);
        if (view.Best is { Score: { } best } winner) model.Series.Add(Winner(winner.Madds, best));
        return new Plot(
            "score-against-madds", "Score against Multiply-Adds", "Every candidate scored; on the line, no other candidate is both cheaper and better. The diamond is the winner.", model);
    }

    private static Plot BestSoFar(ImmutableArray<CandidateView> searched)
    {
        var model = Model(PlotStyle.Axis(AxisPosition.Bottom, "candidate"), PlotStyle.Axis(AxisPosition.Left, "proxy score", PlotStyle.Percent));
        model.Series.Add(Points("candidates", PlotStyle.Candidates, Thinned(searched).Select(c => ((long)c.Index, c.Score!.Value))));
        var best = new StairStepSeries { Title = "best so far", Color = PlotStyle.Best, StrokeThickness = 2, VerticalStrokeThickness = 2 };
        var top = double.NegativeInfinity;
        foreach (var candidate in searched)
        {
            if (candidate.Score!.Value <= top) continue;
            top = candidate.Score.Value;
            best.Points.Add(new DataPoint(candidate.Index, top));
        }
        best.Points.Add(new DataPoint(searched[^1].Index, top));
        model.Series.Add(best);
        return new Plot("best-so-far", "Best score so far", "Candidates in the order in which they were proposed.", model);
    }

    private static Plot ScoreSpread(ImmutableArray<CandidateView> searched)
    {
        var model = Model(PlotStyle.Axis(AxisPosition.Bottom, "rank"), PlotStyle.Axis(AxisPosition.Left, "proxy score", PlotStyle.Percent));
        var ranked = searched.OrderByDescending(c => c.Score!.Value).ThenBy(c => c.Index).Take(MaxBars).ToArray();
        var samples = new ScatterSeries { Title = "single samples", MarkerType = MarkerType.Circle, MarkerSize = 1.5, MarkerFill = OxyColor.FromAColor(110, PlotStyle.Candidates) };
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
            foreach (var score in candidate.Scores) samples.Points.Add(new ScatterPoint(rank + 1, score));
            bars.Points.Add(new ScatterErrorPoint(rank + 1, candidate.Score!.Value, 0, 2 * (candidate.StandardError ?? 0)));
        }
        model.Series.Add(samples);
        model.Series.Add(bars);
        var which = ranked.Length < searched.Length ? $"The best {ranked.Length} candidates" : "All candidates";
        return new Plot(
            "score-spread", "How sure the scores are", $"{which} by rank, with the score from each posterior sample. Where bars overlap, the order is undecided.", model);
    }

    private static Plot HalvesAgree(ImmutableArray<CandidateView> searched)
    {
        var samples = searched.Max(c => c.Scores.Length);
        var whole = Thinned([.. searched.Where(c => c.Scores.Length == samples)]);
        var model = Model(
            PlotStyle.Axis(AxisPosition.Bottom, "mean of even samples", PlotStyle.Percent), PlotStyle.Axis(AxisPosition.Left, "mean of odd samples", PlotStyle.Percent));
        var (even, odd) = (ProxyQuality.Half(whole, 0), ProxyQuality.Half(whole, 1));
        model.Series.Add(Points("candidates", PlotStyle.Candidates, even.Zip(odd), legend: false));
        var (low, high) = (Math.Min(even.Min(), odd.Min()), Math.Max(even.Max(), odd.Max()));
        var diagonal = new LineSeries { Color = PlotStyle.Faint, StrokeThickness = 1, LineStyle = LineStyle.Dash };
        diagonal.Points.Add(new DataPoint(low, low));
        diagonal.Points.Add(new DataPoint(high, high));
        model.Series.Add(diagonal);
        var tau = ProxyQuality.Of(searched).HalvesTau;
        var caption = tau is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"Each candidate scored by two disjoint halves of the samples: Kendall's tau-b {known:0.00}.")
            : "Each candidate scored by two disjoint halves of the samples.";
        return new Plot("sample-agreement", "Do the samples agree?", caption, model);
    }

    private static PlotModel Model(LinearAxis bottom, LinearAxis left)
    {
        var model = PlotStyle.Model();
        model.Axes.Add(bottom);
        model.Axes.Add(left);
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.TopLeft,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendBorderThickness = 0,
            LegendTextColor = PlotStyle.Faint,
        });
        return model;
    }

    private static ScatterSeries Points(string title, OxyColor color, IEnumerable<(long X, double Y)> points, bool legend = true) =>
        Points(title, color, points.Select(point => ((double)point.X, point.Y)), legend);

    private static ScatterSeries Points(string title, OxyColor color, IEnumerable<(double X, double Y)> points, bool legend = true)
    {
        var series = new ScatterSeries { Title = legend ? title : null, MarkerType = MarkerType.Circle, MarkerSize = 3, MarkerFill = OxyColor.FromAColor(150, color) };
        series.Points.AddRange(points.Select(point => new ScatterPoint(point.X, point.Y)));
        return series;
    }

    private static ScatterSeries Winner(long madds, double score)
    {
        var series = new ScatterSeries { Title = "winner", MarkerType = MarkerType.Diamond, MarkerSize = 6, MarkerFill = PlotStyle.Best };
        series.Points.Add(new ScatterPoint(madds, score));
        return series;
    }

    private static ImmutableArray<CandidateView> Scored(ImmutableArray<CandidateView> candidates, string phase) =>
        [.. candidates.Where(candidate => candidate.Phase == phase && candidate.Score is not null).OrderBy(candidate => candidate.Index)];

    private static ImmutableArray<CandidateView> Thinned(ImmutableArray<CandidateView> candidates)
    {
        var step = (candidates.Length + MaxPoints - 1) / MaxPoints;
        return step <= 1 ? candidates : [.. candidates.Where((_, i) => i % step == 0)];
    }
}
