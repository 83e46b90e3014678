using Actors.Archive;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Search;
using Actors.Search.Deciding;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Strategies;
using Actors.Tests.Search;
using Actors.Tests.Search.Methods;
using Actors.Tests.Strategies;

namespace Actors.Tests.Serialization;

/// <summary>
/// Records golden files when asked to. Not a test: when LANGEVIN_RECORD_GOLDEN names a version (<c>0.1.0</c>), approves the manifests as
/// they are and records the version's journal, unless there is one: recorded journals are never touched.
/// </summary>
public class GoldenRecorder
{
    [Fact]
    public void Records_a_journal_with_every_kind_of_event_when_asked_to()
    {
        var version = Environment.GetEnvironmentVariable("LANGEVIN_RECORD_GOLDEN");
        Assert.SkipWhen(version is null, "LANGEVIN_RECORD_GOLDEN does not name a version to record");

        File.WriteAllLines(GoldenTests.Golden("manifests.txt"), GoldenTests.Manifests());
        var path = GoldenTests.Golden($"journal-{version}.txt");
        Assert.SkipWhen(File.Exists(path), $"{path} is recorded already");

        var settings = TestSearches.Settings(candidates: 5, window: 2);
        var rig = new SearchRig(settings, journal: [new SearchForked(1, "another", "{}", "supernet", 0, 0, "hash")]);
        rig.Report(new TaskFailed(rig.Id, "supernet/0", TaskFailure.Error, "no luck", "device-1", Token: 1));
        rig.Report(new CheckpointStored(rig.Id, "supernet/0", 10, "not a blob"));
        rig.Report(new TaskFailed(rig.Id, "supernet/0", TaskFailure.DamagedBlob, "the checkpoint is damaged", "device-1", Token: 2));
        rig.Report(new TaskFailed(rig.Id, "supernet/0", TaskFailure.DataFault, "the data cannot be read", "device-1", Token: 3));
        rig.Hopeless("the data cannot be read");
        rig.Resume();
        rig.Suspend();
        rig.Resume();
        rig.RunTo("search");
        for (var token = 10; token < 13; token++)
        {
            rig.Report(new TaskFailed(rig.Id, "search/0@0", TaskFailure.NativeCrash, "the process died", "device-1", token));
        }
        rig.Report(new TaskFailed(rig.Id, "search/1@0", TaskFailure.Error, "no luck here either", "device-2", 20, "node/2.0"));
        rig.Blame("search/1@0", "node/2.0");
        rig.Report(new TrainingFinished(rig.Id, "supernet/0", "other weights", null, "device-3", 1));
        rig.Report(new TaskFailed(rig.Id, "search/2@1", TaskFailure.OutOfMemory, "out of memory", "device-1", 21, "node/1.0", 0));
        rig.Resume(settings with { Strategy = settings.Strategy with { Name = "random", Options = [] } });
        rig.RunTo("chain-search");
        // As if its strategy had nothing new left.
        rig = new SearchRig(settings, journal: [.. rig.Journal, new ProposalsExhausted(rig.Journal[^1].Time, "chain-search")]);
        rig.RunToEnd();

        var chain = new EventChain(SearchReader.IdOf(rig.Id));
        File.WriteAllLines(
            path,
            rig.Journal.Select(chain.Add).Select(e => $"{WireTypes.ManifestOf(e)} {Convert.ToBase64String(WireTypes.Write(e))}")
        );
        File.WriteAllText(Path.ChangeExtension(path, ".history"), rig.History(verbose: true) + "\n");
        Assert.Equal(SearchStatus.Completed, rig.State.Status);
    }

    /// <summary>Records another kind of search: its candidates are scored in sets, which its window leaves unfinished.</summary>
    [Fact]
    public void Records_a_journal_whose_sets_are_closed_when_asked_to()
    {
        var version = Environment.GetEnvironmentVariable("LANGEVIN_RECORD_GOLDEN");
        Assert.SkipWhen(version is null, "LANGEVIN_RECORD_GOLDEN does not name a version to record");
        var path = GoldenTests.Golden($"journal-{version}-sets.txt");
        Assert.SkipWhen(File.Exists(path), $"{path} is recorded already");

        var settings = CrNasMethodTests.Settings();
        var rig = new SearchRig(settings with { OperationSearch = settings.OperationSearch with { Window = 2 } }).RunToEnd();

        File.WriteAllLines(path, rig.Journal.Select(e => $"{WireTypes.ManifestOf(e)} {Convert.ToBase64String(WireTypes.Write(e))}"));
        File.WriteAllText(Path.ChangeExtension(path, ".history"), rig.History(verbose: true) + "\n");
        Assert.Contains(rig.Journal, e => e is SetClosed);
    }

    [Fact]
    public void Records_where_strategies_stand_when_asked_to()
    {
        var version = Environment.GetEnvironmentVariable("LANGEVIN_RECORD_GOLDEN");
        Assert.SkipWhen(version is null, "LANGEVIN_RECORD_GOLDEN does not name a version to record");
        var path = GoldenTests.Golden($"strategies-{version}.txt");
        Assert.SkipWhen(File.Exists(path), $"{path} is recorded already");

        File.WriteAllLines(
            path,
            ResumableStrategyTests
                .AtWork()
                .Select(saved => (saved.Phase, Snapshot: new SearchSnapshot(SearchState.NotStarted, [], [saved])))
                .Select(one => $"{one.Phase} {WireTypes.ManifestOf(one.Snapshot)} {Convert.ToBase64String(WireTypes.Write(one.Snapshot))}")
        );
    }

    /// <summary>Records snapshots of that journal: after events that had much open, and after the last.</summary>
    [Fact]
    public void Records_snapshots_of_that_journal_when_asked_to()
    {
        var version = Environment.GetEnvironmentVariable("LANGEVIN_RECORD_GOLDEN");
        Assert.SkipWhen(version is null, "LANGEVIN_RECORD_GOLDEN does not name a version to record");
        var path = GoldenTests.Golden($"snapshots-{version}.txt");
        Assert.SkipWhen(File.Exists(path), $"{path} is recorded already");

        var (state, delivered, lines) = (SearchState.NotStarted, new DeliveredResults(), new List<string>());
        var known = new Dictionary<string, KnownArchitectures>();
        var chain = new EventChain(SearchReader.IdOf("small"));
        foreach (var row in GoldenTests.Rows(version))
        {
            var @event = (ISearchEvent)chain.Read(row.Sequence, row.Stored());
            state = state.Apply(@event);
            delivered.Note(@event);
            if (@event is CandidateProposed proposed)
            {
                if (!known.TryGetValue(proposed.Phase, out var phase))
                    known[proposed.Phase] = phase = new KnownArchitectures();
                phase.Add(proposed.Architecture);
            }
            if (@event is not (AttemptFailed or BatchHalved or CheckpointRecorded or SearchCompleted))
                continue;
            var strategies = state
                .Phases.OfType<CandidatePhase>()
                .Where(phase => !phase.Completed && phase.Proposed > 0)
                .Select(phase => new SavedStrategy(
                    phase.Name,
                    new StrategyState(
                        phase.Proposed,
                        known[phase.Name].ToBytes(),
                        phase.Released,
                        [
                            .. phase
                                .Ready.Concat(phase.Pareto)
                                .Select(result => new RememberedResult(result.Index, result.Architecture, result.Madds, result.Score)),
                        ]
                    )
                ));
            var snapshot = new SearchSnapshot(state, delivered.Saved, [.. strategies]);
            var sealedOne = chain.AddSnapshot(snapshot, new JournalPoint(chain.Last, chain.Seal));
            lines.Add($"{row.Sequence} {WireTypes.ManifestOf(sealedOne)} {Convert.ToBase64String(WireTypes.Write(sealedOne))}");
        }
        File.WriteAllLines(path, lines);
        Assert.NotEmpty(lines);
    }
}
