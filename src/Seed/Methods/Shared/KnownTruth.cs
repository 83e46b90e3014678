using Nas.Model;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Tables;
using Seed.Benchmarks.Strategies;

namespace Seed.Methods.Shared;

/// <summary>What is searched, where every score is known.</summary>
/// <param name="Score">Of each architecture of the space.</param>
/// <param name="Best">The greatest score.</param>
public sealed record KnownTruth(ConstrainedSpace Space, Func<Architecture, double> Score, double Best)
{
    /// <summary>What a search file searches.</summary>
    /// <exception cref="UserException">It is no table that gives its own scores, or none of it meets the constraint.</exception>
    public static KnownTruth Of(SearchSettings settings) =>
        settings is BlackBoxSettings { Evaluator.Command: null } blackBox && new BlackBoxPhaseSpaces(blackBox).Table is { } table
            ? Of(table, BlackBoxPhaseSpaces.RangeOf(blackBox))
            : throw new UserException(
                $"{settings.Name} has scores that must be computed: strategies are held against each other on a search of method black-box whose space.table has them.");

    /// <summary>All of a table.</summary>
    public static KnownTruth Of(Table table) => Of(table, CostRange.Any);

    /// <summary>That part of a table whose cost lies in a range.</summary>
    /// <exception cref="InfeasibleException">There is none.</exception>
    public static KnownTruth Of(Table table, CostRange range)
    {
        var space = table.Space.Within(range).RequireFeasible();
        var best = table.Space.Architectures.All.Where(space.Contains).Max(table.ScoreOf);
        return new KnownTruth(space, table.ScoreOf, best);
    }
}
