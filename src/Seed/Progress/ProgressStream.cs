using System.Runtime.CompilerServices;
using Actors.Clusters;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model;

namespace Seed.Progress;

/// <summary>The progress of a cluster's search, twice a second until it rests.</summary>
public static class ProgressStream
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>A control node may die and another take over meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <exception cref="UserException">There is no such search, or nobody answered for long.</exception>
    public static async IAsyncEnumerable<SearchProgress> OfAsync(
        IClusterClient cluster,
        string search,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(cluster);
        SearchProgress progress;
        do
        {
            progress = await cluster.AskAsync<SearchProgress>(new DescribeSearch(search), Patience, cancellation);
            yield return progress;
            if (progress.Status == SearchStatus.Running)
                await Task.Delay(Between, time, cancellation);
        } while (progress.Status == SearchStatus.Running);
    }
}
