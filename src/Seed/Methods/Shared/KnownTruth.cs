using Nas.Model;
using Nas.Model.Spaces;
using Nas.Model.Tables;

namespace Seed.Methods.Shared;

/// <summary>A space in which every score is known.</summary>
/// <param name="Score">Score of each architecture of the space.</param>
/// <param name="Best">The greatest score.</param>
public sealed record KnownTruth(ConstrainedSpace Space, Func<Architecture, double> Score, double Best)
{
    /// <summary>All of a table.</summary>
    public static KnownTruth Of(Table table) => Of(table, CostRange.Any);

    /// <summary>The part of a table whose cost lies in a range.</summary>
    /// <exception cref="InfeasibleException">There is none.</exception>
    public static KnownTruth Of(Table table, CostRange range)
    {
        var space = table.Space.Within(range).RequireFeasible();
        var best = table.Space.Architectures.All.Where(space.Contains).Max(table.ScoreOf);
        return new KnownTruth(space, table.ScoreOf, best);
    }
}
