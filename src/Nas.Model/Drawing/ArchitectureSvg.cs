using System.Globalization;
using System.Text;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Drawing;

/// <summary>
/// An architecture as a self-contained SVG picture: a row for each stage, nodes as circles, chain edges as straight arrows, augmented
/// edges as arcs (even spans above, odd spans below). No background, and colours of middle lightness: readable on white and on black.
/// </summary>
public static class ArchitectureSvg
{
    private const int Margin = 20;
    private const int Pitch = 108;
    private const int Radius = 13;
    private const int BlockWidth = 92;
    private const int BlockHeight = 34;
    private const int BlockGap = 30;
    private const int TitleHeight = 30;
    private const int MinimumWidth = 480;

    public static string Draw(TopologySpace space, Architecture architecture)
    {
        var colours = new OperationColours(space.Spec);
        var body = new StringBuilder();
        var y = Margin + TitleHeight;
        SvgParts.Words(body, Margin, Margin + 10, Heading(space, architecture), "start", 14, bold: true);
        for (var stage = 0; stage < space.Spec.Stages.Length; stage++)
            y = Stage(body, space, architecture, stage, colours, y);
        var last = space.Spec.Stages[^1].Nodes - 1;
        var longest = space.Spec.Stages.Max(stage => stage.Nodes - 1);
        var width = Math.Max(MinimumWidth, NodeX(longest) + Radius + Margin);
        width = Math.Max(width, NodeX(last) + Radius + BlockGap + BlockWidth + Margin);
        var height = Legend(body, colours, y + 14, width) + Margin;
        var name = SvgParts.Escaped(space.Format(architecture));
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"
              font-family="system-ui, 'DejaVu Sans', sans-serif">
            <title>{name}</title>
            <defs>{colours.Arrowheads(SvgParts.Neutral)}</defs>
            {body}</svg>

            """;
    }

    private static string Heading(TopologySpace space, Architecture architecture) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{space.Name} · {space.MAdds.Of(architecture) / 1e6:0.0} M MAdds · {space.Parameters.Of(architecture) / 1e6:0.00} M parameters"
        );

    /// <summary>Draws one row from <paramref name="top"/> down and returns its lower end.</summary>
    private static int Stage(
        StringBuilder body,
        TopologySpace space,
        Architecture architecture,
        int stage,
        OperationColours colours,
        int top
    )
    {
        var spec = space.Spec.Stages[stage];
        var edges = DrawnEdge.Of(space, architecture, stage);
        var above = edges.Where(IsAbove).Select(ArcHeight).DefaultIfEmpty(Radius).Max();
        var below = edges.Where(edge => !edge.IsChain && !IsAbove(edge)).Select(ArcHeight).DefaultIfEmpty(Radius).Max();
        var side = space.Sides[stage];
        SvgParts.Words(body, Margin, top + 12, $"Stage {stage + 1} · {side}×{side} · {spec.Width} channels", "start", 13, bold: true);
        var y = top + 30 + above;

        var entry =
            spec.Stride == 1
                ? $"k{spec.EntryKernel}e{spec.EntryExpansion}"
                : $"k{spec.EntryKernel}e{spec.EntryExpansion}, stride {spec.Stride}";
        Block(body, Margin, y, stage == 0 ? "stem, entry" : "entry", entry);
        Arrow(body, $"M{Margin + BlockWidth} {y}H{NodeX(0) - Radius - 3}", SvgParts.Neutral, 1.6, dashed: false, "end-none");
        foreach (var edge in edges.OrderByDescending(edge => edge.Span))
            Edge(body, edge, colours, y);
        for (var node = 0; node < spec.Nodes; node++)
        {
            body.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{NodeX(node)}\" cy=\"{y}\" r=\"{Radius}\" ")
                .Append(CultureInfo.InvariantCulture, $"fill=\"#3f4b5a\" stroke=\"{SvgParts.Neutral}\" stroke-width=\"1.5\"/>\n");
            SvgParts.Words(body, NodeX(node), y + 4, node.ToString(CultureInfo.InvariantCulture), "middle", 12, bold: true, "#fff");
        }
        // Labels last: no line may cross one.
        foreach (var edge in edges)
            Label(body, edge, colours, y);
        if (stage == space.Spec.Stages.Length - 1)
        {
            var x = NodeX(spec.Nodes - 1) + Radius;
            Arrow(body, $"M{x} {y}H{x + BlockGap - 3}", SvgParts.Neutral, 1.6, dashed: false, "end-none");
            Block(body, x + BlockGap, y, "head", $"{space.Spec.HeadWidth} → {space.Spec.Classes}");
        }
        return y + below + 22;
    }

    private static void Edge(StringBuilder body, DrawnEdge edge, OperationColours colours, int y)
    {
        var (left, right) = (NodeX(edge.From), NodeX(edge.To));
        var style = colours[edge.Operation];
        string path;
        if (edge.IsChain)
        {
            path = $"M{left + Radius} {y}H{right - Radius - 3}";
        }
        else
        {
            // A quadratic curve rises to half the height of its control point. Its ends lie on the circles, a little to the side.
            var up = IsAbove(edge) ? -1 : 1;
            var control = y + (up * ((2 * ArcHeight(edge)) - Radius));
            path = $"M{left + 7} {y + (up * 11)}Q{(left + right) / 2} {control} {right - 8} {y + (up * 13)}";
        }
        Arrow(body, path, style.Colour, style.Width, edge.Operation.IsIdentity, style.Arrowhead);
    }

    private static void Label(StringBuilder body, DrawnEdge edge, OperationColours colours, int y)
    {
        var x = (NodeX(edge.From) + NodeX(edge.To)) / 2;
        // The middle of the quadratic curve that Edge draws: the mean of its ends' and its control point's heights.
        var middle = edge.IsChain ? y : y + ((IsAbove(edge) ? -1 : 1) * (ArcHeight(edge) - (Radius / 2) + 6));
        var width = (7 * edge.Operation.Name.Length) + 8;
        body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x - (width / 2)}\" y=\"{middle - 8}\" width=\"{width}\" height=\"16\" ")
            .Append(CultureInfo.InvariantCulture, $"rx=\"8\" fill=\"{colours[edge.Operation].Colour}\"/>\n");
        SvgParts.Words(body, x, middle + 4, edge.Operation.Name, "middle", 11, bold: false, "#fff");
    }

    /// <summary>Draws as many rows as the width asks for and returns their lower end.</summary>
    private static int Legend(StringBuilder body, OperationColours colours, int y, int width)
    {
        var x = Margin;
        foreach (var style in colours.Styles)
        {
            if (x > Margin && x + style.LegendWidth > width)
                (x, y) = (Margin, y + 20);
            Arrow(body, $"M{x} {y}h{OperationColours.SwatchWidth}", style.Colour, style.Width, style.Operation.IsIdentity, arrowhead: null);
            SvgParts.Words(body, x + OperationColours.SwatchWidth + 6, y + 4, style.Caption, "start", 11, bold: false);
            x += style.LegendWidth;
        }
        return y + 8;
    }

    private static int NodeX(int node) => Margin + BlockWidth + BlockGap + Radius + (node * Pitch);

    private static bool IsAbove(DrawnEdge edge) => !edge.IsChain && edge.Span % 2 == 0;

    private static int ArcHeight(DrawnEdge edge) => 16 + (22 * edge.Span / 2) + (edge.Span > 2 ? 6 : 0);

    private static void Block(StringBuilder body, int x, int y, string first, string second)
    {
        body.Append(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{x}\" y=\"{y - (BlockHeight / 2)}\" width=\"{BlockWidth}\" height=\"{BlockHeight}\" "
            )
            .Append(CultureInfo.InvariantCulture, $"rx=\"6\" fill=\"none\" stroke=\"{SvgParts.Neutral}\" stroke-width=\"1.5\"/>\n");
        SvgParts.Words(body, x + (BlockWidth / 2), y - 3, first, "middle", 11, bold: true);
        SvgParts.Words(body, x + (BlockWidth / 2), y + 11, second, "middle", 11, bold: false);
    }

    private static void Arrow(StringBuilder body, string path, string colour, double width, bool dashed, string? arrowhead)
    {
        body.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width:0.##}\"");
        if (dashed)
            body.Append(" stroke-dasharray=\"5 4\"");
        if (arrowhead is not null)
            body.Append(CultureInfo.InvariantCulture, $" marker-end=\"url(#{arrowhead})\"");
        body.Append("/>\n");
    }
}
