using Seed.Archive;
using Seed.Output;
using Seed.Progress;

namespace Seed.Commands;

/// <summary>Prints how far a search is.</summary>
public sealed class StatusCommand : SearchQueryCommand
{
    public StatusCommand(Terminal terminal)
        : base("status", "Where a search is: its phases and its best architecture so far.", terminal)
    {
        SetAction(
            async (parsed, _) =>
            {
                var search = SearchOf(parsed);
                var view = await SearchArchive.ViewAsync(search);
                Print(
                    Terminal,
                    parsed.GetValue(Json),
                    SearchStatusView.Of(view, search.Directory, SearchArchive.Notice(search.Directory, view)),
                    Text
                );
                return ExitCodes.Done;
            }
        );
    }

    private static string Text(SearchStatusView status)
    {
        var lines = status
            .Phases.Select(phase => "  " + ProgressText.Line(phase, left: null))
            .Prepend($"{status.Search}: {status.Status.ToString().ToLowerInvariant()}, in {status.Directory}");
        if (status.LateResults > 0)
            lines = lines.Append($"  late results rejected: {status.LateResults:N0}");
        if (status.DataNotice is { } notice)
            lines = lines.Append("  " + notice);
        if (status.Best is { } best)
            lines = lines.Append($"  best: {CandidateText.Of(best, status.CostUnit)}").Append($"        {best.Architecture}");
        return string.Join(Environment.NewLine, lines);
    }
}
