namespace Nas.Model.Metrics.Detection;

/// <summary>The numbers of the COCO evaluation. Source: Lin et al., 2014, and the evaluation's definition on the COCO site.</summary>
internal static class CocoRules
{
    /// <summary>Detections of one category in one image that are looked at, the surest first.</summary>
    public const int MostDetections = 100;

    public const int AllAreas = 0;
    public const int AreaRanges = 4;

    /// <summary>Overlaps from which a detection is right: 0.50, 0.55, ..., 0.95.</summary>
    public static readonly double[] Overlaps = Evenly(0.5, 0.95, 10);

    /// <summary>Positions in <see cref="Overlaps"/>.</summary>
    public const int At50 = 0;

    public const int At75 = 5;

    /// <summary>Recalls at which precision is read off: 0, 0.01, ..., 1.</summary>
    public static readonly double[] Recalls = Evenly(0, 1, 101);

    /// <summary>All, small, medium, large: square pixels, both ends included.</summary>
    private static readonly (double Min, double Max)[] Areas = [(0, 1e10), (0, 32 * 32), (32 * 32, 96 * 96), (96 * 96, 1e10)];

    public static bool IsOutside(double area, int range) => area < Areas[range].Min || area > Areas[range].Max;

    /// <summary>
    /// Values equal to the last bit to those of NumPy's linspace, since that decides where an overlap or a recall equals one of them.
    /// </summary>
    private static double[] Evenly(double from, double to, int count)
    {
        var values = new double[count];
        var step = (to - from) / (count - 1);
        for (var i = 0; i < count; i++)
            values[i] = from + (i * step);
        values[^1] = to;
        return values;
    }
}
