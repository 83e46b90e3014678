using System.CommandLine;
using Actors.Clusters;
using Actors.Search.Reading;
using Actors.Search.State;
using Seed.Output;
using Seed.Progress;

namespace Seed.Commands.Clusters;

/// <summary>Progress of one search of a cluster, until it rests.</summary>
public sealed class WatchCommand : ClusterCommand
{
    private readonly Argument<string> _search = SearchArgument();

    public WatchCommand(Terminal terminal)
        : base("watch", "Progress of a search, until it is done, fails or is paused. Ctrl-C ends the watching, not the search.", terminal)
    {
        Add(_search);
        Examples = ["langevin watch quickstart --cluster 10.0.0.1:4053,10.0.0.2:4053"];
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ClusterConnection cluster, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        SearchProgress progress = null!;
        await using (IProgressDisplay display = Terminal.Live ? new LiveProgress(Terminal) : new PlainProgress(Terminal))
        {
            await foreach (var shown in ProgressStream.OfAsync(cluster, parsed.GetRequiredValue(_search), Terminal.Time, cancellation))
            {
                display.Show(shown);
                progress = shown;
            }
        }
        Print(
            Terminal,
            parsed.GetValue(Json),
            SearchStatusView.Of(progress),
            last =>
                $"{last.Search}: {last.Status.ToString().ToLowerInvariant()}{(last is { Status: SearchStatus.Failed, Note: { } note } ? $": {note}" : "")}"
        );
        return progress.Status switch
        {
            SearchStatus.Completed => ExitCodes.Done,
            SearchStatus.Suspended => ExitCodes.Interrupted,
            SearchStatus.Failed when progress.UserMistake => ExitCodes.UserMistake,
            _ => ExitCodes.Failed,
        };
    }
}
