using System.CommandLine;
using System.Globalization;
using Actors.Clusters;
using Seed.Output;
using Seed.Progress;

namespace Seed.Commands.Clusters;

/// <summary>The searches of a cluster.</summary>
public sealed class ListCommand : ClusterCommand
{
    public ListCommand(Terminal terminal)
        : base("list", "The searches of a cluster and where they are.", terminal) => Examples = ["langevin list --cluster 10.0.0.1:4053"];

    protected override async Task<int> RunAsync(ParseResult parsed, ClusterConnection cluster, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var list = await Ask<SearchList>(cluster, new ListSearches(), cancellation);
        Print(
            Terminal,
            parsed.GetValue(Json),
            list.Searches,
            searches =>
            {
                var table = new TextTable("search", "state", "phase", "done", "of", "estimate", "since", "note");
                foreach (var search in searches)
                    table.Add(
                        search.SearchId,
                        search.Status.ToString().ToLowerInvariant(),
                        search.Phase ?? "-",
                        search.Done,
                        search.Total,
                        search.SecondsLeft is { } left ? ProgressText.About(TimeSpan.FromSeconds(left)) : "-",
                        DateTimeOffset.FromUnixTimeMilliseconds(search.Entered).ToString("u", CultureInfo.InvariantCulture),
                        search.Note ?? ""
                    );
                return table.ToString();
            }
        );
        return ExitCodes.Done;
    }
}
