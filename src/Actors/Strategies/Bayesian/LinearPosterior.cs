using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Actors.Strategies.Bayesian;

/// <summary>
/// Bayesian linear regression: weights normal a priori, observations with normal noise of variance 1. Holds the Cholesky
/// factor of the posterior's precision, so that an observation and a draw take time of the features' number squared. All sums have a fixed
/// order, whatever the processor: a proposal must not depend on it.
/// </summary>
internal sealed class LinearPosterior
{
    private const int Lanes = 4;

    /// <summary>The factor R of precision R'R, upper triangular, by rows.</summary>
    private readonly double[] _root;

    private readonly int _size;

    /// <param name="precisions">Precision of each weight, a priori.</param>
    public LinearPosterior(ReadOnlySpan<double> precisions)
    {
        _size = precisions.Length;
        _root = new double[_size * _size];
        for (var i = 0; i < _size; i++)
            _root[(i * _size) + i] = Math.Sqrt(precisions[i]);
    }

    /// <summary>An observation with these features, whatever its value.</summary>
    public void Add(ReadOnlySpan<double> features)
    {
        var row = features.ToArray();
        // Rotates the new row into the factor, one column at a time.
        for (var i = 0; i < _size; i++)
        {
            if (row[i] == 0)
                continue;
            var own = Row(i);
            var rest = row.AsSpan(i);
            var length = Math.Sqrt((own[0] * own[0]) + (rest[0] * rest[0]));
            Rotate(own, rest, own[0] / length, rest[0] / length);
        }
    }

    /// <summary>
    /// A draw of the weights: their mean, and what these standard normal numbers make of its uncertainty; zeros give the mean.
    /// </summary>
    /// <param name="moment">Sum over the observations of their features times their value.</param>
    public double[] Draw(ReadOnlySpan<double> moment, ReadOnlySpan<double> normals)
    {
        var weights = moment.ToArray();
        for (var i = 0; i < _size; i++)
        {
            var own = Row(i);
            weights[i] /= own[0];
            AddScaled(weights.AsSpan(i + 1), own[1..], -weights[i]);
        }
        for (var i = _size - 1; i >= 0; i--)
        {
            var own = Row(i);
            weights[i] = (weights[i] + normals[i] - Dot(own[1..], weights.AsSpan(i + 1))) / own[0];
        }
        return weights;
    }

    private Span<double> Row(int i) => _root.AsSpan((i * _size) + i, _size - i);

    private static void Rotate(Span<double> a, Span<double> b, double cosine, double sine)
    {
        var left = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var right = MemoryMarshal.Cast<double, Vector256<double>>(b);
        for (var k = 0; k < left.Length; k++)
            (left[k], right[k]) = ((left[k] * cosine) + (right[k] * sine), (right[k] * cosine) - (left[k] * sine));
        for (var k = left.Length * Lanes; k < a.Length; k++)
            (a[k], b[k]) = ((a[k] * cosine) + (b[k] * sine), (b[k] * cosine) - (a[k] * sine));
    }

    private static void AddScaled(Span<double> to, ReadOnlySpan<double> from, double factor)
    {
        var left = MemoryMarshal.Cast<double, Vector256<double>>(to);
        var right = MemoryMarshal.Cast<double, Vector256<double>>(from);
        for (var k = 0; k < left.Length; k++)
            left[k] += right[k] * factor;
        for (var k = left.Length * Lanes; k < to.Length; k++)
            to[k] += from[k] * factor;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var left = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var right = MemoryMarshal.Cast<double, Vector256<double>>(b);
        var lanes = Vector256<double>.Zero;
        for (var k = 0; k < left.Length; k++)
            lanes += left[k] * right[k];
        var sum = lanes[0] + lanes[1] + lanes[2] + lanes[3];
        for (var k = left.Length * Lanes; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }
}
