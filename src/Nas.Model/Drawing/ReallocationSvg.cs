using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Drawing;

/// <summary>
/// Reallocated backbones side by side as a self-contained SVG picture: a column for each stage, in it a box for each block, from top to
/// bottom in the order in which they run, with its dilation in words and colour. No background: readable on white and on black.
/// </summary>
public static class ReallocationSvg
{
    private const int Margin = 20,
        HeadingHeight = 36,
        TitleHeight = 22,
        StageHeight = 52,
        Column = 66,
        PanelGap = 44;
    private const int BoxWidth = 46,
        BoxHeight = 19,
        Pitch = 23;
    private const int LegendGap = 22,
        SwatchWidth = 18,
        LegendColumn = 178;

    /// <summary>Least number of columns of the legend, so that the heading has room.</summary>
    private const int LeastColumns = 3;

    /// <param name="heading">Above everything: what the backbone is and costs.</param>
    /// <param name="panels">Backbones with their titles, from left to right.</param>
    public static string Draw(string heading, ImmutableArray<(string Title, ReallocatedBackbone Backbone)> panels)
    {
        var body = new StringBuilder();
        SvgParts.Words(body, Margin, Margin + 10, heading, "start", 14, bold: true);
        var left = Margin;
        foreach (var (title, backbone) in panels)
        {
            SvgParts.Words(body, left, Margin + HeadingHeight + 10, title, "start", 13, bold: true);
            for (var stage = 0; stage < backbone.Blocks.Length; stage++)
                Stage(body, backbone, stage, left + (stage * Column), Margin + HeadingHeight + TitleHeight);
            left += (4 * Column) + PanelGap;
        }
        var most = panels.Max(panel => panel.Backbone.Blocks.Max());
        var bottom = Margin + HeadingHeight + TitleHeight + StageHeight + (most * Pitch) + LegendGap;
        ImmutableArray<int> dilations = [.. panels.SelectMany(panel => panel.Backbone.Dilations).Distinct().Order()];
        Legend(body, dilations, bottom);
        var width = Math.Max((2 * Margin) + (Math.Max(LeastColumns, dilations.Length) * LegendColumn), left - PanelGap + Margin);
        var height = bottom + Margin;
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"
              font-family="system-ui, 'DejaVu Sans', sans-serif">
            <title>{SvgParts.Escaped(string.Join("; ", panels.Select(panel => $"{panel.Title}: {panel.Backbone}")))}</title>
            {body}</svg>

            """;
    }

    private static void Stage(StringBuilder body, ReallocatedBackbone backbone, int stage, int left, int top)
    {
        var (middle, blocks) = (left + (BoxWidth / 2), backbone.Blocks[stage]);
        SvgParts.Words(body, middle, top + 12, $"stage {stage + 1}", "middle", 12, bold: true);
        SvgParts.Words(body, middle, top + 26, $"stride {ReallocatedBackbone.StrideOf(stage)}", "middle", 11, bold: false);
        SvgParts.Words(body, middle, top + 40, blocks == 1 ? "1 block" : $"{blocks} blocks", "middle", 11, bold: false);
        if (stage > 0)
            SvgParts.Words(body, left - ((Column - BoxWidth) / 2), top + 12, "→", "middle", 12, bold: false);
        var y = top + StageHeight;
        var line = y + ((blocks - 1) * Pitch) + (BoxHeight / 2);
        body.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"M{middle} {y}V{line}\" stroke=\"{SvgParts.Neutral}\" stroke-width=\"1.5\"/>\n"
        );
        foreach (var dilation in backbone.StageDilations(stage))
        {
            Box(body, left, y, BoxWidth, dilation);
            SvgParts.Words(body, middle, y + 14, ReallocatedBackbone.TextOf(dilation), "middle", 12, bold: true, "#fff");
            y += Pitch;
        }
    }

    private static void Box(StringBuilder body, int x, int y, int width, int dilation) =>
        body.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BoxHeight}\" rx=\"4\" fill=\"{ColourOf(dilation)}\"/>\n"
        );

    private static void Legend(StringBuilder body, ImmutableArray<int> dilations, int y)
    {
        var x = Margin;
        foreach (var dilation in dilations)
        {
            Box(body, x, y - 14, SwatchWidth, dilation);
            // Three taps, so many pixels apart.
            var side = 1 + (2 * dilation);
            var words = dilation == ReallocatedBackbone.Undecided ? "not decided" : $"dilation {dilation}: sees {side}×{side}";
            SvgParts.Words(body, x + SwatchWidth + 6, y, words, "start", 11, bold: false);
            x += LegendColumn;
        }
    }

    private static string ColourOf(int dilation) =>
        dilation switch
        {
            ReallocatedBackbone.Undecided => SvgParts.Neutral,
            1 => SvgParts.Grey,
            _ => SvgParts.Palette[(dilation - 2) % SvgParts.Palette.Length],
        };
}
