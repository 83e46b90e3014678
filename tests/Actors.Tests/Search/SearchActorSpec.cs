using System.Collections.Immutable;
using Actors.Archive;
using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Search;
using Actors.Search.Deciding;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Serialization;
using Actors.Strategies;
using Actors.Strategies.RandomSearch;
using Actors.Tests.Serialization;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search;

[Trait("Kind", "Actor")]
public class SearchActorSpec : Akka.Hosting.TestKit.TestKit
{
    private static readonly StNasSettings Settings = TestSearches.Settings();
    private static readonly SearchRig Undisturbed = new SearchRig(Settings).RunToEnd();

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder
            .AddHocon(TestKitMessages.SerializeMessages, HoconAddMode.Prepend)
            .AddHocon(
                """
                akka.persistence {
                  journal { plugin = "akka.persistence.journal.fillable", fillable.class = "Actors.Tests.Search.FillableJournal, Actors.Tests" }
                  snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
                }
                """,
                HoconAddMode.Prepend
            );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_runs_to_its_end_and_tells_its_watchers()
    {
        var search = Search(Devices(3));
        search.Tell(new WatchSearch("small"), TestActor);
        search.Tell(Start(Settings), TestActor);

        Assert.False((await Expect<SearchAccepted>()).Resumed);
        var end = await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Completed);

        Assert.All(end.Phases!, phase => Assert.Equal(PhaseStatus.Completed, phase.Status));
        Assert.Equal(History(Undisturbed.Journal), History(await Journal()));
    }

    [Fact]
    public async Task A_search_stopped_in_the_middle_goes_on_by_itself_to_the_same_history()
    {
        var devices = Devices(2);
        for (var life = 0; life < 3; life++)
        {
            var search = Search(devices);
            search.Tell(new WatchSearch("small"), TestActor);
            search.Tell(Start(Settings), TestActor);
            Assert.Equal(life > 0, (await Expect<SearchAccepted>()).Resumed);
            // Some progress, then the end of this life.
            await Expect<SearchProgress>(progress => progress.Phases!.Any(phase => phase.Name == "search" && phase.Done > 2 * life));
            Watch(search);
            search.Tell(PoisonPill.Instance, ActorRefs.NoSender);
            await Expect<Terminated>();
            devices = Devices(2, incarnation: life + 2);
        }
        var last = Search(devices);
        last.Tell(new WatchSearch("small"), TestActor);
        await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Completed);

        Assert.Equal(History(Undisturbed.Journal), History(await Journal()));
    }

    [Fact]
    public async Task A_dispatcher_that_forgot_everything_gets_everything_again()
    {
        var forgetful = CreateTestProbe("forgetful");
        var search = Search(forgetful.Ref, repeat: TimeSpan.FromMilliseconds(50));
        search.Tell(Start(Settings), TestActor);

        var first = await forgetful.ExpectMsgAsync<SubmitTask>(cancellationToken: Cancellation);
        search.Tell(new TaskAccepted("small", first.Task.Id, Incarnation: 1), forgetful.Ref);
        await forgetful.FishForMessageAsync(message => message is WhoDispatches, cancellationToken: Cancellation);
        search.Tell(new DispatcherIs("small", Incarnation: 2), forgetful.Ref);
        var again = (SubmitTask)await forgetful.FishForMessageAsync(message => message is SubmitTask, cancellationToken: Cancellation);

        Assert.Equal("supernet/0", again.Task.Id);
        Assert.Equal(first.Task.Settings, again.Task.Settings);
        Assert.Equal(SettingsJson.Hash(Settings), again.Task.Settings);
    }

    [Fact]
    public async Task A_report_counts_once_its_blob_is_here_too()
    {
        var (dispatcher, blobs, device) = (CreateTestProbe("dispatcher"), CreateTestProbe("blobs"), CreateTestProbe("device"));
        var search = Sys.ActorOf(
            SearchActor.Props("small", Environment(dispatcher.Ref, null, null) with { Checkpoints = blobs.Ref, HoldCopies = true })
        );
        search.Tell(Start(Settings), TestActor);
        await Fished<SubmitTask>(dispatcher);
        var report = new CheckpointStored("small", "supernet/0", 10, new string('a', 64));

        search.Tell(report, device.Ref);
        Assert.Equal(report.Blob, (await Fished<FetchBlob>(blobs)).Blob);
        // Asked for once, however often the device repeats itself meanwhile.
        search.Tell(report, device.Ref);
        blobs.Reply(new BlobMissing(report.Blob));
        await device.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200), Cancellation);
        Assert.DoesNotContain(await Journal(), @event => @event is CheckpointRecorded);

        search.Tell(report, device.Ref);
        await Fished<FetchBlob>(blobs);
        blobs.Reply(new BlobFound(report.Blob, "here"));
        Assert.Equal("supernet/0", (await Fished<ReportAccepted>(device)).TaskId);
        Assert.Contains(await Journal(), @event => @event is CheckpointRecorded);

        async Task<T> Fished<T>(Akka.TestKit.TestProbe probe) =>
            (T)await probe.FishForMessageAsync(message => message is T, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task A_failed_task_is_submitted_again_also_after_a_late_repetition_of_its_failure()
    {
        var dispatcher = CreateTestProbe("dispatcher");
        var search = Search(dispatcher.Ref, repeat: TimeSpan.FromMilliseconds(50));
        search.Tell(Start(Settings), TestActor);
        await dispatcher.ExpectMsgAsync<SubmitTask>(cancellationToken: Cancellation);

        for (var time = 0; time < 2; time++)
        {
            search.Tell(new TaskFailed("small", "supernet/0", TaskFailure.DataFault, "no data", "device-0", Token: 7), dispatcher.Ref);
            await dispatcher.FishForMessageAsync(message => message is ReportAccepted, cancellationToken: Cancellation);
            await dispatcher.FishForMessageAsync(message => message is SubmitTask, cancellationToken: Cancellation);
            search.Tell(new TaskAccepted("small", "supernet/0", Incarnation: 1), dispatcher.Ref);
        }
    }

    [Fact]
    public async Task What_is_not_confirmed_is_submitted_again()
    {
        var deaf = CreateTestProbe("deaf");
        var search = Search(deaf.Ref, repeat: TimeSpan.FromMilliseconds(50));
        search.Tell(Start(Settings), TestActor);

        for (var time = 0; time < 3; time++)
            await deaf.FishForMessageAsync(message => message is SubmitTask, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Other_settings_are_refused_with_the_key_that_differs()
    {
        var search = Search(Devices(1));
        search.Tell(Start(Settings), TestActor);
        await Expect<SearchAccepted>();
        search.Tell(Start(Settings with { Supernet = Settings.Supernet with { Steps = 41 } }), TestActor);
        var refused = await Expect<SearchRefused>();

        Assert.Contains("supernet.steps was 40 and is 41", refused.Reason, StringComparison.Ordinal);
        search.Tell(Start(Settings with { Devices = Settings.Devices with { Count = 4 } }), TestActor);
        Assert.True((await Expect<SearchAccepted>()).Resumed);
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_or_an_unknown_option_are_refused()
    {
        var search = Search(Devices(1));
        search.Tell(new StartSearch("small", "{ \"nonsense\": 1 }"), TestActor);
        Assert.Contains("nonsense", (await Expect<SearchRefused>()).Reason, StringComparison.Ordinal);
        search.Tell(Start(Settings with { Strategy = Settings.Strategy with { Options = new() { ["popluation"] = 5 } } }), TestActor);
        Assert.Contains("strategy.options.popluation", (await Expect<SearchRefused>()).Reason, StringComparison.Ordinal);
        Assert.Empty(await Journal());
    }

    [Fact]
    public async Task A_suspended_search_answers_when_devices_are_idle_rests_and_goes_on_when_started()
    {
        var dispatcher = CreateTestProbe("dispatcher");
        var search = Search(dispatcher.Ref);
        search.Tell(Start(Settings), TestActor);
        await Expect<SearchAccepted>();
        await dispatcher.FishForMessageAsync(message => message is SubmitTask, cancellationToken: Cancellation);
        search.Tell(new Suspend("small"), TestActor);
        await dispatcher.FishForMessageAsync(message => message is SuspendSearch, cancellationToken: Cancellation);
        // A checkpoint saved on the way is durable before the answer.
        search.Tell(new CheckpointStored("small", "supernet/0", 7, new string('7', 64)), dispatcher.Ref);
        await dispatcher.FishForMessageAsync(message => message is ReportAccepted, cancellationToken: Cancellation);
        search.Tell(new SearchIdle("small"), dispatcher.Ref);
        await Expect<SearchSuspended>();

        Assert.Equal(2, (await Journal()).Skip(2).Count(e => e is CheckpointRecorded or SuspensionRecorded));
        search.Tell(Start(Settings), TestActor);
        Assert.True((await Expect<SearchAccepted>()).Resumed);
        var submitted = (SubmitTask)await dispatcher.FishForMessageAsync(message => message is SubmitTask, cancellationToken: Cancellation);
        Assert.Equal([new string('7', 64)], submitted.Task.Checkpoints);
    }

    [Fact]
    public async Task Nothing_is_submitted_between_the_rest_of_the_devices_and_its_entry_in_the_journal()
    {
        var dispatcher = CreateTestProbe("dispatcher");
        var search = Search(dispatcher.Ref, repeat: TimeSpan.FromMinutes(1));
        search.Tell(Start(Settings), TestActor);
        await Expect<SearchAccepted>();
        await dispatcher.FishForMessageAsync(message => message is SubmitTask, cancellationToken: Cancellation);
        search.Tell(new Suspend("small"), TestActor);
        await dispatcher.FishForMessageAsync(message => message is SuspendSearch, cancellationToken: Cancellation);
        using var checkpoint = new ManualResetEventSlim();
        using var suspension = new ManualResetEventSlim();
        FillableJournal.BeforeWrite = @event => (@event is SuspensionRecorded ? suspension : checkpoint).Wait(Cancellation);
        try
        {
            search.Tell(new CheckpointStored("small", "supernet/0", 7, new string('7', 64)), dispatcher.Ref);
            search.Tell(new SearchIdle("small"), dispatcher.Ref);
            search.Tell(new WatchSearch("small"), TestActor);
            await Expect<SearchProgress>();
            checkpoint.Set();
            await dispatcher.ExpectMsgAsync<ReportAccepted>(cancellationToken: Cancellation);
            search.Tell(new WatchSearch("small"), TestActor);
            await Expect<SearchProgress>();
        }
        finally
        {
            suspension.Set();
            FillableJournal.BeforeWrite = _ => { };
        }
        await Expect<SearchSuspended>();
        Assert.False(dispatcher.HasMessages);
    }

    [Fact]
    public async Task A_strategy_that_fails_while_the_search_is_suspended_has_a_successor_when_the_search_goes_on()
    {
        using var gate = new ManualResetEventSlim();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var broken = true;
        var catalog = new StrategyCatalog(
            StrategyKind.Of<Actors.Strategies.Evolution.EvolutionOptions>(
                "evolution",
                options =>
                {
                    if (!Volatile.Read(ref broken))
                        return new Actors.Strategies.Evolution.EvolutionStrategy(options);
                    asked.TrySetResult();
                    gate.Wait(Cancellation);
                    return new ThrowingStrategy();
                }
            )
        );
        var shard = Sys.ActorOf(Props.Create(() => new Shard(Environment(Devices(1), null, catalog))));
        shard.Tell(Start(Settings), TestActor);
        await Expect<SearchAccepted>();
        await asked.Task.WaitAsync(Cancellation);
        shard.Tell(new Suspend("small"), TestActor);
        await Expect<SearchSuspended>();
        gate.Set();
        await Expect<Shard.Rested>();

        Volatile.Write(ref broken, false);
        shard.Tell(Start(Settings), TestActor);
        await Expect<SearchAccepted>();
        shard.Tell(new WatchSearch("small"), TestActor);
        await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Completed);
        Assert.Equal(Undisturbed.History(), History(await Journal()));
    }

    [Fact]
    public async Task An_error_in_the_search_itself_is_told_instead_of_a_restart_in_silence()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(SearchFault));
        Search(Devices(1)).Tell(new UnheardOf("small", "supernet/0"), TestActor);

        Assert.StartsWith(
            "Search 'small' came upon an error in the program: UnheardOf is not a report that is accepted",
            (await Expect<SearchFault>()).Sentence,
            StringComparison.Ordinal
        );
    }

    private sealed record UnheardOf(string SearchId, string TaskId) : ITaskReport, INoSerializationVerificationNeeded;

    [Fact]
    public async Task A_search_that_nobody_started_accepts_reports_and_suspends_at_once()
    {
        var search = Search(Devices(1));
        search.Tell(new EvaluationFinished("small", "search/1@0", [new CandidateScore(0.5, 1)], "device", 1), TestActor);
        await Expect<ReportAccepted>();
        search.Tell(new Suspend("small"), TestActor);
        await Expect<SearchSuspended>();
        Assert.Empty(await Journal());
    }

    [Fact]
    public async Task A_full_disk_reaches_watchers_as_a_sentence_and_nothing_unwritten_is_acknowledged()
    {
        var dispatcher = CreateTestProbe("dispatcher");
        var search = Search(dispatcher.Ref);
        search.Tell(new WatchSearch("small"), TestActor);
        search.Tell(Start(Settings), TestActor);
        await Expect<SearchAccepted>();
        await dispatcher.FishForMessageAsync(message => message is SubmitTask, cancellationToken: Cancellation);
        Watch(search);
        FillableJournal.IsFull = true;
        try
        {
            search.Tell(new CheckpointStored("small", "supernet/0", 10, new string('c', 64)), dispatcher.Ref);
            var told = await Expect<SearchProgress>(progress => progress.Note?.StartsWith("Cannot", StringComparison.Ordinal) == true);
            await Expect<Terminated>();

            Assert.StartsWith("Cannot write the journal of search 'small': database or disk is full", told.Note, StringComparison.Ordinal);
            Assert.Equal(SearchStatus.Running, told.Status);
            while (dispatcher.HasMessages)
                Assert.IsNotType<ReportAccepted>(await dispatcher.ReceiveOneAsync(cancellationToken: Cancellation));
        }
        finally
        {
            FillableJournal.IsFull = false;
        }
        var again = Search(Devices(1));
        again.Tell(new WatchSearch("small"), TestActor);
        await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Completed);
        Assert.Equal(History(Undisturbed.Journal), History(await Journal()));
    }

    [Fact]
    public async Task A_failed_search_rests_and_the_same_start_goes_on_in_the_same_process()
    {
        var broken = true;
        var devices = Sys.ActorOf(
            Props.Create(() =>
                new FakeDispatcher(
                    task =>
                        broken && task.Id == "search/4@1"
                            ? new ITaskReport[]
                            {
                                new TaskFailed("small", task.Id, TaskFailure.DataFault, "the data cannot be read", "device-0", 1),
                            }
                            : FakeWork.Reports("small", task, name => Undisturbed.SpecOf(name), "device-0"),
                    2,
                    1
                )
            )
        );
        var shard = Sys.ActorOf(Props.Create(() => new Shard(Environment(devices, null, null))));
        shard.Tell(Start(Settings), TestActor);
        await Expect<SearchAccepted>();
        shard.Tell(new WatchSearch("small"), TestActor);
        // In either order: a search that fails before it is watched tells its watcher when it is awake again.
        var (note, rested) = ((string?)null, false);
        while (note is null || !rested)
        {
            var said = await FishForMessageAsync(
                message => message is Shard.Rested or SearchProgress { Status: SearchStatus.Failed },
                TimeSpan.FromSeconds(30),
                cancellationToken: Cancellation
            );
            if (said is SearchProgress failed)
                note = failed.Note;
            else
                rested = true;
        }
        Assert.Equal("the data cannot be read", note);

        broken = false;
        shard.Tell(Start(Settings), TestActor);
        Assert.True((await Expect<SearchAccepted>()).Resumed);
        shard.Tell(new WatchSearch("small"), TestActor);
        await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Completed);
        Assert.Equal(Undisturbed.History(), History(await Journal()));
    }

    [Fact]
    public async Task A_journal_that_makes_no_sense_is_told_to_the_node_in_a_sentence()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(SearchFault));
        var writer = Sys.ActorOf(Props.Create(() => new JournalWriter("search-small")));
        var journal = Undisturbed.Journal.TakeWhile(e => e is not CandidateProposed { Index: 3 }).ToList();
        var last = journal.FindLastIndex(e => e is CandidateProposed);
        journal[last] = (CandidateProposed)journal[last] with { Index = 77 };
        writer.Tell(new JournalWriter.Write([.. journal]), TestActor);
        await Expect<JournalWriter.Write>();
        Search(Devices(1));

        var fault = await Expect<SearchFault>();
        Assert.Matches(
            @"^Cannot read the journal of search 'small': Event [0-9]+ \(candidate-proposed/1\) does not follow from those before it: Proposal 77 of search where 2 was due",
            fault.Sentence
        );
    }

    [Fact]
    public async Task A_journal_from_before_there_were_checksums_is_gone_on_with_and_has_them_from_there_on()
    {
        var writer = Sys.ActorOf(Props.Create(() => new JournalWriter("search-small")));
        var before = Undisturbed.Journal.TakeWhile(e => e is not CandidateProposed { Index: 3 }).ToList();
        writer.Tell(new JournalWriter.Write([.. before]), TestActor);
        await Expect<JournalWriter.Write>();
        var search = Search(Devices(2));
        search.Tell(new WatchSearch("small"), TestActor);
        await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Completed);
        Assert.Equal(History(Undisturbed.Journal), History(await Journal()));

        // The next event without one is none of its own.
        Watch(search);
        search.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        await Expect<Terminated>();
        var forger = Sys.ActorOf(Props.Create(() => new JournalWriter("search-small")));
        forger.Tell(new JournalWriter.Write([new SearchResumed(1, Undisturbed.State.Settings)]), TestActor);
        await Expect<JournalWriter.Write>();
        Sys.EventStream.Subscribe(TestActor, typeof(SearchFault));
        Search(Devices(1));
        Assert.Contains("has no checksum, and events before it have.", (await Expect<SearchFault>()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_are_routed_by_search_to_shards_that_never_change()
    {
        var extractor = new SearchMessageExtractor();

        Assert.Equal("small", extractor.EntityId(new Suspend("small")));
        Assert.Null(extractor.EntityId("something else"));
        Assert.Equal(extractor.ShardId("small"), extractor.ShardId("small", new Suspend("small")));
        Assert.Equal("1", extractor.ShardId("small"));
    }

    [Fact]
    public async Task A_strategy_that_throws_fails_the_search_with_its_words()
    {
        var search = Search(
            Devices(1),
            strategies: new StrategyCatalog(StrategyKind.Of<RandomSearchOptions>("evolution", _ => new ThrowingStrategy()))
        );
        search.Tell(new WatchSearch("small"), TestActor);
        search.Tell(Start(Settings with { Strategy = Settings.Strategy with { Options = [] } }), TestActor);

        var told = await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Failed);
        Assert.Equal("The strategy 'evolution' failed: I have no idea.", told.Note);
    }

    private IActorRef Devices(int count, long incarnation = 1) =>
        Sys.ActorOf(
            Props.Create(() =>
                new FakeDispatcher(
                    task => FakeWork.Reports("small", task, name => Undisturbed.SpecOf(name), "device-0"),
                    count,
                    incarnation
                )
            )
        );

    [Fact]
    public async Task Blobs_that_the_search_needs_no_more_are_named_now_and_then_and_never_before_it_started()
    {
        var store = CreateTestProbe("store");
        var environment = Environment(Devices(2), null, null) with
        {
            Checkpoints = store.Ref,
            BetweenCollections = TimeSpan.FromMilliseconds(20),
        };
        var search = Sys.ActorOf(SearchActor.Props("small", environment));
        await store.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100), Cancellation);
        search.Tell(new WatchSearch("small"), TestActor);
        search.Tell(Start(Settings), TestActor);
        await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Completed);

        var expected = SearchTasks.ReferencedBlobs(Undisturbed.State);
        await store.FishForMessageAsync(
            message => message is DeleteUnreferencedBlobs { Referenced: var referenced } && expected.SetEquals(referenced),
            cancellationToken: Cancellation
        );
    }

    private IActorRef Search(IActorRef dispatcher, TimeSpan? repeat = null, StrategyCatalog? strategies = null) =>
        Sys.ActorOf(SearchActor.Props("small", Environment(dispatcher, repeat, strategies)));

    private static SearchEnvironment Environment(IActorRef dispatcher, TimeSpan? repeat, StrategyCatalog? strategies) =>
        new(dispatcher, strategies ?? StrategyCatalog.Standard, TimeProvider.System)
        {
            Repeat = repeat ?? TimeSpan.FromMilliseconds(200),
            BetweenProgress = TimeSpan.FromMilliseconds(1),
        };

    private static StartSearch Start(SearchSettings settings) => new("small", SettingsJson.Text(settings));

    private async Task<T> Expect<T>(Predicate<T>? accept = null) =>
        (T)
            await FishForMessageAsync(
                message => message is T wanted && accept?.Invoke(wanted) != false,
                TimeSpan.FromSeconds(30),
                cancellationToken: Cancellation
            );

    private static string History(IReadOnlyList<ISearchEvent> journal) => HistoryText.Of(SearchHistory.Of(() => journal, verbose: false));

    private async Task<IReadOnlyList<ISearchEvent>> Journal() =>
        await Sys.ActorOf(Props.Create(() => new JournalReader("search-small")))
            .Ask<JournalReader.Events>(JournalReader.Read.Instance, TimeSpan.FromSeconds(10), Cancellation)
            is { } read
            ? read.All
            : [];

    /// <summary>Starts its search with the first message and ends it when the search says that it rests, as a shard does.</summary>
    internal sealed class Shard : ReceiveActor
    {
        public sealed record Rested : INoSerializationVerificationNeeded;

        public Shard(SearchEnvironment environment)
        {
            IActorRef? search = null,
                watcher = null;
            // As the real one: what comes while the entity leaves is for the next.
            Queue<(ISearchMessage Message, IActorRef Sender)>? kept = null;
            Receive<Passivate>(passivate =>
            {
                kept = [];
                search!.Tell(passivate.StopMessage);
            });
            Receive<Terminated>(_ =>
            {
                var late = kept ?? [];
                (search, kept) = (null, null);
                watcher!.Tell(new Rested());
                foreach (var (message, sender) in late)
                    Self.Tell(message, sender);
            });
            Receive<ISearchMessage>(message =>
            {
                watcher = Sender;
                if (kept is not null)
                {
                    kept.Enqueue((message, Sender));
                    return;
                }
                search ??= Context.Watch(Context.ActorOf(SearchActor.Props("small", environment)));
                search.Forward(message);
            });
        }
    }

    /// <summary>Writes whatever it is told into a journal.</summary>
    private sealed class JournalWriter : ReceivePersistentActor
    {
        public sealed record Write(ImmutableArray<ISearchEvent> Events) : INoSerializationVerificationNeeded;

        public JournalWriter(string id)
        {
            PersistenceId = id;
            RecoverAny(_ => { });
            Command<Write>(write =>
            {
                var sender = Sender;
                PersistAllAsync(write.Events, _ => { });
                DeferAsync(write, _ => sender.Tell(write));
            });
        }

        public override string PersistenceId { get; }
    }

    /// <summary>Hands out what the journal holds.</summary>
    internal sealed class JournalReader : ReceivePersistentActor
    {
        public sealed record Read : INoSerializationVerificationNeeded
        {
            public static readonly Read Instance = new();
        }

        public sealed record Events(IReadOnlyList<ISearchEvent> All) : INoSerializationVerificationNeeded;

        public JournalReader(string id)
        {
            PersistenceId = id;
            var events = new List<ISearchEvent>();
            Recover<RecoveryCompleted>(_ => { });
            RecoverAny(stored => events.Add((ISearchEvent)EventChain.Content(stored)));
            Command<Read>(_ => Sender.Tell(new Events(events)));
        }

        /// <summary>Every event, whatever snapshots there are.</summary>
        public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

        public override string PersistenceId { get; }
    }
}

/// <summary>A journal in memory; full, or slow, when the test says so.</summary>
public sealed class FillableJournal : MemoryJournal
{
    private static volatile bool _isFull;

    public static bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    /// <summary>Called with the first event of each write.</summary>
    public static Action<object> BeforeWrite { get; set; } = _ => { };

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages,
        CancellationToken cancellationToken
    )
    {
        if (IsFull)
            throw new IOException("database or disk is full");
        var writes = messages.ToList();
        BeforeWrite(EventChain.Content(((IEnumerable<IPersistentRepresentation>)writes[0].Payload).First().Payload));
        return base.WriteMessagesAsync(writes, cancellationToken);
    }
}

internal sealed class ThrowingStrategy : ISearchStrategy
{
    public Proposal? Propose(ProposalContext context) => throw new InvalidOperationException("I have no idea.");

    public void Observe(Observation observation) { }
}
