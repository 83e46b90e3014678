using System.Collections.Immutable;

namespace Nas.Model.Metrics;

/// <summary>One way in which a study of rankings could have come out, or how it came out.</summary>
/// <param name="Architectures">Numbers of the architectures that are in it; one drawn twice is there twice.</param>
/// <param name="Truth">Accuracy of each of them by itself: the mean over seeds.</param>
/// <param name="Supernets">Numbers of the supernets that are in it.</param>
public sealed record Resample(ImmutableArray<int> Architectures, ImmutableArray<double> Truth, ImmutableArray<int> Supernets)
{
    /// <summary>The scores of the architectures that are in it.</summary>
    public double[] Of(IReadOnlyList<double> scores)
    {
        var picked = new double[Architectures.Length];
        for (var i = 0; i < picked.Length; i++)
            picked[i] = scores[Architectures[i]];
        return picked;
    }
}
