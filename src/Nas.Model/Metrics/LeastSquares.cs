using System.Collections.Immutable;

namespace Nas.Model.Metrics;

/// <summary>
/// Linear least squares with a constant, by modified Gram-Schmidt orthogonalisation (Björck, 1967). A column that the constant and the
/// columns before it add up to has no coefficient of its own, and is left out.
/// </summary>
public sealed class LeastSquares
{
    /// <summary>A column of which no more is left beside those before it depends on them.</summary>
    private const double Dependent = 1e-9;

    private readonly int _columns;
    private readonly int _rows;

    /// <summary>The orthonormal columns that are kept, the constant's first, with their place in the model.</summary>
    private readonly List<(int Column, double[] Values)> _basis = [];

    /// <summary>Column j of the triangle: what of each basis vector is in the j-th kept column.</summary>
    private readonly List<double[]> _triangle = [];

    /// <param name="rows">For each observation its regressors, without the constant.</param>
    public LeastSquares(IReadOnlyList<IReadOnlyList<double>> rows)
    {
        (_rows, _columns) = (rows.Count, rows.Count == 0 ? 0 : rows[0].Count);
        if (rows.Any(row => row.Count != _columns))
            throw new ArgumentException("Every row needs as many regressors as the first.", nameof(rows));
        for (var column = 0; column <= _columns; column++)
            Add(column, [.. rows.Select(row => column == 0 ? 1 : row[column - 1])]);
    }

    /// <summary>Observations beyond the coefficients.</summary>
    public int Freedom => _rows - _basis.Count;

    /// <summary>The coefficient of each regressor; null for those that are left out.</summary>
    public ImmutableArray<Coefficient?> Fit(IReadOnlyList<double> observed)
    {
        if (observed.Count != _rows)
            throw new ArgumentException($"{observed.Count} observations for {_rows} rows", nameof(observed));
        var left = observed.ToArray();
        var parts = new double[_basis.Count];
        for (var k = 0; k < parts.Length; k++)
        {
            parts[k] = Dot(_basis[k].Values, left);
            Subtract(left, parts[k], _basis[k].Values);
        }
        double? noise = Freedom > 0 ? Dot(left, left) / Freedom : null;
        var found = new Coefficient?[_columns + 1];
        var inverse = Inverse();
        for (var k = 0; k < parts.Length; k++)
        {
            var row = inverse[k];
            double? error = noise is { } variance ? Math.Sqrt(variance * Dot(row, row)) : null;
            found[_basis[k].Column] = new Coefficient(Dot(row, parts), error);
        }
        return [.. found.Skip(1)];
    }

    private void Add(int column, double[] values)
    {
        var size = Math.Sqrt(Dot(values, values));
        var parts = new double[_basis.Count + 1];
        // A second pass takes off what rounding left of the first.
        for (var pass = 0; pass < 2; pass++)
        {
            for (var k = 0; k < _basis.Count; k++)
            {
                var part = Dot(_basis[k].Values, values);
                parts[k] += part;
                Subtract(values, part, _basis[k].Values);
            }
        }
        var rest = Math.Sqrt(Dot(values, values));
        if (rest <= Dependent * size)
            return;
        parts[^1] = rest;
        _basis.Add((column, [.. values.Select(value => value / rest)]));
        _triangle.Add(parts);
    }

    /// <summary>Inverse of the upper triangle, by rows.</summary>
    private double[][] Inverse()
    {
        var count = _basis.Count;
        var inverse = Enumerable.Range(0, count).Select(_ => new double[count]).ToArray();
        for (var j = 0; j < count; j++)
        {
            inverse[j][j] = 1 / _triangle[j][j];
            for (var i = j - 1; i >= 0; i--)
            {
                var sum = 0.0;
                for (var k = i + 1; k <= j; k++)
                    sum += _triangle[k][i] * inverse[k][j];
                inverse[i][j] = -sum / _triangle[i][i];
            }
        }
        return inverse;
    }

    private static double Dot(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    private static void Subtract(double[] from, double times, double[] values)
    {
        for (var i = 0; i < from.Length; i++)
            from[i] -= times * values[i];
    }
}

/// <summary>By how much an observation grows with one more of a regressor.</summary>
/// <param name="StandardError">Null where there are no more observations than coefficients.</param>
public readonly record struct Coefficient(double Value, double? StandardError);
