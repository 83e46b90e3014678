using System.CommandLine;
using Actors.Clusters;
using Actors.Search;
using Seed.Output;
using Seed.Running;

namespace Seed.Commands.Clusters;

/// <summary>Progress of one search of a cluster, until it rests.</summary>
public sealed class WatchCommand : ClusterCommand
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(500);

    /// <summary>A control node may die and another take over meanwhile.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

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
        ArgumentNullException.ThrowIfNull(cluster);
        var search = parsed.GetRequiredValue(_search);
        SearchProgress progress;
        await using (IProgressDisplay display = Terminal.Live ? new LiveProgress(Terminal) : new PlainProgress(Terminal))
        {
            while (true)
            {
                progress = await cluster.AskAsync<SearchProgress>(new DescribeSearch(search), s_patience, cancellation);
                display.Show(progress);
                if (progress.Status != SearchStatus.Running) break;
                await Task.Delay(s_between, Terminal.Time, cancellation);
            }
        }
        Print(Terminal, parsed.GetValue(Json), progress, last =>
            $"{last.SearchId}: {last.Status.ToString().ToLowerInvariant()}{(last is { Status: SearchStatus.Failed, Note: { } note } ? $": {note}" : "")}");
        return progress.Status switch
        {
            SearchStatus.Completed => ExitCodes.Done,
            SearchStatus.Suspended => ExitCodes.Interrupted,
            _ => ExitCodes.Failed,
        };
    }
}
