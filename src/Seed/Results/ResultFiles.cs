using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Actors.Search.Reading;
using Seed.Output;
using Seed.Results.Html;

namespace Seed.Results;

/// <summary>The files that a person keeps of a search, in its result directory.</summary>
public static class ResultFiles
{
    public const string DirectoryName = "result";

    /// <param name="weights">File of the found network's weights; null where there are none yet.</param>
    public static IEnumerable<FileContent> Of(ISearchResult result, VersionInfo versions, string? weights)
    {
        var outcome = result.Outcome;
        foreach (var file in result.Files)
            yield return file;
        if (weights is not null)
            yield return FileContent.Copy("weights.safetensors", weights);
        yield return FileContent.Text("metrics.json", JsonText.Of(result.Metrics) + "\n");
        yield return FileContent.Text("search.json", outcome.View.Settings.TrimEnd() + "\n");
        yield return FileContent.Text("candidates.csv", Csv(outcome.Candidates));
        yield return FileContent.Text("versions.json", JsonText.Of(versions) + "\n");
        foreach (var plot in result.Plots)
            yield return FileContent.Text($"plots/{plot.Name}.svg", plot.ToSvg());
        yield return FileContent.Text("report.html", ReportPage.Render(result, versions));
    }

    /// <summary>A table with a line for each candidate.</summary>
    public static string Csv(ImmutableArray<CandidateView> candidates)
    {
        var csv = new StringBuilder("phase,index,architecture,madds,parameters,score,standard_error,failure,batch_divisor\n");
        foreach (var c in candidates)
        {
            var cells = new[]
            {
                c.Phase,
                Text(c.Index),
                c.Architecture,
                Text(c.Madds),
                Text(c.Parameters),
                Text(c.Score),
                Text(c.StandardError),
                c.Failure ?? "",
                c.BatchDivisor == 0 ? "" : Text(c.BatchDivisor),
            };
            csv.AppendJoin(',', cells.Select(Cell)).Append('\n');
        }
        return csv.ToString();
    }

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private static string Cell(string text) =>
        text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
