using System.Collections.Immutable;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Settings;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Seed.Results.Plots;

namespace Seed.Methods.Fidelity;

/// <summary>The plots of a study.</summary>
internal static class FidelityPlots
{
    private static readonly ImmutableArray<OxyColor> Colours = [PlotStyle.Best, PlotStyle.Baseline, PlotStyle.Faint, PlotStyle.Ink];

    public static ImmutableArray<Plot> All(FidelitySettings settings, StudyReport study, ImmutableArray<StudiedArchitecture> studied) =>
        [TauBySamples(study), ScoreAgainstTruth(settings, studied), Races(study)];

    private static Plot TauBySamples(StudyReport study)
    {
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, "samples"),
            PlotStyle.Axis(AxisPosition.Left, "Kendall's tau-b with the truth")
        );
        foreach (var (number, arm) in study.BySamples.GroupBy(row => row.Name).Index())
        {
            model.Series.Add(
                Line(
                    arm.Key,
                    Colours[number % Colours.Length],
                    arm.Where(row => row.Tau is not null).Select(row => ((double)row.Samples, row.Tau!.Value.Value))
                )
            );
        }
        if (study.Proxies[0].Tau is { } checkpoint)
        {
            var most = study.BySamples.Max(row => row.Samples);
            var line = Line(
                "one checkpoint at the cost of all samples",
                PlotStyle.Candidates,
                [(1, checkpoint.Value), (most, checkpoint.Value)]
            );
            line.LineStyle = LineStyle.Dash;
            model.Series.Add(line);
        }
        return new Plot(
            "tau-by-samples",
            "Tau against samples",
            "The mean over the first samples of each sampler, mean over supernets.",
            model
        );
    }

    private static Plot ScoreAgainstTruth(FidelitySettings settings, ImmutableArray<StudiedArchitecture> studied)
    {
        var layout = new StudyLayout(settings);
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, "accuracy by itself"),
            PlotStyle.Axis(AxisPosition.Left, "accuracy with shared weights", PlotStyle.Percent)
        );
        double Mean(StudiedArchitecture one, Func<StudySample, bool> isOf) =>
            layout.Samples.Index().Where(column => isOf(column.Item)).Average(column => one.Samples[column.Index]);
        model.Series.Add(
            PlotParts.Points(
                "one checkpoint",
                PlotStyle.Candidates,
                studied.Select(one =>
                    (
                        one.Truth.Average(),
                        Enumerable
                            .Range(0, layout.Supernets)
                            .Average(supernet => one.Checkpoints[layout.ColumnOf(supernet, layout.Trained)])
                    )
                )
            )
        );
        model.Series.Add(
            PlotParts.Points(
                "SGLD samples",
                PlotStyle.Best,
                studied.Select(one => (one.Truth.Average(), Mean(one, sample => sample.Arm == 0 && sample.Checkpoint == layout.Trained)))
            )
        );
        return new Plot(
            "score-against-truth",
            "Scores against the truth",
            "Each architecture, mean over supernets and over the seeds of its truth.",
            model
        );
    }

    private static Plot Races(StudyReport study)
    {
        var model = PlotParts.Model(
            PlotStyle.Axis(AxisPosition.Bottom, "share of the evaluations", PlotStyle.Percent),
            PlotStyle.Axis(AxisPosition.Left, "Kendall's tau-b with the truth")
        );
        var all = study.BySamples.Where(row => row.Name == StudyLayout.Sampler && row.Tau is not null).ToArray();
        var most = study.BySamples.Max(row => row.Samples);
        model.Series.Add(
            Line("the first samples for all", PlotStyle.Candidates, all.Select(row => ((double)row.Samples / most, row.Tau!.Value.Value)))
        );
        model.Series.Add(
            PlotParts.Points(
                "race",
                PlotStyle.Best,
                study.Races.Where(race => race.Tau is not null).Select(race => (race.Share, race.Tau!.Value.Value))
            )
        );
        return new Plot(
            "races",
            "Racing over samples",
            "Tau that a race over the SGLD samples reaches against what it costs, for several margins.",
            model
        );
    }

    private static LineSeries Line(string title, OxyColor colour, IEnumerable<(double X, double Y)> points)
    {
        var line = new LineSeries
        {
            Title = title,
            Color = colour,
            StrokeThickness = 2,
        };
        line.Points.AddRange(points.Select(point => new DataPoint(point.X, point.Y)));
        return line;
    }
}
