using Seed.Archive;
using Seed.Methods;
using Seed.Output;
using Seed.Results;

namespace Seed.Commands;

/// <summary>Writes a search's result directory anew, from its journal.</summary>
public sealed class ReportCommand : SearchQueryCommand
{
    public ReportCommand(Terminal terminal)
        : base("report", "Write the result directory with report.html, for a finished search or for what there is so far.", terminal)
    {
        var plugins = new SearchPlugins();
        Add(plugins.Directory);
        SetAction(
            async (parsed, cancellation) =>
            {
                var search = SearchOf(parsed);
                var outcome = await SearchArchive.ReadAsync(search);
                plugins.Load(parsed, search, outcome.Settings);
                var found = MethodFaces.Result(outcome);
                await search.BringAsync(found.Weights, cancellation);
                var result = ResultWriter.Write(search, found, Terminal.Error);
                Print(
                    Terminal,
                    parsed.GetValue(Json),
                    new ReportView(result, Path.Combine(result, "report.html"), found.Metrics),
                    view => $"{ResultText.Of(found)}{Environment.NewLine}report: {view.Report}"
                );
                return ExitCodes.Done;
            }
        );
    }
}

public sealed record ReportView(string Directory, string Report, object Metrics);
