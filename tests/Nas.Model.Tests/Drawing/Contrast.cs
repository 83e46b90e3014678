namespace Nas.Model.Tests.Drawing;

/// <summary>WCAG 2's contrast ratio of two colours, written <c>#rrggbb</c>.</summary>
internal static class Contrast
{
    public static double Of(string one, string other)
    {
        var (first, second) = (Luminance(one) + 0.05, Luminance(other) + 0.05);
        return Math.Max(first, second) / Math.Min(first, second);
    }

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var value = Convert.ToInt32(colour.Substring(at, 2), 16) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }
}
