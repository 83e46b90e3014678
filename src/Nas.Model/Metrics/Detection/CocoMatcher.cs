namespace Nas.Model.Metrics.Detection;

/// <summary>
/// Assigns the detections of one category in one image to its objects: the surest first, each to the object it overlaps most among those
/// that are free, at every overlap of <see cref="CocoRules.Overlaps"/> and for every range of areas. Sets of overlaps are bits of a number.
/// </summary>
internal sealed class CocoMatcher
{
    private int[] _order = [];
    private ushort[] _taken = [];

    /// <param name="areas">Areas of the detections, the surest first.</param>
    /// <param name="truths">The objects, in the order of the file.</param>
    /// <param name="overlaps">A row of objects for each detection.</param>
    /// <param name="range">Range of areas.</param>
    /// <param name="hits">Gets, for each detection, the overlaps at which it is right.</param>
    /// <param name="misses">Gets, for each detection, the overlaps at which it is wrong; at the others it does not count.</param>
    /// <returns>Number of objects that count.</returns>
    public int Match(
        ReadOnlySpan<double> areas,
        ReadOnlySpan<TruthItem> truths,
        ReadOnlySpan<double> overlaps,
        int range,
        Span<ushort> hits,
        Span<ushort> misses
    )
    {
        var counted = Arrange(truths, range);
        for (var d = 0; d < areas.Length; d++)
        {
            var row = overlaps.Slice(d * truths.Length, truths.Length);
            var outside = CocoRules.IsOutside(areas[d], range);
            var greatest = Greatest(row);
            var (hit, miss) = (0, 0);
            for (var t = 0; t < CocoRules.Overlaps.Length; t++)
            {
                var found = greatest < Least(t) ? -1 : Best(row, truths, counted, t);
                // The reference marks an assigned detection with the object's id, so the id 0 reads as not assigned.
                if (found >= 0)
                    _taken[found] |= (ushort)(1 << t);
                if (found >= 0 && (truths[found].IsCrowd || CocoRules.IsOutside(truths[found].Area, range)))
                    continue;
                if (found >= 0 && truths[found].Id != 0)
                    hit |= 1 << t;
                else if (!outside)
                    miss |= 1 << t;
            }
            (hits[d], misses[d]) = ((ushort)hit, (ushort)miss);
        }
        return counted;
    }

    private static double Least(int threshold) => Math.Min(CocoRules.Overlaps[threshold], 1 - 1e-10);

    private static double Greatest(ReadOnlySpan<double> row)
    {
        var greatest = 0.0;
        foreach (var overlap in row)
            greatest = Math.Max(greatest, overlap);
        return greatest;
    }

    /// <summary>Objects that count come first; otherwise the order stays.</summary>
    private int Arrange(ReadOnlySpan<TruthItem> truths, int range)
    {
        if (_order.Length < truths.Length)
            (_order, _taken) = (new int[truths.Length * 2], new ushort[truths.Length * 2]);
        Array.Clear(_taken, 0, truths.Length);
        var (counted, ignored) = (0, truths.Length);
        for (var g = 0; g < truths.Length; g++)
        {
            if (!truths[g].IsCrowd && !CocoRules.IsOutside(truths[g].Area, range))
                _order[counted++] = g;
        }
        for (var g = truths.Length - 1; g >= 0; g--)
        {
            if (truths[g].IsCrowd || CocoRules.IsOutside(truths[g].Area, range))
                _order[--ignored] = g;
        }
        return counted;
    }

    /// <summary>The object for a detection, -1 for none. One that does not count is taken only where none that counts fits.</summary>
    private int Best(ReadOnlySpan<double> row, ReadOnlySpan<TruthItem> truths, int counted, int threshold)
    {
        var best = Least(threshold);
        var found = -1;
        for (var i = 0; i < row.Length; i++)
        {
            if (i == counted && found >= 0)
                break;
            var g = _order[i];
            // A crowd region takes any number. Of equal overlaps the later object wins.
            if (row[g] < best || ((_taken[g] >> threshold & 1) != 0 && !truths[g].IsCrowd))
                continue;
            (best, found) = (row[g], g);
        }
        return found;
    }
}

/// <summary>The facts about an object that the assignment needs.</summary>
internal readonly record struct TruthItem(long Id, double Area, bool IsCrowd);
