namespace Actors.Strategies.Bayesian;

/// <summary>
/// A decision of n options as n - 1 numbers that are orthonormal over the options and sum to zero (Helmert): what an effect of options has
/// beyond its mean, in as few numbers as possible, and no option is special.
/// </summary>
internal sealed class Contrasts
{
    private readonly double[] _values;

    public Contrasts(int options)
    {
        Count = options - 1;
        _values = new double[options * Count];
        for (var k = 1; k < options; k++)
        {
            var length = Math.Sqrt(k * (k + 1.0));
            for (var option = 0; option < k; option++)
                _values[(option * Count) + k - 1] = 1 / length;
            _values[(k * Count) + k - 1] = -k / length;
        }
    }

    public int Count { get; }

    public ReadOnlySpan<double> Of(int option) => _values.AsSpan(option * Count, Count);
}
