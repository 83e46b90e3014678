using OxyPlot;

namespace Seed.Results.Plots;

/// <summary>
/// Sizes of text for the layout of a plot, which must hold for any font a reader's system puts in: widths of a wide sans serif. Draws
/// nothing.
/// </summary>
internal sealed class WideTextMeasurer : RenderContextBase
{
    private const double CharacterWidth = 0.6;
    private const double LineHeight = 1.2;

    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        string.IsNullOrEmpty(text) ? OxySize.Empty : new OxySize(CharacterWidth * fontSize * text.Length, LineHeight * fontSize);

    public override void DrawLine(
        IList<ScreenPoint> points,
        OxyColor stroke,
        double thickness,
        EdgeRenderingMode edgeRenderingMode,
        double[] dashArray,
        LineJoin lineJoin
    ) { }

    public override void DrawPolygon(
        IList<ScreenPoint> points,
        OxyColor fill,
        OxyColor stroke,
        double thickness,
        EdgeRenderingMode edgeRenderingMode,
        double[] dashArray,
        LineJoin lineJoin
    ) { }

    public override void DrawText(
        ScreenPoint p,
        string text,
        OxyColor fill,
        string fontFamily,
        double fontSize,
        double fontWeight,
        double rotation,
        HorizontalAlignment horizontalAlignment,
        VerticalAlignment verticalAlignment,
        OxySize? maxSize
    ) { }

    public override int ClipCount => 0;

    public override void PushClip(OxyRect clippingRectangle) { }

    public override void PopClip() { }
}
