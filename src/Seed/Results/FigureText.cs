using System.Globalization;

namespace Seed.Results;

/// <summary>Numbers as results print them.</summary>
public static class FigureText
{
    public static string Percent(double fraction) =>
        fraction.ToString("0.00%", CultureInfo.InvariantCulture).Replace("%", " %", StringComparison.Ordinal);
}
