namespace Nas.Model.Spaces;

/// <summary>Tells if architectures of a cost can be counted exactly, before any count is made.</summary>
public static class CountingLimit
{
    /// <summary>
    /// True where a table fits into memory for every cost that it may be asked for: for all windows that reach from a possible cost down
    /// and up by this fraction of it.
    /// </summary>
    /// <param name="space">The space that the cost is of, whose draws may have weights, which take more memory; null: none has.</param>
    public static bool AllowsAround(AdditiveCost cost, double tolerance, ISearchSpace? space = null)
    {
        var weights = space is null ? default : SummedSet.WeightsOf(space, OptionMask.All(space));
        var scale = new SumScale(cost.PerOption);
        var (lists, least) = (scale.Costs.Length, (double)cost.Min / scale.Unit);
        // The greatest sum of the lists before each list, the greatest sum of it and the later ones, and the words of one of its counts.
        var (reach, rest, words) = (new double[lists], new double[lists], new int[lists]);
        for (var i = 1; i < lists; i++)
            reach[i] = reach[i - 1] + scale.Costs[i - 1].Max();
        var (behind, bits) = (0d, 0d);
        for (var i = lists - 1; i >= 0; i--)
        {
            rest[i] = behind += scale.Costs[i].Max();
            words[i] = 1 + (int)((bits += Math.Log2(weights.IsDefault ? scale.Costs[i].Length : weights[i].Sum())) / 64);
        }
        // The part of a list is a concave function of where the window is, as far as it is positive: a sum of such parts is greatest where
        // one has a bend.
        var bends = reach.Select(end => (end + least) / (1 + tolerance)).Concat(rest.Select(end => (end + least) / (1 - tolerance)));
        return bends.Select(bend => Math.Clamp(bend, least, least + scale.Greatest)).All(middle => Words(middle) <= SumTable.MostWords);

        double Words(double middle)
        {
            var (low, high) = ((middle * (1 - tolerance)) - least, (middle * (1 + tolerance)) - least);
            return Enumerable.Range(0, lists).Sum(i => Math.Max(0, Math.Min(reach[i], high) - Math.Max(0, low - rest[i]) + 1) * words[i]);
        }
    }
}
