using System.Globalization;

namespace Seed.Output;

/// <summary>Whole numbers as people write them: 300000000, 300_000_000, 300M, 1.2G, 5k (decimal multiples).</summary>
public static class ScaledNumber
{
    public static bool TryParse(string text, out long value)
    {
        value = 0;
        var digits = text.Trim().Replace("_", "", StringComparison.Ordinal);
        var scale =
            digits.Length == 0
                ? 1m
                : digits[^1] switch
                {
                    'k' or 'K' => 1_000m,
                    'M' => 1_000_000m,
                    'G' => 1_000_000_000m,
                    _ => 1m,
                };
        if (scale != 1m)
            digits = digits[..^1];
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(digits, style, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > long.MaxValue / scale)
            return false;
        number *= scale;
        if (number != decimal.Truncate(number))
            return false;
        value = (long)number;
        return true;
    }

    /// <summary>A short exact form: 326M, 1.25G, 326.123k; else all digits.</summary>
    public static string Format(long value)
    {
        foreach (var (suffix, scale) in new[] { ("G", 1_000_000_000L), ("M", 1_000_000L), ("k", 1_000L) })
        {
            if (Math.Abs((decimal)value) >= scale && value % (scale / 1000) == 0)
                return ((decimal)value / scale).ToString("0.###", CultureInfo.InvariantCulture) + suffix;
        }
        return value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A number for people, with three significant figures: 326 M.</summary>
    public static string Round(double value) =>
        Math.Abs(value) switch
        {
            >= 1e12 => value.ToString("0.0e0", CultureInfo.InvariantCulture),
            >= 1e9 => Figures(value / 1e9) + " G",
            >= 1e6 => Figures(value / 1e6) + " M",
            >= 1e4 => Figures(value / 1e3) + " k",
            _ => value.ToString("0.##", CultureInfo.InvariantCulture),
        };

    private static string Figures(double value) =>
        value.ToString(
            value >= 100 ? "0"
                : value >= 10 ? "0.0"
                : "0.00",
            CultureInfo.InvariantCulture
        );
}
