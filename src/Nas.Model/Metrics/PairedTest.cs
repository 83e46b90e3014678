namespace Nas.Model.Metrics;

/// <summary>Whether paired differences are above zero beyond chance (Student, 1908).</summary>
/// <param name="Deviation">Sample standard deviation; null for fewer than two.</param>
/// <param name="T">The mean over its standard error; null where that is unknown or zero.</param>
/// <param name="Probability">One-sided: how often chance alone gives such a t or a larger one.</param>
public sealed record PairedTest(int Pairs, double Mean, double? Deviation, double? T, double? Probability)
{
    /// <param name="differences">At least one.</param>
    public static PairedTest Of(IReadOnlyCollection<double> differences)
    {
        var (pairs, mean) = (differences.Count, differences.Average());
        if (pairs < 2)
            return new PairedTest(pairs, mean, null, null, null);
        var deviation = Math.Sqrt(differences.Sum(one => (one - mean) * (one - mean)) / (pairs - 1));
        if (deviation == 0)
            return new PairedTest(pairs, mean, 0, null, null);
        var t = mean / (deviation / Math.Sqrt(pairs));
        return new PairedTest(pairs, mean, deviation, t, StudentT.UpperTail(t, pairs - 1));
    }
}
