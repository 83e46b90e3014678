using System.Numerics;
using Nas.Model.Randomness;

namespace Nas.Model.Spaces;

/// <summary>
/// The architectures of a list that are allowed and lie in the range. Draws enumerate what is listed, never what might be: their time is
/// bounded by the combinations of the decisions that vary, and by the list where that is shorter. Where every combination is listed and
/// costs are sums, every draw is that of a <see cref="SummedSet"/>.
/// </summary>
internal sealed class ListedSet(ArchitectureList listed, OptionMask mask, ICost cost, CostRange range) : IFeasibleSet
{
    private readonly Lazy<ArchitectureList> _inside = new(() =>
        new ArchitectureList(listed.All.Where(architecture => mask.Allows(architecture) && range.Contains(cost.Of(architecture))))
    );

    public BigInteger Count => _inside.Value.Count;

    public bool IsEmpty => Count.IsZero;

    public Architecture? Draw(RandomStream random) => IsEmpty ? null : At(random.Next(Count));

    public double ProbabilityOf(Architecture architecture) => Contains(architecture) ? 1 / (double)Count : 0;

    public CostRange Reachable
    {
        get
        {
            var costs = Allowed.DefaultIfEmpty().ToArray();
            return new CostRange(costs.Min(), costs.Max());
        }
    }

    private IEnumerable<long> Allowed => listed.All.Where(mask.Allows).Select(cost.Of);

    public bool Contains(Architecture architecture) => _inside.Value.IndexOf(architecture) >= 0;

    public Architecture At(BigInteger number) =>
        number.Sign >= 0 && number < Count ? _inside.Value[(int)number] : throw new ArgumentOutOfRangeException(nameof(number));

    public (long? Below, long? Above) Nearest()
    {
        long? below = null,
            above = null;
        foreach (var met in Allowed)
        {
            if (met < range.Min && !(below >= met))
                below = met;
            if (met > range.Max && !(above <= met))
                above = met;
        }
        return (below, above);
    }

    public Architecture? Redraw(Architecture parent, int[] decisions, RandomStream random)
    {
        var free = new bool[mask.Options.Length];
        foreach (var decision in decisions)
            free[decision] = true;
        var ranges = new List<(int Low, int High)>();
        Collect(ranges, parent, free, Array.LastIndexOf(free, false), 0, 0, _inside.Value.Count);

        var place = _inside.Value.IndexOf(parent);
        var count = ranges.Sum(found => found.High - found.Low) - (place >= 0 ? 1 : 0);
        if (count == 0)
            return null;
        var number = (int)random.Next((BigInteger)count);
        foreach (var (low, high) in ranges)
        {
            // The parent is one of those found, wherever it is inside: it is stepped over.
            if (place >= low && place < high && number >= place - low)
                number++;
            if (number < high - low)
                return _inside.Value[low + number];
            number -= high - low;
        }
        throw new InvalidOperationException("A number beyond what was counted.");
    }

    public Architecture? Recombine(Architecture first, Architecture second, int[][] groups, RandomStream random)
    {
        var groupOf = new int[mask.Options.Length];
        Array.Fill(groupOf, -1);
        for (var group = 0; group < groups.Length; group++)
        {
            foreach (var decision in groups[group])
                groupOf[decision] = group;
        }
        var places = new List<int>();
        Collect(places, first, second, groupOf, new Architecture?[groups.Length], 0, 0, _inside.Value.Count);
        places.Remove(_inside.Value.IndexOf(first));
        places.Remove(_inside.Value.IndexOf(second));
        return places.Count == 0 ? null : _inside.Value[places[(int)random.Next((BigInteger)places.Count)]];
    }

    /// <summary>The ranges, in order, of those that choose what the parent chooses wherever a decision is not free.</summary>
    private void Collect(List<(int Low, int High)> ranges, Architecture parent, bool[] free, int lastBound, int decision, int low, int high)
    {
        if (low == high)
            return;
        if (decision > lastBound)
        {
            ranges.Add((low, high));
        }
        else if (!free[decision])
        {
            var (from, to) = _inside.Value.Narrow(low, high, decision, parent.Choices[decision]);
            Collect(ranges, parent, free, lastBound, decision + 1, from, to);
        }
        else
        {
            while (low < high)
            {
                var end = _inside.Value.EndOfRun(low, high, decision);
                Collect(ranges, parent, free, lastBound, decision + 1, low, end);
                low = end;
            }
        }
    }

    /// <summary>The places of architectures that take each group from one of the parents, and all else from both.</summary>
    /// <param name="taken">The parent that each group has been taken from; null: not met yet.</param>
    private void Collect(
        List<int> places,
        Architecture first,
        Architecture second,
        int[] groupOf,
        Architecture?[] taken,
        int decision,
        int low,
        int high
    )
    {
        if (low == high)
            return;
        if (decision == groupOf.Length)
        {
            places.Add(low);
            return;
        }
        void Follow(Architecture parent)
        {
            var (from, to) = _inside.Value.Narrow(low, high, decision, parent.Choices[decision]);
            Collect(places, first, second, groupOf, taken, decision + 1, from, to);
        }
        var group = groupOf[decision];
        if (group < 0)
        {
            Follow(first);
        }
        else if (taken[group] is { } parent)
        {
            Follow(parent);
        }
        else
        {
            Follow(taken[group] = first);
            Follow(taken[group] = second);
            taken[group] = null;
        }
    }
}
