using System.Collections.Immutable;
using System.Globalization;
using Actors.Search.Reading;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Seed.Results.Plots;

namespace Seed.Methods.CrNas;

/// <summary>The plots of a reallocation search. Each is left out where there is nothing to show.</summary>
internal static class ReallocationPlots
{
    public static ImmutableArray<Plot> OfSearch(CrNasResult result)
    {
        var allocations = PlotParts.Scored(result.Outcome.Candidates, PhaseNames.StageSearch);
        var dilations = PlotParts.Scored(result.Outcome.Candidates, PhaseNames.OperationSearch);
        var plots = new List<Plot>();
        if (!allocations.IsEmpty)
            plots.Add(Allocations(allocations, string.Join(',', result.Original)));
        if (allocations.Length > 1 && allocations.Any(candidate => candidate.StandardError is not null))
            plots.Add(ProxyPlots.HalvesAgree(allocations));
        if (!dilations.IsEmpty)
        {
            var levels = dilations.Select(Level.Of).ToImmutableArray();
            plots.Add(
                levels.All(level => level.Decided == level.Blocks)
                    ? ProxyPlots.BestSoFar(dilations)
                    : Beam(levels, result.Outcome.View.Best?.Architecture)
            );
        }
        return [.. plots];
    }

    /// <summary>AP of each seed's detector by role; null before one is finished.</summary>
    public static Plot? OfTrained(TrainedComparison comparison)
    {
        const double beside = 0.12;
        var roles = comparison.Roles.Where(role => role.Of(TrainedComparison.Ap) is not null).ToImmutableArray();
        if (roles.IsEmpty)
            return null;
        var bottom = PlotStyle.Axis(
            AxisPosition.Bottom,
            "",
            place => place == Math.Round(place) && place >= 0 && place < roles.Length ? roles[(int)place].Role : ""
        );
        (bottom.Minimum, bottom.Maximum, bottom.MajorStep) = (-0.5, roles.Length - 0.5, 1);
        var model = PlotParts.Model(bottom, PlotStyle.Axis(AxisPosition.Left, "test AP", PlotStyle.Percent));
        var dots = roles
            .SelectMany(
                (role, place) =>
                    role
                        .Seeds.Where(seed => seed.Measures.ContainsKey(TrainedComparison.Ap))
                        .Select(seed => (seed.Seed, X: place - beside, Y: seed.Measures[TrainedComparison.Ap]))
            )
            .ToArray();
        foreach (var seed in dots.GroupBy(dot => dot.Seed))
        {
            var line = new LineSeries { Color = PlotStyle.Grid, StrokeThickness = 1 };
            line.Points.AddRange(seed.Select(dot => new DataPoint(dot.X, dot.Y)));
            model.Series.Add(line);
        }
        model.Series.Add(PlotParts.Points("one seed", PlotStyle.Candidates, dots.Select(dot => (dot.X, dot.Y))));
        var means = Bars("mean ± standard deviation", PlotStyle.Best, 4);
        foreach (var (place, role) in roles.Index())
        {
            var spread = role.Of(TrainedComparison.Ap)!;
            means.Points.Add(new ScatterErrorPoint(place + beside, spread.Mean, 0, 2 * (spread.Deviation ?? 0)));
        }
        model.Series.Add(means);
        return new Plot(
            $"{comparison.Phase}-ap",
            comparison.Phase == PhaseNames.Transfer ? "Test AP after transfer" : "Test AP of the final detectors",
            "A dot for each seed; a line joins the detectors of one seed.",
            model
        );
    }

    private static Plot Allocations(ImmutableArray<CandidateView> scored, string original)
    {
        var ranked = scored.OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Index).ToImmutableArray();
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, "rank"),
            PlotStyle.Axis(AxisPosition.Left, "proxy score", PlotStyle.Percent)
        );
        var all = Bars(
            ranked.Any(candidate => candidate.StandardError is not null) ? "allocations, ± standard error" : "allocations",
            PlotStyle.Candidates,
            3
        );
        all.Points.AddRange(
            ranked.Select(
                (candidate, rank) => new ScatterErrorPoint(rank + 1, candidate.Score!.Value, 0, 2 * (candidate.StandardError ?? 0))
            )
        );
        model.Series.Add(all);
        model.Series.Add(PlotParts.Diamond($"best: {ranked[0].Architecture}", 1, ranked[0].Score!.Value));
        var place = ranked.Select(candidate => candidate.Architecture).ToList().IndexOf(original);
        if (place >= 0)
        {
            var unmodified = new ScatterSeries
            {
                Title = $"unmodified: {original}",
                MarkerType = MarkerType.Square,
                MarkerSize = 5,
                MarkerFill = PlotStyle.Baseline,
            };
            unmodified.Points.Add(new ScatterPoint(place + 1, ranked[place].Score!.Value));
            model.Series.Add(unmodified);
        }
        var count = ranked.Length.ToString(CultureInfo.InvariantCulture);
        var where =
            place >= 0
                ? $"the unmodified {original} has rank {place + 1} of {count}."
                : $"the unmodified {original} is not among these {count}.";
        return new Plot("stage-search", "Stage search: every allocation", $"Scores with the weights of the stage supernet; {where}", model);
    }

    private static Plot Beam(ImmutableArray<Level> levels, string? best)
    {
        var blocks = levels[0].Blocks;
        // A partial candidate was kept where a later one goes on from it.
        var extended = levels.Select(level => (level.Decided, Prefix: level.Parent)).ToHashSet();
        bool Kept(Level level) =>
            level.Decided == blocks ? level.Candidate.Architecture == best : extended.Contains((level.Decided + 1, level.Prefix));
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, "blocks decided"),
            PlotStyle.Axis(AxisPosition.Left, "proxy score", PlotStyle.Percent)
        );
        var (kept, dropped) = (levels.Where(Kept).ToArray(), levels.Where(level => !Kept(level)).ToArray());
        model.Series.Add(PlotParts.Points("dropped", PlotStyle.Candidates, dropped.Select(Point)));
        model.Series.Add(PlotParts.Points("kept", PlotStyle.Best, kept.Select(Point)));
        var top = new LineSeries
        {
            Title = "best of each level",
            Color = PlotStyle.Best,
            StrokeThickness = 1.5,
        };
        top.Points.AddRange(
            levels
                .GroupBy(level => level.Decided)
                .OrderBy(level => level.Key)
                .Select(level => new DataPoint(level.Key, level.Max(one => one.Candidate.Score!.Value)))
        );
        model.Series.Add(top);
        return new Plot(
            "operation-search",
            "Operation search: block by block",
            "Every candidate by how many of its blocks are decided; the others are completed at random, so that scores compare within a column.",
            model
        );

        static (double X, double Y) Point(Level level) => (level.Decided, level.Candidate.Score!.Value);
    }

    private static ScatterErrorSeries Bars(string title, OxyColor colour, double size) =>
        new()
        {
            Title = title,
            MarkerType = MarkerType.Circle,
            MarkerSize = size,
            MarkerFill = colour,
            ErrorBarColor = colour,
            ErrorBarStopWidth = 0,
            ErrorBarStrokeThickness = 1.5,
        };

    /// <summary>A candidate in the order in which blocks are decided.</summary>
    /// <param name="Prefix">Its decided dilations.</param>
    /// <param name="Parent">These without the last.</param>
    private sealed record Level(CandidateView Candidate, int Blocks, int Decided, string Prefix, string Parent)
    {
        public static Level Of(CandidateView candidate)
        {
            var dilations = ReallocatedBackbone.Parse(candidate.Architecture).Dilations;
            var decided = dilations.TakeWhile(dilation => dilation != ReallocatedBackbone.Undecided).ToArray();
            return new Level(candidate, dilations.Length, decided.Length, string.Join(',', decided), string.Join(',', decided.SkipLast(1)));
        }
    }
}
