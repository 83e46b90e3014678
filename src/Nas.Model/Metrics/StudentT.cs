namespace Nas.Model.Metrics;

/// <summary>Student's t: how many standard errors a mean of few values may be off by chance.</summary>
public static class StudentT
{
    private const double Normal = 1.959963984540054;

    /// <summary>Quantiles for 1 to 4 degrees of freedom, where the expansion below is not good enough.</summary>
    private static readonly double[] Few = [12.7062047364, 4.3026527297, 3.1824463053, 2.7764451052];

    /// <summary>
    /// The two-sided 95 % quantile, to 0.2 %: tabulated for few degrees of freedom, else the expansion about the normal quantile
    /// (Abramowitz and Stegun, 1964, 26.7.5).
    /// </summary>
    /// <param name="freedom">Degrees of freedom, from 1.</param>
    public static double Quantile95(int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        if (freedom <= Few.Length)
            return Few[freedom - 1];
        const double z = Normal,
            square = z * z;
        var first = z * (square + 1) / 4;
        var second = z * ((((5 * square) + 16) * square) + 3) / 96;
        var third = z * ((((((3 * square) + 19) * square) + 17) * square) - 15) / 384;
        return z + ((first + ((second + (third / freedom)) / freedom)) / freedom);
    }

    /// <summary>
    /// The probability that chance alone gives a t of this size or a larger one: the finite sums for whole degrees of freedom (Abramowitz
    /// and Stegun, 1964, 26.7.3 and 26.7.4).
    /// </summary>
    /// <param name="freedom">Degrees of freedom, from 1.</param>
    public static double UpperTail(double t, int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        if (double.IsInfinity(t))
            return t > 0 ? 0 : 1;
        var angle = Math.Atan(t / Math.Sqrt(freedom));
        var (sine, cosine) = (Math.Sin(angle), Math.Cos(angle));
        var odd = freedom % 2 == 1;
        var (sum, term) = (0.0, odd ? cosine : 1.0);
        for (var power = odd ? 1 : 0; power <= freedom - 2; power += 2)
        {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }
        // Of all t between -t and t.
        var inside = odd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
        return (1 - inside) / 2;
    }
}
