namespace Nas.Model.Metrics.Detection;

/// <summary>Sorting that keeps the order of equals, in linear time for small whole keys.</summary>
internal static class StableOrder
{
    /// <summary>Positions by falling score; equal scores keep their order.</summary>
    public static int[] ByFallingScore(ReadOnlySpan<double> scores)
    {
        var entries = new (double Score, int Position)[scores.Length];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = (scores[i], i);
        entries
            .AsSpan()
            .Sort(
                static (left, right) =>
                {
                    var byScore = right.Score.CompareTo(left.Score);
                    return byScore != 0 ? byScore : left.Position.CompareTo(right.Position);
                }
            );
        var order = new int[entries.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = entries[i].Position;
        return order;
    }

    /// <summary>The same positions by rising key; equal keys keep their order.</summary>
    /// <param name="order">Positions in <paramref name="keys"/>.</param>
    /// <param name="keys">Keys from 0 to below <paramref name="bound"/>.</param>
    /// <param name="bound">A number above all keys.</param>
    public static int[] ByKey(int[] order, ReadOnlySpan<int> keys, int bound)
    {
        var starts = new int[bound + 1];
        foreach (var position in order)
            starts[keys[position] + 1]++;
        for (var key = 0; key < bound; key++)
            starts[key + 1] += starts[key];
        var sorted = new int[order.Length];
        foreach (var position in order)
            sorted[starts[keys[position]]++] = position;
        return sorted;
    }
}
