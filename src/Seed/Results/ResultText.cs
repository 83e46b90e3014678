using System.Globalization;
using Seed.Output;

namespace Seed.Results;

/// <summary>A search's result for the terminal.</summary>
public static class ResultText
{
    public static string Of(SearchOutcome outcome)
    {
        var lines = new List<string>();
        if (outcome.DataNotice is { } notice) lines.Add("ATTENTION: " + notice);
        lines.Add(Summary.Sentence(outcome));
        if (outcome.View.Best is { } best) lines.Add(best.Architecture);
        if (!outcome.Comparison.IsEmpty)
        {
            var table = new TextTable("trained from scratch", "test accuracy", "MAdds", "parameters");
            foreach (var row in outcome.Comparison)
            {
                table.Add(
                    row.Role, row.TestAccuracy is { } accuracy ? Summary.Percent(accuracy) : "-", row.Madds?.ToString("N0", CultureInfo.InvariantCulture), row.Parameters?.ToString("N0", CultureInfo.InvariantCulture));
            }
            lines.Add("");
            lines.Add(table.ToString().TrimEnd());
        }
        return string.Join(Environment.NewLine, lines);
    }
}
