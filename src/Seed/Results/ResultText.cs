namespace Seed.Results;

/// <summary>A search's result for the terminal.</summary>
public static class ResultText
{
    public static string Of(ISearchResult result)
    {
        var lines = new List<string>();
        if (result.Outcome.DataNotice is { } notice)
            lines.Add("ATTENTION: " + notice);
        lines.Add(result.Sentence);
        if (result.LooksForWinner && result.Outcome.View.Best is { } best)
            lines.Add(best.Architecture);
        if (result.TrainedTable is { } table)
        {
            lines.Add("");
            lines.Add(table.TrimEnd());
        }
        return string.Join(Environment.NewLine, lines);
    }
}
