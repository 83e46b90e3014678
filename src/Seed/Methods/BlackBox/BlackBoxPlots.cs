using System.Collections.Immutable;
using Actors.Search.Reading;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Seed.Output;
using Seed.Results.Plots;

namespace Seed.Methods.BlackBox;

/// <summary>The plots of a black-box search. Each is left out where there is nothing to show.</summary>
internal static class BlackBoxPlots
{
    private const string Score = "score";

    /// <param name="costUnit">Null: candidates cost nothing.</param>
    /// <param name="truth">Null: nobody knows how good the best is.</param>
    public static ImmutableArray<Plot> All(SearchView view, ImmutableArray<CandidateView> candidates, string? costUnit, TableTruth? truth)
    {
        ImmutableArray<CandidateView> scored = [.. candidates.Where(candidate => candidate.Score is not null)];
        if (scored.IsEmpty)
            return [];
        var plots = new List<Plot> { ProxyPlots.BestSoFar(scored, Score, PlotStyle.Plain) };
        if (truth is not null)
            plots.Add(Regret(scored, truth));
        if (costUnit is not null)
            plots.Insert(0, ScoreAgainstCost(view, scored, costUnit));
        if (scored.Any(candidate => candidate.StandardError is not null))
            plots.Add(ProxyPlots.ScoreSpread(scored, Score, PlotStyle.Plain));
        return [.. plots];
    }

    private static Plot ScoreAgainstCost(SearchView view, ImmutableArray<CandidateView> scored, string unit)
    {
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, unit, ScaledNumber.Round),
            PlotStyle.Axis(AxisPosition.Left, Score, PlotStyle.Plain)
        );
        model.Series.Add(
            PlotParts.Points(
                "candidates",
                PlotStyle.Candidates,
                PlotParts.Thinned(scored).Select(candidate => (candidate.Madds, candidate.Score!.Value))
            )
        );
        model.Series.Add(PlotParts.Front(view.Pareto));
        if (view.Best is { Score: { } best } winner)
            model.Series.Add(PlotParts.Diamond("best", winner.Madds, best));
        return new Plot(
            "score-against-cost",
            $"Score against {unit}",
            "Every candidate scored; on the line, no other candidate is both cheaper and better. The diamond is the best.",
            model
        );
    }

    private static Plot Regret(ImmutableArray<CandidateView> scored, TableTruth truth)
    {
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, "candidate"),
            PlotStyle.Axis(AxisPosition.Left, "regret", PlotStyle.Plain)
        );
        var line = new StairStepSeries
        {
            Title = "regret",
            Color = PlotStyle.Best,
            StrokeThickness = 2,
            VerticalStrokeThickness = 2,
        };
        var least = double.PositiveInfinity;
        foreach (var candidate in scored)
        {
            if (truth.Score - candidate.Score!.Value is var regret && regret >= least)
                continue;
            line.Points.Add(new DataPoint(candidate.Index, least = regret));
        }
        line.Points.Add(new DataPoint(scored[^1].Index, least));
        model.Series.Add(line);
        return new Plot("regret", "Regret", "By how much the best candidate so far falls short of the table's best row.", model);
    }
}
