using System.Globalization;
using Actors.Simulation;
using Actors.Tests.Search;

namespace Actors.Tests.Simulation;

using Simulation = Actors.Simulation.Simulation;

/// <summary>The promises, held by the real decisions on simulated clusters on which everything goes wrong.</summary>
public class SimulationTests
{
    private static readonly SimulatedSubject StNas = new(TestSearches.Settings(candidates: 30, window: 6));
    private static readonly SimulatedSubject CrNas = new(CrNasMethodTests.Settings());

    [Theory, MemberData(nameof(Batches))]
    public void Whatever_goes_wrong_the_promises_are_kept(string method, int batch)
    {
        var subject = method == "st-nas" ? StNas : CrNas;
        var undisturbed = new Dictionary<FaultRates, UndisturbedRun>();
        var size = int.Parse(Environment.GetEnvironmentVariable("SIM_SIZE") ?? "50", CultureInfo.InvariantCulture);
        for (var seed = batch * size; seed < (batch + 1) * size; seed++)
        {
            var options = SimulatedClusters.Of(seed);
            if (!undisturbed.TryGetValue(options.Faults.OfCandidatesOnly, out var calm))
            {
                calm = Simulation.Undisturb([subject], options);
                undisturbed.Add(options.Faults.OfCandidatesOnly, calm);
            }
            var result = Simulation.Run([subject], options, calm);
            Assert.True(result.Violations.IsEmpty, $"{method}, seed {seed}: {string.Join(Environment.NewLine, result.Violations.Take(5))}");
            Assert.True(result.SameHistory);
        }
    }

    public static TheoryData<string, int> Batches()
    {
        var data = new TheoryData<string, int>();
        for (var batch = 0; batch < 10; batch++)
        {
            data.Add("st-nas", batch);
            data.Add("cr-nas", batch);
        }
        return data;
    }
}

/// <summary>Clusters of a few nodes on which much goes wrong within minutes.</summary>
internal static class SimulatedClusters
{
    /// <summary>Which faults there are, and how many, is drawn as well: some bugs show only where little else happens.</summary>
    public static SimulationOptions Of(long seed)
    {
        var luck = Luck.For(seed, "simulated-clusters");
        double Rate(double perHour) => luck.Happens(0.6) ? 24 * perHour * luck.Between(0.2, 1) : 0;
        double Share(double most) => luck.Happens(0.5) ? luck.Between(0, most) : 0;
        return new SimulationOptions
        {
            Nodes = 1 + luck.Below(3),
            Devices = 1 + luck.Below(6),
            Seed = seed,
            Faults = new FaultRates
            {
                Crash = Rate(20),
                ControlCrash = Rate(15),
                Partition = Rate(40),
                DiskFull = Rate(15),
                ClockJump = Rate(20),
                Loss = Share(0.2),
                Repeat = Share(0.2),
                Delay = Share(0.1),
                Straggler = Share(0.1),
                OutOfMemory = luck.Happens(0.5) ? 0.05 : 0,
                NativeCrash = luck.Happens(0.5) ? 0.05 : 0,
            },
            Speed = new WorkSpeed { StepSeconds = 0.5, EvaluationSeconds = 4 },
            FaultsEnd = TimeSpan.FromMinutes(20),
        };
    }
}
