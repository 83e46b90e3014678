using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;

namespace Seed.Methods.BlackBox;

/// <summary>The quality of the table's best row, which the table knows and the search did not.</summary>
/// <param name="Architecture">Architecture with the greatest score inside the constraint.</param>
/// <param name="Score">Its score.</param>
/// <param name="Rows">Number of rows inside the constraint.</param>
/// <param name="Regret">Difference between the greatest score and the score of what was found.</param>
/// <param name="Better">Rows with a greater score than what was found.</param>
public sealed record TableTruth(string Architecture, double Score, int Rows, double Regret, int Better)
{
    /// <summary>Null where the search asks no table, or has found nothing yet.</summary>
    public static TableTruth? Of(BlackBoxSettings settings, BlackBoxPhaseSpaces? spaces, double? found)
    {
        if (settings.Evaluator is not { Command: null, Plugin: null } || spaces?.Table is not { } table || found is not { } score)
            return null;
        var range = BlackBoxPhaseSpaces.RangeOf(settings);
        var rows = table.Space.Architectures.All.Where(row => range.Contains(table.Space.MAdds.Of(row))).ToArray();
        var best = rows.MaxBy(table.ScoreOf)!;
        return new TableTruth(
            table.Space.Format(best),
            table.ScoreOf(best),
            rows.Length,
            table.ScoreOf(best) - score,
            rows.Count(row => table.ScoreOf(row) > score)
        );
    }
}
