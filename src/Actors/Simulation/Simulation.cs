using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Simulation.Checking;

namespace Actors.Simulation;

/// <summary>
/// Whole searches on a whole cluster, in one thread, on virtual time: the decisions are the real ones, what carries them out is simulated,
/// and all that happens is a function of the searches and the options.
/// </summary>
public static class Simulation
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time after the last search, longer than anything that is under way when it ends: a lost end of a lease is noticed by heartbeats.
    /// </summary>
    private static readonly TimeSpan QuietTime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private static readonly JsonSerializerOptions Lines = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <param name="undisturbed">Result of <see cref="Undisturb"/> for these searches; null: found out first.</param>
    /// <param name="recorded">Is given the trace, for whoever wants to see it.</param>
    public static SimulationResult Run(
        IReadOnlyList<SimulatedSubject> searches,
        SimulationOptions options,
        UndisturbedRun? undisturbed = null,
        Action<TraceEntry>? recorded = null
    )
    {
        ArgumentNullException.ThrowIfNull(searches);
        ArgumentNullException.ThrowIfNull(options);
        var calm = undisturbed ?? Undisturb(searches, options);
        var peace = options.FaultsEnd ?? (20 * calm.Makespan) + Patience;
        return Run(
            searches,
            options with
            {
                FaultsEnd = peace,
                Limit = options.Limit ?? peace + (5 * calm.Makespan) + Patience,
            },
            calm,
            recorded,
            out _
        );
    }

    /// <summary>
    /// The same searches with nothing going wrong but what candidates do of themselves; whatever the options' seed, the same.
    /// </summary>
    public static UndisturbedRun Undisturb(IReadOnlyList<SimulatedSubject> searches, SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var calm = options with
        {
            Faults = options.Faults.OfCandidatesOnly(),
            Nodes = 1,
            Seed = 0,
            FaultsEnd = TimeSpan.MaxValue,
            Limit = TimeSpan.MaxValue,
        };
        var result = Run(searches, calm, null, null, out var histories);
        return new UndisturbedRun(histories, result.Makespan!.Value, result.Phases);
    }

    private static SimulationResult Run(
        IReadOnlyList<SimulatedSubject> searches,
        SimulationOptions options,
        UndisturbedRun? undisturbed,
        Action<TraceEntry>? recorded,
        out IReadOnlyDictionary<string, string> histories
    )
    {
        // In the order of arrival a history depends on who was fast, and is not promised to be the same.
        var expected = undisturbed
            ?.Histories.Where(history => searches.Any(search => search.Id == history.Key && search.InOrder))
            .ToDictionary();
        var checker = new HistoryChecker(expected, options.Devices);
        var phases = new PhaseTimes(searches[0].Id);
        void Trace(TraceEntry entry)
        {
            checker.See(entry);
            phases.See(entry);
            recorded?.Invoke(entry);
        }
        var cluster = new SimulatedCluster(searches, options, Trace);
        cluster.Start();
        new FaultInjector(cluster).Start();
        cluster.Time.After(BetweenLooks, () => Look(cluster));

        while (cluster.Unfinished > 0 && cluster.Time.Now < options.Limit && cluster.Time.Step())
        {
            if (!cluster.IsPeaceful && cluster.Time.Now >= options.FaultsEnd)
                cluster.MakePeace();
        }
        var end = cluster.Time.Now;
        TimeSpan? stopped = cluster.IsPeaceful && undisturbed is not null ? options.FaultsEnd : null;
        cluster.MakePeace();
        while (cluster.Time.Now < end + QuietTime && cluster.Time.Step()) { }

        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var search in searches)
        {
            var history = History(cluster.JournalOf(search.Id));
            if (history is not null)
                found[search.Id] = history;
            Trace(new SearchEnded(cluster.Time.Now, search.Id, history));
        }
        histories = found;
        var (first, tally, events) = (searches[0], cluster.Tally, cluster.JournalOf(searches[0].Id));
        var state = events.Aggregate(SearchState.NotStarted, (before, @event) => before.Apply(@event));
        return new SimulationResult(
            options.Seed,
            cluster.Unfinished == 0 ? end : null,
            undisturbed?.Makespan ?? end,
            stopped,
            state.Failure,
            tally.BusyBetween(TimeSpan.Zero, end) / (end * options.Devices),
            phases.Use(tally, options.Devices),
            tally.Lost,
            tally.Faults,
            tally.Retried,
            tally.Forgiven,
            tally.Failovers,
            tally.RefusedWrites,
            tally.Late,
            SearchViewing.View(state)?.Best,
            undisturbed is null || !first.InOrder
                ? null
                : found.GetValueOrDefault(first.Id) == undisturbed.Histories.GetValueOrDefault(first.Id),
            checker.Violations,
            cluster.Network.Fingerprint
        );
    }

    private static void Look(SimulatedCluster cluster)
    {
        cluster.Record(
            new LoadSeen(
                cluster.Time.Now,
                cluster.Queued,
                cluster.Network.UnderWay,
                cluster.Living.Select(device => device.Core.Unreported).DefaultIfEmpty().Max()
            )
        );
        cluster.Time.After(BetweenLooks, () => Look(cluster));
    }

    /// <summary>The history as a query prints it; null where the search did not end.</summary>
    private static string? History(IReadOnlyList<ISearchEvent> events) =>
        events is [.., SearchCompleted or SearchFailed]
            ? string.Join('\n', SearchHistory.Of(() => events, verbose: false).Select(entry => JsonSerializer.Serialize(entry, Lines)))
            : null;
}

/// <summary>The result of searches with nothing going wrong.</summary>
/// <param name="Histories">Histories by search.</param>
/// <param name="Phases">Phases of the first search.</param>
public sealed record UndisturbedRun(IReadOnlyDictionary<string, string> Histories, TimeSpan Makespan, ImmutableArray<PhaseUse> Phases);
