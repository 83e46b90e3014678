namespace Nas.Model.Metrics.Detection;

/// <summary>
/// Precision against recall while detections are admitted one by one, the surest first. From the end on, precision is raised to the best
/// that any greater recall has.
/// </summary>
internal sealed class PrecisionCurve
{
    private double[] _precisions = [];
    private double[] _recalls = [];
    private int _count;
    private int _hits;
    private int _misses;

    /// <summary>Starts again, empty.</summary>
    public void Clear() => (_count, _hits, _misses) = (0, 0, 0);

    /// <summary>Admits the next detection.</summary>
    /// <param name="isHit">True where the detection is right.</param>
    /// <param name="objects">Number of objects that are to be found in all.</param>
    /// <param name="guard">Added to the number of detections admitted.</param>
    public void Admit(bool isHit, int objects, double guard = 0)
    {
        if (isHit)
            _hits++;
        else
            _misses++;
        if (_count == _precisions.Length)
        {
            Array.Resize(ref _precisions, Math.Max(256, _count * 2));
            Array.Resize(ref _recalls, _precisions.Length);
        }
        _recalls[_count] = (double)_hits / objects;
        _precisions[_count++] = _hits / (_misses + _hits + guard);
    }

    /// <summary>The mean of the precisions at these rising recalls; where a recall is not reached, precision is 0.</summary>
    public double MeanAt(ReadOnlySpan<double> recalls)
    {
        Raise();
        var (sum, at) = (0.0, 0);
        foreach (var recall in recalls)
        {
            while (at < _count && _recalls[at] < recall)
                at++;
            if (at == _count)
                break;
            sum += _precisions[at];
        }
        return sum / recalls.Length;
    }

    /// <summary>The area under the curve.</summary>
    public double Area()
    {
        Raise();
        var (sum, before) = (0.0, 0.0);
        for (var i = 0; i < _count; i++)
        {
            sum += (_recalls[i] - before) * _precisions[i];
            before = _recalls[i];
        }
        return sum;
    }

    private void Raise()
    {
        for (var i = _count - 2; i >= 0; i--)
            _precisions[i] = Math.Max(_precisions[i], _precisions[i + 1]);
    }
}
