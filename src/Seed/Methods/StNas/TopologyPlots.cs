using System.Collections.Immutable;
using Actors.Search.Reading;
using Nas.Model.Settings;
using OxyPlot.Axes;
using Seed.Output;
using Seed.Results.Plots;

namespace Seed.Methods.StNas;

/// <summary>The plots of a topology search. Each is left out where there is nothing to show.</summary>
public static class TopologyPlots
{
    /// <param name="proxy">Settings that say what a score is.</param>
    public static ImmutableArray<Plot> All(SearchView view, ImmutableArray<CandidateView> candidates, ProxySettings proxy)
    {
        var (name, label) = (ScoreText.Name(proxy), ScoreText.Label(proxy));
        var searched = PlotParts.Scored(candidates, PhaseNames.Search);
        var chains = PlotParts.Scored(candidates, PhaseNames.ChainSearch);
        if (searched.IsEmpty)
            return [];
        var plots = new List<Plot> { ScoreAgainstMadds(view, searched, chains, proxy), ProxyPlots.BestSoFar(searched, name, label) };
        if (searched.Any(candidate => candidate.StandardError is not null))
        {
            plots.Add(ProxyPlots.ScoreSpread(searched, name, label));
            plots.Add(ProxyPlots.HalvesAgree(searched, label));
        }
        return [.. plots];
    }

    private static Plot ScoreAgainstMadds(
        SearchView view,
        ImmutableArray<CandidateView> searched,
        ImmutableArray<CandidateView> chains,
        ProxySettings proxy
    )
    {
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, "Multiply-Adds", ScaledNumber.Round),
            PlotStyle.Axis(AxisPosition.Left, ScoreText.Name(proxy), ScoreText.Label(proxy))
        );
        model.Series.Add(
            PlotParts.Points("candidates", PlotStyle.Candidates, PlotParts.Thinned(searched).Select(c => (c.Madds, c.Score!.Value)))
        );
        if (!chains.IsEmpty)
        {
            model.Series.Add(
                PlotParts.Points(
                    "chain-only candidates",
                    PlotStyle.Baseline,
                    PlotParts.Thinned(chains).Select(c => (c.Madds, c.Score!.Value))
                )
            );
        }
        model.Series.Add(PlotParts.Front(view.Pareto));
        if (view.Best is { Score: { } best } winner)
            model.Series.Add(PlotParts.Diamond("winner", winner.Madds, best));
        return new Plot(
            "score-against-madds",
            "Score against Multiply-Adds",
            "Every candidate scored; on the line, no other candidate is both cheaper and better. The diamond is the winner.",
            model
        );
    }
}
