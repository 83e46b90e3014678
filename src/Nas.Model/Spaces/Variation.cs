using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Randomness;

namespace Nas.Model.Spaces;

/// <summary>How strategies make new architectures from known ones: always inside the constraint, without trial and error.</summary>
public static class Variation
{
    /// <summary>Decisions that a mutation redraws on average where its rate is not given.</summary>
    private const double UsualRedraws = 2;

    /// <summary>
    /// Chooses which decisions to redraw, each with probability <paramref name="rate"/> and at least one, then draws them uniformly among
    /// all ways that lie inside the constraint and differ from the parent. Where there is no such way, more decisions are redrawn, up to
    /// all of them; only if the parent is the space's only architecture is it returned. A parent outside the constraint is led into it.
    /// </summary>
    /// <param name="rate">From 0 to 1; null: two decisions on average.</param>
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
            if (Redraw(space, parent, [.. movable.Take(chosen).Union(forced).Order()], random) is { } child) return child;
        }
        // Nothing but the parent itself can be left when all are redrawn.
        return Redraw(space, parent, [.. Enumerable.Range(0, options.Length)], random) ?? space.RequireFeasible().At(0);
    }

    /// <summary>
    /// Takes each group of decisions (a stage, a cell) from one of the parents: uniform among the recombinations that lie inside the
    /// constraint and equal neither parent. Where there is none, a mutation of the first parent.
    /// </summary>
    /// <exception cref="InfeasibleException">No architecture meets the constraint.</exception>
    public static Architecture Crossover(this ConstrainedSpace space, Architecture first, Architecture second, RandomStream random)
    {
        var decisions = space.Space.Decisions;
        var groups = Enumerable.Range(0, decisions.Length).Where(i => first.Choices[i] != second.Choices[i])
            .GroupBy(i => decisions[i].Group, StringComparer.Ordinal).Select(group => group.ToArray()).ToArray();
        if (groups.Length < 2 || !space.Mask.Allows(first) || !space.Mask.Allows(second)) return space.Mutate(first, random);

        long Share(Architecture parent, int[] group) => group.Sum(i => space.Measure.Cost.PerOption[i][parent.Choices[i]]);
        var costs = groups.Select(group => ImmutableArray.Create(Share(first, group), Share(second, group))).ToImmutableArray();
        var common = space.Measure.Cost.Of(first) - costs.Sum(pair => pair[0]);
        var table = space.Table(costs, common);
        // Of all recombinations in lexicographic order, the first parent is the first and the second parent the last.
        var parents = new List<BigInteger>();
        if (space.Contains(first)) parents.Add(0);
        if (space.Contains(second)) parents.Add(table.Count - 1);
        if (table.Draw(random, [.. parents]) is not { } drawn) return space.Mutate(first, random);

        var choices = first.Choices.ToBuilder();
        foreach (var i in groups.Where((_, group) => drawn[group] == 1).SelectMany(group => group)) choices[i] = second.Choices[i];
        return new Architecture(choices.ToImmutable());
    }

    /// <summary>A uniform draw of some decisions, the others as in the parent; null where only the parent itself, or nothing, would be inside.</summary>
    private static Architecture? Redraw(ConstrainedSpace space, Architecture parent, int[] decisions, RandomStream random)
    {
        var options = space.Mask.Options;
        var costs = space.Measure.Cost;
        var all = decisions.Length == options.Length;
        var table = all
            ? space.Combinations
            : space.Table(
                [.. decisions.Select(i => options[i].Select(option => costs.PerOption[i][option]).ToImmutableArray())],
                costs.Of(parent) - decisions.Sum(i => costs.PerOption[i][parent.Choices[i]]));
        BigInteger[] excluded = space.Contains(parent)
            ? [table.NumberOf([.. decisions.Select(i => options[i].BinarySearch(parent.Choices[i]))])]
            : [];
        if (table.Draw(random, excluded) is not { } drawn) return null;
        var choices = parent.Choices.ToBuilder();
        for (var i = 0; i < decisions.Length; i++) choices[decisions[i]] = options[decisions[i]][drawn[i]];
        return new Architecture(choices.ToImmutable());
    }
}
