namespace Nas.Model.Data.Detection.Masks;

/// <summary>
/// The pixels of a polygon, by the rule of the COCO tools, so that areas and overlaps equal theirs: the outline is walked on a grid five
/// times as fine, where it passes from one pixel column to the next it toggles the column from there downwards.
/// </summary>
public static class PolygonRaster
{
    private const int Finer = 5;

    /// <summary>Sub-pixels before the centre of a pixel.</summary>
    private const int Half = Finer / 2;

    /// <param name="polygon">x, y, x, y, ... in pixels, of three points or more.</param>
    /// <param name="height">Height of the image in pixels.</param>
    /// <param name="width">Width of the image in pixels.</param>
    public static RunLengthMask Fill(ReadOnlySpan<double> polygon, int height, int width)
    {
        var toggles = new List<int>();
        var (x, y) = (Fine(polygon[0]), Fine(polygon[1]));
        (int X, int Y)? previous = null;
        for (var i = 2; i <= polygon.Length; i += 2)
        {
            var (toX, toY) = (Fine(polygon[i % polygon.Length]), Fine(polygon[(i + 1) % polygon.Length]));
            Walk(x, y, toX, toY, height, width, ref previous, toggles);
            (x, y) = (toX, toY);
        }
        toggles.Add(height * width);
        toggles.Sort();
        return RunLengthMask.FromRuns(height, width, RunsBetween(toggles));
    }

    private static void Walk(int x, int y, int toX, int toY, int height, int width, ref (int X, int Y)? previous, List<int> toggles)
    {
        var (spanX, spanY) = (Math.Abs(toX - x), Math.Abs(toY - y));
        var steps = Math.Max(spanX, spanY);
        if (steps == 0)
            return;
        var flat = spanX >= spanY;
        // Points are computed from the end of lesser coordinate, so that an edge shared by two polygons gives the same ones to both.
        var flip = flat ? x > toX : y > toY;
        var (startX, startY, endX, endY) = flip ? (toX, toY, x, y) : (x, y, toX, toY);
        var slope = flat ? (double)(endY - startY) / spanX : (double)(endX - startX) / spanY;
        for (var step = 0; step <= steps; step++)
        {
            var t = flip ? steps - step : step;
            var (u, v) = flat ? (startX + t, (int)(startY + (slope * t) + 0.5)) : ((int)(startX + (slope * t) + 0.5), startY + t);
            if (previous is { } last && last.X != u)
                Cross(last.X, last.Y, u, v, height, width, toggles);
            previous = (u, v);
        }
    }

    private static void Cross(int fromX, int fromY, int toX, int toY, int height, int width, List<int> toggles)
    {
        var fine = (toX < fromX ? toX : toX - 1) - Half;
        if (fine < 0 || fine % Finer != 0 || fine / Finer > width - 1)
            return;
        var row = Math.Clamp((Math.Min(fromY, toY) + Half) / Finer, 0, height);
        toggles.Add((fine / Finer * height) + row);
    }

    private static int[] RunsBetween(List<int> toggles)
    {
        var runs = new int[toggles.Count];
        for (var i = 0; i < runs.Length; i++)
            runs[i] = toggles[i] - (i == 0 ? 0 : toggles[i - 1]);
        return runs;
    }

    private static int Fine(double coordinate) => (int)((Finer * coordinate) + 0.5);
}
