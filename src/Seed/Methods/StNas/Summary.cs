using Seed.Output;
using Seed.Results;

namespace Seed.Methods.StNas;

/// <summary>A topology search's result in a sentence.</summary>
public static class Summary
{
    private const double Alike = 0.02;

    public static string Sentence(StNasResult result)
    {
        if (result.Outcome.View.Best is not { } best)
            return "No architecture has been scored yet.";
        var rows = result.Comparison.Where(row => row.TestAccuracy is not null).ToArray();
        var cost = $"{ScaledNumber.Round(best.Madds)} Multiply-Adds and {ScaledNumber.Round(best.Parameters)} parameters";
        if (rows.FirstOrDefault(row => row.Role == Comparison.Winner)?.TestAccuracy is not { } accuracy)
        {
            return $"The best architecture so far has {cost}{(best.Score is { } score ? $" and a {ScoreText.Name(result.Settings.Proxy)} of {ScoreText.Of(result.Settings.Proxy, score)}" : "")}.";
        }
        var others = rows.Where(row => row.Role != Comparison.Winner).ToArray();
        var same = others.All(row => IsAlike(result, row)) ? " At the same Multiply-Adds " : " In comparison, ";
        var told = others.Select(row =>
            $"{Role(row.Role)} {FigureText.Percent(row.TestAccuracy!.Value)}{(IsAlike(result, row) ? "" : $" with {ScaledNumber.Round(row.Madds ?? 0)} Multiply-Adds")}"
        );
        var compared = others.Length == 0 ? "" : $"{same}{string.Join(" and ", told)}.";
        var verdicts = string.Concat(result.Verdicts.Where(one => one.Role != Comparison.Random).Select(one => $"{one.InWords()}. "));
        return $"{verdicts}The winner, trained from scratch, classifies {FigureText.Percent(accuracy)} of the test images correctly with {cost}.{compared}";
    }

    /// <summary>
    /// True for a row with nearly the winner's MAdds: however far away the search file lets a baseline be, a third more is not the same.
    /// </summary>
    public static bool IsAlike(StNasResult result, ComparisonRow row) =>
        result.Outcome.View.Best is { } best && row.Madds is { } madds && Math.Abs(madds - best.Madds) <= Alike * best.Madds;

    private static string Role(string role) =>
        role switch
        {
            Comparison.Winner => "the winner",
            Comparison.ChainOnly => "the best chain-only architecture reaches",
            Comparison.Random => "a random architecture reaches",
            Comparison.RandomSearch => "random search for the same price reaches",
            _ => role + " reaches",
        };
}
