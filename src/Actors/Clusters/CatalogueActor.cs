using System.Collections.Immutable;
using Actors.Archive;
using Actors.Peers;
using Actors.Persistence;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Akka.Actor;
using Akka.Pattern;
using Akka.Persistence;

namespace Actors.Clusters;

/// <summary>
/// The cluster's list of searches, once in the cluster. It asks after every running one again and again, which is also what brings a
/// search back to life whose node died, or whose journal was away for a while; a search that rests is left alone.
/// </summary>
public sealed class CatalogueActor : ReceivePersistentActor, IWithTimers
{
    /// <summary>Persistence id.</summary>
    public const string Id = "catalogue";

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly IActorRef _searches;
    private readonly TimeProvider _time;
    private readonly SealedEvents _events;
    private readonly MembersOnly _members = new(Context);
    private readonly Dictionary<string, LastWord> _last = [];

    /// <summary>Searches that were asked since they were last entered: an older answer says nothing of them now.</summary>
    private readonly HashSet<string> _asked = [];
    private CatalogueState _state = CatalogueState.Empty;

    public CatalogueActor(IActorRef searches, TimeProvider time)
    {
        (_searches, _time, _events) = (searches, time, new SealedEvents(PersistenceId, Context.System));
        Recover<RecoveryCompleted>(_ => OnRecovered());
        RecoverAny(stored => _state = _state.Apply(_events.Read<ICatalogueEvent>(LastSequenceNr, stored)));
        Command<EnterSearch>(entered =>
        {
            _asked.Remove(entered.SearchId);
            _last.Remove(entered.SearchId);
            Record(_state.Decide(entered, Now), entered.SearchId);
        });
        Command<NoteSearch>(noted => Record(_state.Decide(noted, Now), noted.SearchId));
        Command<ListSearches>(_ => Sender.Tell(new SearchList([.. _state.Entries.Select(entry => Summary(entry.Key, entry.Value))])));
        Command<SearchProgress>(Heard);
        Command<SearchRefused>(_ => { });
        Command<AskAll>(_ =>
        {
            foreach (var search in _state.Running)
            {
                _asked.Add(search);
                _searches.Tell(new DescribeSearch(search), Self);
            }
        });
    }

    public override string PersistenceId => Id;

    public ITimerScheduler Timers { get; set; } = null!;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A journal that fails stops it: it comes back by itself, later each time.</summary>
    public static Props Props(IActorRef searches, TimeProvider time) =>
        BackoffSupervisor.Props(
            Backoff.OnStop(
                Akka.Actor.Props.Create(() => new CatalogueActor(searches, time)),
                "catalogue",
                TimeSpan.FromSeconds(1),
                TimeSpan.FromSeconds(10),
                0.2,
                maxNrOfRetries: -1
            )
        );

    protected override void PostStop()
    {
        _events.Dispose();
        base.PostStop();
    }

    /// <summary>Dies: the events that were to follow cannot be written, and the next life reads the journal again.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    private void OnRecovered()
    {
        try
        {
            _events.RequireEnd(LastSequenceNr);
            Timers.StartPeriodicTimer(nameof(AskAll), AskAll.Instance, TimeSpan.Zero, Between);
        }
        catch (DamagedJournalException damage)
        {
            OnRecoveryFailure(damage);
            Context.Stop(Self);
        }
    }

    protected override bool AroundReceive(Receive receive, object message) =>
        _members.Refuses(message, Sender) || base.AroundReceive(receive, message);

    private void Heard(SearchProgress progress)
    {
        if (!_asked.Contains(progress.SearchId))
            return;
        if (!_last.TryGetValue(progress.SearchId, out var last))
            _last[progress.SearchId] = last = new LastWord();
        last.Heard(progress, _time.GetElapsedTime(0));
        if (progress.Status != SearchStatus.Running)
            Record(_state.Decide(new NoteSearch(progress.SearchId, progress.Status), Now), progress.SearchId);
    }

    /// <summary>Answers when it is durable.</summary>
    private void Record(ICatalogueEvent? @event, string searchId)
    {
        var sender = Sender;
        if (@event is null)
        {
            sender.Tell(new CatalogueKnows(searchId));
            return;
        }
        Persist(
            _events.Add(@event),
            written =>
            {
                _events.Written(written);
                _state = _state.Apply(@event);
                sender.Tell(new CatalogueKnows(searchId));
            }
        );
    }

    private SearchSummary Summary(string id, CatalogueEntry entry)
    {
        var last = _last.GetValueOrDefault(id);
        var (progress, phase) = (last?.Progress, last?.Phase);
        return new(
            id,
            entry.Status,
            entry.Entered,
            phase?.Name,
            phase?.Done ?? 0,
            phase?.Total ?? 0,
            progress?.Note,
            [.. progress?.Waiting ?? []],
            entry.Status == SearchStatus.Running ? last?.Left?.TotalSeconds : null
        );
    }

    /// <summary>The last progress that a search told, and how fast its phase goes.</summary>
    private sealed class LastWord
    {
        private readonly ProgressEstimator _estimator = new();

        public SearchProgress? Progress { get; private set; }

        /// <summary>The phase that runs.</summary>
        public PhaseView? Phase { get; private set; }

        public TimeSpan? Left { get; private set; }

        public void Heard(SearchProgress progress, TimeSpan at)
        {
            (Progress, Phase) = (progress, progress.Phases?.LastOrDefault(phase => phase.Status == PhaseStatus.Running));
            Left = Phase is { } phase ? _estimator.Observe(phase, at) : null;
        }
    }

    private sealed class AskAll
    {
        public static readonly AskAll Instance = new();
    }
}
