using System.Collections.Immutable;
using ProtoBuf;

namespace Actors.Search.State;

internal static class Statistics
{
    /// <summary>Summed in the order of the samples, so that it does not depend on who was fast.</summary>
    public static double Mean(ImmutableArray<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }

    /// <summary>Standard error of the mean: the sample standard deviation over sqrt(K); null for K &lt; 2.</summary>
    public static double? StandardError(ImmutableArray<double> values)
    {
        if (values.Length < 2)
            return null;
        var mean = Mean(values);
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1) / values.Length);
    }
}
