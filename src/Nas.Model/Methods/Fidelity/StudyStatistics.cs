using System.Collections.Immutable;
using Nas.Model.Metrics;

namespace Nas.Model.Methods.Fidelity;

/// <summary>Small sums that the parts of a study's analysis share.</summary>
internal static class StudyStatistics
{
    /// <summary>Null where there is none, or one of them is unknown.</summary>
    public static double? Average(IEnumerable<double?> values)
    {
        var known = values.ToArray();
        return known.Length == 0 || Array.Exists(known, value => value is null) ? null : known.Average();
    }

    /// <summary>The mean over the supernets of a resample; one that is drawn twice counts twice.</summary>
    public static double? OverSupernets(Resample resample, StudiedProxy proxy, Func<double[], double?> statistic)
    {
        var bySupernet = resample
            .Supernets.Distinct()
            .ToDictionary(supernet => supernet, supernet => statistic(resample.Of(proxy.Means[supernet])));
        return Average(resample.Supernets.Select(supernet => bySupernet[supernet]));
    }

    /// <summary>Root mean square over the rows of their standard deviation, once each column's mean is subtracted.</summary>
    public static double Deviation(ImmutableArray<double[]> rows)
    {
        var columns = Enumerable.Range(0, rows[0].Length).Select(column => rows.Average(row => row[column])).ToArray();
        return Math.Sqrt(rows.Average(row => Math.Pow(StandardDeviation([.. row.Select((value, column) => value - columns[column])]), 2)));
    }

    public static double StandardDeviation(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
