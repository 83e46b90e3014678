using System.Collections.Concurrent;
using Actors.Clusters;
using Actors.Dispatch;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Serialization;
using Nas.Model;

namespace Seed.Tests.Web;

/// <summary>A cluster of one node, one device and one search, which answers unless it is told to be silent.</summary>
internal sealed class FakeCluster : IClusterClient
{
    public static readonly SearchList Searches = new([
        new SearchSummary("small", SearchStatus.Running, 1_700_000_000_000, "supernet", 3, 10, "<b>loss</b> 1.5", ["samples: waits"], 42),
    ]);

    public static readonly NodeList Nodes = new([new NodeSummary("n", "control,gpu", "127.0.0.1:4053", "up", 1, 1, Closed: false)]);

    public static readonly DispatchView Dispatch = new([new DeviceView("n:1.0", "cpu", "n", "small", "supernet/0", Closed: false)], [], 0);

    public bool IsSilent { get; set; }

    /// <summary>The answers about the search, one after the other; the last one for ever.</summary>
    public ConcurrentQueue<SearchProgress> Progress { get; } = new([Of(SearchStatus.Running, 3)]);

    public static SearchProgress Of(SearchStatus status, long done) =>
        new(
            "small",
            status,
            [new PhaseView("supernet", PhaseStatus.Running, done, 10, "steps", null)],
            null,
            Best: new CandidateView("search", 7, "0:k3e1", 1000, 100, 0.75, 0.01, [0.74, 0.76], null),
            CostUnit: "MAdds"
        );

    public Task<T> AskAsync<T>(IWireMessage question, TimeSpan patience, CancellationToken cancellation)
    {
        if (IsSilent)
            throw new NoAnswerException("Nobody answers.");
        object answer = question switch
        {
            ListSearches => Searches,
            ListNodes => Nodes,
            DescribeDispatch => Dispatch,
            DescribeSearch { SearchId: "small" } => Next(),
            DescribeSearch other => throw new UserException($"There is no search '{other.SearchId}'."),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question, "not a question that changes nothing"),
        };
        return Task.FromResult((T)answer);
    }

    public Task<NodeHealth> HealthAsync(TimeSpan patience, CancellationToken cancellation) =>
        IsSilent ? throw new NoAnswerException("Nobody answers.") : Task.FromResult(new NodeHealth("n", Ready: true, "up"));

    private SearchProgress Next()
    {
        SearchProgress? next;
        if (Progress.Count > 1)
            Progress.TryDequeue(out next);
        else
            Progress.TryPeek(out next);
        return next!;
    }
}
