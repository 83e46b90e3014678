using Nas.Model;
using OxyPlot;

namespace Seed.Results.Plots;

/// <summary>A finished plot: a file of its own, or a part of a page.</summary>
/// <param name="Name">Name of the plot's file, without the ending.</param>
/// <param name="Title">One line about what the plot shows.</param>
/// <param name="Caption">Explanation of how to read the plot.</param>
public sealed record Plot(string Name, string Title, string Caption, PlotModel Model)
{
    private const int Width = 720;
    private const int Height = 360;

    public string Title { get; } = HarmlessText.Line(Title);

    /// <summary>A document in light colours.</summary>
    public string ToSvg()
    {
        Model.Background = OxyColors.White;
        Model.Title = Title;
        Model.TitleFontSize = 14;
        Model.TitleColor = PlotStyle.Ink;
        return Export();
    }

    /// <summary>Markup that takes its colours from the page and its width from where it stands.</summary>
    public string ToInlineSvg()
    {
        Model.Background = OxyColors.Undefined;
        Model.Title = null;
        var svg = Export();
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
        var end = svg.IndexOf('>', StringComparison.Ordinal);
        svg = $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{System.Net.WebUtility.HtmlEncode(Title)}\"{svg[end..]}";
        // Clip paths are numbered from 1 in every plot; a page has several.
        svg = svg.Replace("id=\"clipPath", $"id=\"{Name}-clip", StringComparison.Ordinal)
            .Replace("url(#clipPath", $"url(#{Name}-clip", StringComparison.Ordinal);
        foreach (var (color, variable) in PlotStyle.Variables)
            svg = svg.Replace($"rgb({color.R},{color.G},{color.B})", $"var({variable})", StringComparison.Ordinal);
        return svg;
    }

    private string Export() =>
        new SvgExporter
        {
            Width = Width,
            Height = Height,
            IsDocument = true,
            TextMeasurer = new WideTextMeasurer(),
        }.ExportToString(Model);
}
