using System.Collections.Immutable;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Output;
using Seed.Progress;

namespace Seed.Commands;

/// <summary>Where a search is.</summary>
public sealed class StatusCommand : SearchQueryCommand
{
    public StatusCommand(Terminal terminal)
        : base("status", "Where a search is: its phases and its best architecture so far.", terminal)
    {
        SetAction(async (parsed, _) =>
        {
            var search = SearchOf(parsed);
            Print(Terminal, parsed.GetValue(Json), SearchStatusView.Of(search.Directory, await SearchArchive.ViewAsync(search)), Text);
            return ExitCodes.Done;
        });
    }

    private static string Text(SearchStatusView status)
    {
        var lines = status.Phases.Select(phase => "  " + ProgressText.Line(phase, left: null))
            .Prepend($"{status.Search}: {status.Status.ToString().ToLowerInvariant()}, in {status.Directory}");
        if (status.LateResults > 0) lines = lines.Append($"  late results rejected: {status.LateResults:N0}");
        if (status.DataNotice is { } notice) lines = lines.Append("  " + notice);
        if (status.Best is { } best) lines = lines.Append($"  best: {CandidateText.Of(best, status.CostUnit)}").Append($"        {best.Architecture}");
        return string.Join(Environment.NewLine, lines);
    }
}

public sealed record SearchStatusView(
    string Search, string Directory, SearchStatus Status, ImmutableArray<PhaseView> Phases, CandidateView? Best, string? DataNotice, int LateResults)
{
    /// <summary>What the cost of a candidate is called; null: it has none.</summary>
    public string? CostUnit { get; init; }


    public static SearchStatusView Of(string directory, SearchView view)
    {
        var settings = MethodSciences.Read(view.Settings);
        return new SearchStatusView(settings.Name, directory, view.Status, view.Phases, view.Best, SearchArchive.Notice(directory, view), view.LateResults) { CostUnit = settings.CostUnit };
    }
}
