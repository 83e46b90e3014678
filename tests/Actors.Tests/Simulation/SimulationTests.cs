using Actors.Simulation;
using Actors.Simulation.Checking;
using Actors.Tests.Search;

namespace Actors.Tests.Simulation;

using Simulation = Actors.Simulation.Simulation;

/// <summary>
/// The promises, held by the real decisions on simulated clusters on which everything goes wrong: 200 seeds of each method here, as
/// many hundreds as one environment variable says (tests/soak.sh simulation), and in the worlds that the other names.
/// </summary>
[Trait("Length", "Long")]
public class SimulationTests
{
    private const int Batch = 100;

    private static readonly int Batches = int.Parse(Environment.GetEnvironmentVariable("LANGEVIN_SIMULATED_BATCHES") ?? "2");

    private static readonly string Worlds = Environment.GetEnvironmentVariable("LANGEVIN_SIMULATED_WORLDS") ?? "";

    [Theory, MemberData(nameof(Searches))]
    public void Whatever_goes_wrong_the_promises_are_kept(string method, int batch)
    {
        var undisturbed = new Dictionary<FaultRates, UndisturbedRun>();
        List<SimulationResult> results = [];
        for (var seed = batch * Batch; seed < (batch + 1) * Batch; seed++)
        {
            var (subject, options) = (SimulatedClusters.Subject(method), SimulatedClusters.Of(seed, Worlds));
            if (!undisturbed.TryGetValue(options.Faults.OfCandidatesOnly(), out var calm))
            {
                undisturbed[options.Faults.OfCandidatesOnly()] = calm = Simulation.Undisturb([subject], options);
            }
            var result = Simulation.Run([subject], options, calm);
            Assert.True(
                result.Violations.IsEmpty,
                $"{method}, worlds '{Worlds}', seed {seed}: {string.Join(Environment.NewLine, result.Violations)}"
            );
            Assert.True(result.SameHistory);
            results.Add(result);
        }

        // Over before everything has gone wrong; and in other worlds, what is rare may not have happened.
        if (method == "black-box" || Worlds.Length > 0)
            return;
        // A batch on which nothing of a kind went wrong would prove nothing about it.
        string[] kinds =
        [
            "crash",
            "machine crash",
            "control-crash",
            "partition",
            "disk-full",
            "clock-jump",
            "straggler",
            "move",
            "bad-device",
            "no-data",
        ];
        Dictionary<string, bool> seen = kinds.ToDictionary(
            kind => kind,
            kind => results.Exists(result => result.Faults.GetValueOrDefault(kind) > 0)
        );
        seen["failover"] = results.Exists(result => result.Failovers > 0);
        seen["refused write"] = results.Exists(result => result.RefusedWrites > 0);
        seen["late result"] = results.Exists(result => result.LateResults > 0);
        seen["forgiven"] = results.Exists(result => result.Forgiven > 0);
        seen["lost work"] = results.Exists(result => result.Lost > TimeSpan.Zero);
        Assert.Empty(seen.Where(kind => !kind.Value).Select(kind => kind.Key));
    }

    [Fact]
    public void Equal_seeds_give_equal_traces_and_others_do_not()
    {
        List<TraceEntry> Trace(long seed, out ulong fingerprint)
        {
            List<TraceEntry> trace = [];
            fingerprint = Simulation
                .Run([SimulatedClusters.Subject("st-nas")], SimulatedClusters.Of(4) with { Seed = seed }, null, trace.Add)
                .Fingerprint;
            return trace;
        }

        var once = Trace(4, out var first);
        var again = Trace(4, out var second);
        Trace(5, out var other);

        Assert.Equal(first, second);
        Assert.Equal(once.Select(entry => entry.ToString()), again.Select(entry => entry.ToString()));
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Searches_side_by_side_finish_as_they_would_alone()
    {
        var searches = Enumerable.Range(0, 4).Select(number => SimulatedClusters.StNas(number)).ToArray();

        var result = Simulation.Run(searches, SimulatedClusters.Of(8) with { Nodes = 3, Devices = 6 });

        Assert.Empty(result.Violations);
    }

    [Fact]
    public void A_search_that_fails_by_itself_fails_in_the_same_way_and_its_devices_become_free()
    {
        var options = SimulatedClusters.Of(8);

        var result = Simulation.Run(
            [SimulatedClusters.Subject("st-nas")],
            options with
            {
                Faults = options.Faults with { NativeCrash = 1 },
            }
        );

        Assert.Empty(result.Violations);
        Assert.Contains("None of the 30 candidates could be scored", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void In_the_order_of_arrival_all_is_promised_but_the_same_history()
    {
        var settings = TestSearches.Settings(order: "arrival", candidates: 30, window: 6);

        var results = Enumerable
            .Range(0, 20)
            .Select(seed => Simulation.Run([new SimulatedSubject(settings)], SimulatedClusters.Of(seed)))
            .ToList();

        Assert.All(results, result => Assert.Empty(result.Violations));
        Assert.All(results, result => Assert.Null(result.SameHistory));
    }

    public static TheoryData<string, int> Searches()
    {
        var data = new TheoryData<string, int>();
        foreach (var batch in Enumerable.Range(0, Batches))
        {
            data.Add("st-nas", batch);
            data.Add("cr-nas", batch);
            data.Add("black-box", batch);
        }
        return data;
    }
}
