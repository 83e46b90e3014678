using System.Collections.Immutable;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Actors.Checkpoints;
using Actors.Clusters;
using Actors.Dispatch;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nas.Model;
using Seed.Output;
using Seed.Progress;

namespace Seed.Web;

/// <summary>
/// The output of <c>list</c>, <c>watch</c> (and <c>status</c>), <c>node list</c> and <c>why-waiting</c> with <c>--json</c>, over HTTP.
/// Changes nothing.
/// </summary>
/// <param name="stopping">The node is told to end: whoever watches is let go.</param>
internal sealed class WebApi(IClusterClient cluster, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Progress is told again after so long even if it is what it was: proxies end a connection on which nothing is said.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/searches",
            async (CancellationToken cancellation) => Json((await AskAsync<SearchList>(new ListSearches(), cancellation)).Searches)
        );
        routes.MapGet(
            "/searches/{name}",
            async (string name, CancellationToken cancellation) => Json(SearchStatusView.Of(await DescribeAsync(name, cancellation)))
        );
        routes.MapGet("/searches/{name}/events", EventsAsync);
        routes.MapGet(
            "/nodes",
            async (CancellationToken cancellation) =>
                Json(
                    new NodesAndDevices(
                        (await AskAsync<NodeList>(new ListNodes(), cancellation)).Nodes,
                        (await AskAsync<DispatchView>(new DescribeDispatch(), cancellation)).Devices
                    )
                )
        );
        routes.MapGet(
            "/waiting",
            async (CancellationToken cancellation) =>
                Json(
                    WaitingReasons.Of(
                        await AskAsync<DispatchView>(new DescribeDispatch(), cancellation),
                        await AskAsync<SearchList>(new ListSearches(), cancellation)
                    )
                )
        );
    }

    private static ContentHttpResult Json<T>(T value) => TypedResults.Text(JsonText.Of(value), "application/json");

    private Task<T> AskAsync<T>(IWireMessage question, CancellationToken cancellation) =>
        cluster.AskAsync<T>(question, Patience, cancellation);

    private Task<SearchProgress> DescribeAsync(string name, CancellationToken cancellation) =>
        BlobFolders.IsName(name)
            ? AskAsync<SearchProgress>(new DescribeSearch(name), cancellation)
            : throw new UserException($"'{name}' is no name of a search.");

    /// <summary>The events of a search. A search that does not exist is refused before the first event.</summary>
    private async Task<ServerSentEventsResult<string>> EventsAsync(string name, CancellationToken cancellation)
    {
        await DescribeAsync(name, cancellation);
        return TypedResults.ServerSentEvents(NewsAsync(name, cancellation));
    }

    private async IAsyncEnumerable<SseItem<string>> NewsAsync(string name, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        await using var progress = ProgressStream.OfAsync(cluster, name, time, ends.Token).GetAsyncEnumerator(ends.Token);
        var (told, at) = ("", time.GetTimestamp());
        while (await HasNextAsync(progress))
        {
            var line = JsonText.Line(SearchStatusView.Of(progress.Current));
            if (line == told && time.GetElapsedTime(at) < Silence)
                continue;
            (told, at) = (line, time.GetTimestamp());
            yield return new SseItem<string>(line, "progress");
        }
    }

    /// <summary>A stream that cannot go on ends; browsers ask for another one.</summary>
    private static async Task<bool> HasNextAsync(IAsyncEnumerator<SearchProgress> progress)
    {
        try
        {
            return await progress.MoveNextAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or UserException)
        {
            return false;
        }
    }

    private sealed record NodesAndDevices(ImmutableArray<NodeSummary> Nodes, ImmutableArray<DeviceView> Devices);
}
