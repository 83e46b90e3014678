using System.Collections.Immutable;
using Nas.Model.Randomness;

namespace Nas.Model.Spaces;

/// <summary>Makes new architectures from known ones for strategies: always inside the constraint, without trial and error.</summary>
public static class Variation
{
    /// <summary>Decisions that a mutation redraws on average where its rate is not given.</summary>
    private const double UsualRedraws = 2;

    /// <summary>
    /// Chooses which decisions to redraw, each with probability <paramref name="rate"/> and at least one, then draws them, as the space is
    /// sampled, among all ways that lie inside the constraint and differ from the parent. Where there is no such way, more decisions are
    /// redrawn, up to all of them; only if the parent is the space's only architecture is it returned. A parent outside the constraint is
    /// led into it.
    /// </summary>
    /// <param name="rate">A number from 0 to 1; null: two decisions are redrawn on average.</param>
    /// <exception cref="InfeasibleException">No architecture meets the constraint.</exception>
    public static Architecture Mutate(this ConstrainedSpace space, Architecture parent, RandomStream random, double? rate = null)
    {
        var options = space.Mask.Options;
        var movable = Enumerable.Range(0, options.Length).Where(i => options[i].Length > 1).ToArray();
        var probability = rate ?? UsualRedraws / Math.Max(1, movable.Length);
        // The order in which decisions are redrawn, should more be needed than first chosen.
        random.Shuffle(movable.AsSpan());
        var chosen = Math.Max(1, movable.Count(_ => random.NextDouble() < probability));
        var forced = Enumerable.Range(0, options.Length).Where(i => options[i].BinarySearch(parent.Choices[i]) < 0).ToArray();
        for (; chosen < movable.Length; chosen *= 2)
        {
            if (space.Feasible.Redraw(parent, [.. movable.Take(chosen).Union(forced).Order()], random) is { } child)
                return child;
        }
        // Nothing but the parent itself can be left when all are redrawn.
        return space.Feasible.Redraw(parent, [.. Enumerable.Range(0, options.Length)], random) ?? space.RequireFeasible().At(0);
    }

    /// <summary>
    /// Takes each group of decisions (a stage, a cell) from one of the parents: uniform among the recombinations that lie inside the
    /// constraint and equal neither parent. Where there is none, a mutation of the first parent.
    /// </summary>
    /// <exception cref="InfeasibleException">No architecture meets the constraint.</exception>
    public static Architecture Crossover(this ConstrainedSpace space, Architecture first, Architecture second, RandomStream random)
    {
        var decisions = space.Space.Decisions;
        var groups = Enumerable
            .Range(0, decisions.Length)
            .Where(i => first.Choices[i] != second.Choices[i])
            .GroupBy(i => decisions[i].Group, StringComparer.Ordinal)
            .Select(group => group.ToArray())
            .ToArray();
        if (groups.Length < 2 || !space.Mask.Allows(first) || !space.Mask.Allows(second))
            return space.Mutate(first, random);
        return space.Feasible.Recombine(first, second, groups, random) ?? space.Mutate(first, random);
    }
}
