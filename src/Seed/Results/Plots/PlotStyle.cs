using System.Collections.Immutable;
using Nas.Model;
using OxyPlot;
using OxyPlot.Axes;

namespace Seed.Results.Plots;

/// <summary>The look of every plot: thin grid, no box, few colours; the same hues mean the same things everywhere.</summary>
public static class PlotStyle
{
    public static readonly OxyColor Ink = OxyColor.FromRgb(0x24, 0x29, 0x2f);
    public static readonly OxyColor Faint = OxyColor.FromRgb(0x65, 0x6d, 0x76);
    public static readonly OxyColor Grid = OxyColor.FromRgb(0xe1, 0xe4, 0xe8);

    /// <summary>Candidates of the search.</summary>
    public static readonly OxyColor Candidates = OxyColor.FromRgb(0x2a, 0x78, 0xd6);

    /// <summary>The winner, the front, the best so far.</summary>
    public static readonly OxyColor Best = OxyColor.FromRgb(0xd9, 0x59, 0x26);

    /// <summary>Colour of the other side of a comparison: chain-only architectures, the unmodified backbone.</summary>
    public static readonly OxyColor Baseline = OxyColor.FromRgb(0x1b, 0x8f, 0x6a);

    /// <summary>The variables that a page in light or dark colours puts in the place of plot colours.</summary>
    public static readonly ImmutableArray<(OxyColor Color, string Variable)> Variables =
    [
        (Ink, "--ink"),
        (Faint, "--faint"),
        (Grid, "--grid"),
        (Candidates, "--candidates"),
        (Best, "--best"),
        (Baseline, "--baseline"),
    ];

    public static PlotModel Model() =>
        new()
        {
            Background = OxyColors.Undefined,
            TextColor = Faint,
            PlotAreaBorderThickness = new OxyThickness(0),
            Padding = new OxyThickness(4, 8, 12, 4),
            DefaultFont = "system-ui, sans-serif",
            DefaultFontSize = 12,
        };

    public static LinearAxis Axis(AxisPosition position, string title, Func<double, string>? label = null) =>
        new()
        {
            Position = position,
            Title = HarmlessText.Line(title),
            TitleColor = Ink,
            LabelFormatter = label,
            AxislineStyle = position == AxisPosition.Bottom ? LineStyle.Solid : LineStyle.None,
            AxislineColor = Faint,
            TickStyle = position == AxisPosition.Bottom ? TickStyle.Outside : TickStyle.None,
            TicklineColor = Faint,
            MinorTickSize = 0,
            MajorGridlineStyle = position == AxisPosition.Left ? LineStyle.Solid : LineStyle.None,
            MajorGridlineColor = Grid,
            MinimumPadding = 0.04,
            MaximumPadding = 0.04,
            AxisTitleDistance = 8,
        };

    /// <summary>The text of a number of any size.</summary>
    public static string Plain(double number) => number.ToString("G5", System.Globalization.CultureInfo.InvariantCulture);

    public static string Percent(double fraction) =>
        (100 * fraction).ToString("0.# '%'", System.Globalization.CultureInfo.InvariantCulture);
}
