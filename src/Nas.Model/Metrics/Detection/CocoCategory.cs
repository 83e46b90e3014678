namespace Nas.Model.Metrics.Detection;

/// <summary>Collects the results of one category's detections, image by image, and sums them up.</summary>
internal sealed class CocoCategory
{
    /// <summary>
    /// The reference adds the gap above 1 to the number of detections, against division by zero; it shows in the last digits.
    /// </summary>
    private static readonly double Guard = double.BitIncrement(1) - 1;

    private readonly PrecisionCurve _curve = new();
    private readonly int[] _objects = new int[CocoRules.AreaRanges];
    private readonly ushort[][] _hits = new ushort[CocoRules.AreaRanges][];
    private readonly ushort[][] _misses = new ushort[CocoRules.AreaRanges][];
    private double[] _scores = [];
    private byte[] _places = [];
    private int _count;

    public CocoCategory()
    {
        Array.Fill(_hits, []);
        Array.Fill(_misses, []);
    }

    /// <summary>Starts again, empty.</summary>
    public void Clear()
    {
        Array.Clear(_objects);
        _count = 0;
    }

    /// <summary>Makes room for the detections of one image, the surest first.</summary>
    /// <returns>The position of the first.</returns>
    public int Add(ReadOnlySpan<double> scores)
    {
        var first = _count;
        _count += scores.Length;
        if (_count > _scores.Length)
            Grow(_count * 2);
        scores.CopyTo(_scores.AsSpan(first));
        for (var i = 0; i < scores.Length; i++)
            _places[first + i] = (byte)i;
        return first;
    }

    public Span<ushort> Hits(int range, int first) => _hits[range].AsSpan(first.._count);

    public Span<ushort> Misses(int range, int first) => _misses[range].AsSpan(first.._count);

    public void AddObjects(int range, int count) => _objects[range] += count;

    /// <summary>Average precision at each overlap; null where there is no object in the range.</summary>
    public double[]? Precisions(int range)
    {
        if (_objects[range] == 0)
            return null;
        var order = StableOrder.ByFallingScore(_scores.AsSpan(0, _count));
        var precisions = new double[CocoRules.Overlaps.Length];
        for (var t = 0; t < precisions.Length; t++)
        {
            _curve.Clear();
            var bit = 1 << t;
            foreach (var i in order)
            {
                var isHit = (_hits[range][i] & bit) != 0;
                if (isHit || (_misses[range][i] & bit) != 0)
                    _curve.Admit(isHit, _objects[range], Guard);
            }
            precisions[t] = _curve.MeanAt(CocoRules.Recalls);
        }
        return precisions;
    }

    /// <summary>
    /// The share of objects found by the surest few detections of each image, its mean over the overlaps; null where there is no object in
    /// the range.
    /// </summary>
    public double? Recall(int range, int mostDetections)
    {
        if (_objects[range] == 0)
            return null;
        var hits = 0L;
        for (var i = 0; i < _count; i++)
        {
            if (_places[i] < mostDetections)
                hits += int.PopCount(_hits[range][i]);
        }
        return (double)hits / _objects[range] / CocoRules.Overlaps.Length;
    }

    private void Grow(int size)
    {
        Array.Resize(ref _scores, size);
        Array.Resize(ref _places, size);
        for (var range = 0; range < CocoRules.AreaRanges; range++)
        {
            Array.Resize(ref _hits[range], size);
            Array.Resize(ref _misses[range], size);
        }
    }
}
