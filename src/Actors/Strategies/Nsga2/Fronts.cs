namespace Actors.Strategies.Nsga2;

/// <summary>The two objectives of a candidate: a greater score and fewer Multiply-Adds are better.</summary>
public readonly record struct Objectives(double Score, long Madds)
{
    /// <summary>Whether it is at least as good in both and better in one.</summary>
    public bool Dominates(Objectives other) => Score >= other.Score && Madds <= other.Madds && (Score > other.Score || Madds < other.Madds);
}

/// <summary>Non-dominated sorting and crowding distance (Deb, Pratap, Agarwal and Meyarivan, 2002).</summary>
public static class Fronts
{
    /// <summary>
    /// The indices of the points, front by front: no point of a front dominates another of it, each is dominated by one of the front
    /// before.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<int>> Sort(IReadOnlyList<Objectives> points)
    {
        var dominators = new int[points.Count];
        for (var i = 0; i < points.Count; i++)
        {
            for (var j = 0; j < points.Count; j++)
            {
                if (points[j].Dominates(points[i]))
                    dominators[i]++;
            }
        }
        var fronts = new List<IReadOnlyList<int>>();
        for (var front = Indices(dominators, 0); front.Length > 0; front = Indices(dominators, 0))
        {
            fronts.Add(front);
            foreach (var i in front)
                dominators[i] = -1;
            foreach (var i in front)
            {
                for (var j = 0; j < points.Count; j++)
                {
                    if (dominators[j] > 0 && points[i].Dominates(points[j]))
                        dominators[j]--;
                }
            }
        }
        return fronts;
    }

    /// <summary>
    /// Crowding of each point of a front: how far its neighbours in each objective lie apart, as a share of the front's extent, summed over
    /// the objectives; infinite at the ends.
    /// </summary>
    public static double[] Crowding(IReadOnlyList<Objectives> front)
    {
        var distances = new double[front.Count];
        Add(point => point.Score);
        Add(point => point.Madds);
        return distances;

        void Add(Func<Objectives, double> objective)
        {
            var order = Enumerable.Range(0, front.Count).OrderBy(i => objective(front[i])).ToArray();
            if (order.Length == 0)
                return;
            var extent = objective(front[order[^1]]) - objective(front[order[0]]);
            (distances[order[0]], distances[order[^1]]) = (double.PositiveInfinity, double.PositiveInfinity);
            if (extent <= 0)
                return;
            for (var k = 1; k + 1 < order.Length; k++)
                distances[order[k]] += (objective(front[order[k + 1]]) - objective(front[order[k - 1]])) / extent;
        }
    }

    private static int[] Indices(int[] values, int value) => [.. Enumerable.Range(0, values.Length).Where(i => values[i] == value)];
}
