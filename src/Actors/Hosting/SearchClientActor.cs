using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Akka.Actor;
using Nas.Model;

namespace Actors.Hosting;

/// <summary>
/// Starts a search, passes its progress on, suspends it when told to, and ends with its last progress. Repeats what is not answered.
/// </summary>
internal sealed class SearchClientActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMilliseconds(500);

    private readonly StartSearch _start;
    private readonly IActorRef _searches;
    private readonly TaskCompletionSource<SearchProgress> _done;
    private bool _accepted,
        _suspending;
    private SearchProgress _last;

    public SearchClientActor(
        StartSearch start,
        IActorRef searches,
        Action<SearchProgress> onProgress,
        TaskCompletionSource<SearchProgress> done
    )
    {
        (_start, _searches, _done) = (start, searches, done);
        _last = new(start.SearchId, SearchStatus.Suspended, null, null);
        Receive<SearchAccepted>(_ =>
        {
            if (_accepted)
                return;
            _accepted = true;
            Ask();
        });
        Receive<SearchRefused>(refused =>
        {
            _done.TrySetException(new UserException(refused.Reason));
            Context.Stop(Self);
        });
        Receive<SearchProgress>(progress =>
        {
            _last = progress;
            onProgress(progress);
            if (progress.Status is SearchStatus.Completed or SearchStatus.Failed)
                End(progress);
        });
        Receive<SearchFault>(
            fault => End(_last with { Status = SearchStatus.Failed, Note = fault.Sentence }),
            fault => fault.SearchId == start.SearchId
        );
        Receive<Interrupt>(interrupt =>
        {
            _suspending = true;
            Timers.StartSingleTimer(nameof(GiveUp), GiveUp.Instance, interrupt.Patience);
            Ask();
        });
        Receive<SearchSuspended>(_ => End(_last with { Status = SearchStatus.Suspended }));
        Receive<GiveUp>(_ => End(_last with { Status = SearchStatus.Suspended }));
        Receive<AskAgain>(_ => Ask());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        StartSearch start,
        IActorRef searches,
        Action<SearchProgress> onProgress,
        TaskCompletionSource<SearchProgress> done
    ) => Akka.Actor.Props.Create(() => new SearchClientActor(start, searches, onProgress, done));

    protected override void PreStart()
    {
        // A journal that cannot be read or written leaves no search actor behind that could tell; one that fails forgets who is to be told.
        Context.System.EventStream.Subscribe(Self, typeof(SearchFault));
        Ask();
        Timers.StartPeriodicTimer(nameof(AskAgain), AskAgain.Instance, Repeat);
    }

    /// <summary>A watched search that restarts has forgotten its watchers: they say so again and again.</summary>
    private void Ask()
    {
        if (_suspending)
            _searches.Tell(new Suspend(_start.SearchId));
        else if (_accepted)
            _searches.Tell(new WatchSearch(_start.SearchId));
        else
            _searches.Tell(_start);
    }

    private void End(SearchProgress progress)
    {
        _done.TrySetResult(progress);
        Context.Stop(Self);
    }

    /// <summary>Suspend the search; end after <paramref name="Patience"/> whether it is or not.</summary>
    public sealed record Interrupt(TimeSpan Patience);

    private sealed class AskAgain
    {
        public static readonly AskAgain Instance = new();
    }

    private sealed class GiveUp
    {
        public static readonly GiveUp Instance = new();
    }
}
