using System.Globalization;
using Seed.SearchFiles;

namespace Seed.Results;

/// <summary>A search's result in a sentence.</summary>
public static class Summary
{
    public static string Sentence(SearchOutcome outcome)
    {
        if (outcome.View.Best is not { } best) return "No architecture has been scored yet.";
        var rows = outcome.Comparison.Where(row => row.TestAccuracy is not null).ToArray();
        var cost = $"{ScaledNumber.Round(best.Madds)} Multiply-Adds and {ScaledNumber.Round(best.Parameters)} parameters";
        if (rows.FirstOrDefault(row => row.Role == Comparison.Winner)?.TestAccuracy is not { } accuracy)
        {
            return $"The best architecture so far has {cost}{(best.Score is { } score ? $" and a proxy score of {Percent(score)}" : "")}.";
        }
        var others = rows.Where(row => row.Role != Comparison.Winner).Select(row => $"{Role(row.Role)} {Percent(row.TestAccuracy!.Value)}").ToArray();
        var compared = others.Length == 0 ? "" : $" At the same Multiply-Adds {string.Join(" and ", others)}.";
        return $"The winner, trained from scratch, classifies {Percent(accuracy)} of the test images correctly with {cost}.{compared}";
    }

    /// <summary>A comparison row's role for people.</summary>
    public static string Role(string role) => role switch
    {
        Comparison.Winner => "the winner",
        Comparison.ChainOnly => "the best chain-only architecture reaches",
        Comparison.Random => "a random architecture reaches",
        _ => role + " reaches",
    };

    public static string Percent(double fraction) => fraction.ToString("0.00%", CultureInfo.InvariantCulture).Replace("%", " %", StringComparison.Ordinal);
}
