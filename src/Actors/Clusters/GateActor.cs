using Actors.Checkpoints;
using Actors.Checkpoints.Buckets;
using Actors.Dispatch;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Serialization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace Actors.Clusters;

/// <summary>The actors behind a gate.</summary>
public sealed record GatePeers(IActorRef Searches, IActorRef Catalogue, IActorRef Dispatcher, IActorRef Checkpoints);

/// <summary>
/// The entrance for clients, on every control node. It answers only what is durable, and keeps silent where somebody behind it does:
/// clients repeat their question, here or at another gate, and everything may be said twice.
/// </summary>
public sealed class GateActor : ReceiveActor
{
    public const string Name = "gate";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Time to wait until settings are stored. It is shorter than clients wait for one node, so that they hear why the settings are not
    /// stored.
    /// </summary>
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(3);

    private readonly GatePeers _peers;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>The bucket's trouble that this node last heard of, half a sentence. Answers are made on other threads.</summary>
    private volatile string? _trouble;

    public GateActor(GatePeers peers)
    {
        _peers = peers;
        On<SubmitSearch>(Submit);
        On<ResumeSearch>(resume => Run(resume.SearchId, resume));
        On<Suspend>(Pause);
        On<CancelSearch>(Cancel);
        On<DescribeSearch>(describe => _peers.Searches.Ask<object>(describe, Patience));
        On<ListSearches>(list => _peers.Catalogue.Ask<object>(list, Patience));
        On<DescribeDispatch>(describe => _peers.Dispatcher.Ask<object>(describe, Patience));
        On<ListNodes>(ListNodes);
        On<OrderNode>(Order);
        Receive<BucketAtWork>(sign => _trouble = sign.Trouble);
    }

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(BucketAtWork));

    public static Props Props(GatePeers peers) => Akka.Actor.Props.Create(() => new GateActor(peers));

    private void On<T>(Func<T, Task<object>> answer)
        where T : class =>
        Receive<T>(message => Answer(message, answer).PipeTo(Sender, Self, success: found => found, failure: _ => NoAnswer(message)));

    private static Task<object> Answer<T>(T message, Func<T, Task<object>> answer) => answer(message);

    private GateRefused NoAnswer(object message)
    {
        _log.Info("{Message} cannot be answered now", message.GetType().Name);
        return new GateRefused(Again);
    }

    /// <summary>The answer that clients take for a wish to be asked again.</summary>
    public const string Again = "The cluster cannot answer now.";

    private async Task<object> Submit(SubmitSearch submit)
    {
        if (!BlobFolders.IsName(submit.SearchId))
            return new SearchRefused(submit.SearchId, $"'{submit.SearchId}' is no name of a search.");
        // Devices may ask for the settings as soon as the search has started.
        try
        {
            await _peers.Checkpoints.Ask<TextStored>(new StoreText(submit.SearchId, submit.Settings), StorePatience);
        }
        catch (AskTimeoutException)
        {
            return new GateRefused(
                $"{submit.SearchId} is not submitted: {_trouble ?? "its settings are not stored yet"}; submit it again when that is over.",
                Passing: true
            );
        }
        return await Run(submit.SearchId, new StartSearch(submit.SearchId, submit.Settings, submit.AcceptPlugins));
    }

    private async Task<object> Run(string searchId, ISearchMessage start)
    {
        var answer = await _peers.Searches.Ask<object>(start, Patience);
        if (answer is SearchAccepted)
            await _peers.Catalogue.Ask<CatalogueKnows>(new EnterSearch(searchId), Patience);
        return answer;
    }

    private async Task<object> Pause(Suspend suspend)
    {
        if (await _peers.Searches.Ask<object>(new DescribeSearch(suspend.SearchId), Patience) is SearchRefused refused)
            return refused;
        var answer = await _peers.Searches.Ask<SearchSuspended>(suspend, Patience);
        return await Rest(suspend.SearchId, answer);
    }

    private async Task<object> Cancel(CancelSearch cancel)
    {
        var answer = await _peers.Searches.Ask<object>(cancel, Patience);
        return answer is SearchProgress ? await Rest(cancel.SearchId, answer) : answer;
    }

    /// <summary>Whatever it rests as, the catalogue says it too before anyone is told.</summary>
    private async Task<object> Rest(string searchId, object answer)
    {
        if (
            await _peers.Searches.Ask<object>(new DescribeSearch(searchId), Patience) is SearchProgress { Status: var status }
            && status != SearchStatus.Running
        )
        {
            await _peers.Catalogue.Ask<CatalogueKnows>(new NoteSearch(searchId, status), Patience);
        }
        return answer;
    }

    private async Task<object> ListNodes(ListNodes _)
    {
        var dispatch = await _peers.Dispatcher.Ask<DispatchView>(new DescribeDispatch(), Patience);
        return new NodeList([.. NodeNames.List(_cluster.State, dispatch)]);
    }

    private async Task<object> Order(OrderNode order)
    {
        if (NodeNames.Find(_cluster.State, order.Node) is not { } member)
            return new GateRefused($"There is no node '{order.Node}': see langevin node list.");
        var keeper = new RootActorPath(member.Address) / "user" / NodeKeeperActor.Name;
        return await _cluster.System.ActorSelection(keeper).Ask<object>(order, Patience);
    }
}
