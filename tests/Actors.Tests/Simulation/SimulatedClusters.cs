using Actors.Simulation;
using Actors.Tests.Search;
using Actors.Tests.Search.Methods;

namespace Actors.Tests.Simulation;

/// <summary>Small searches, and clusters of a few nodes on which much goes wrong within minutes.</summary>
internal static class SimulatedClusters
{
    private static readonly SimulatedSubject FirstStNas = StNas(0);
    private static readonly SimulatedSubject CrNas = new(CrNasMethodTests.Guarded("readable", doNoHarm: true));
    private static readonly SimulatedSubject BlackBox = new(BlackBoxMethodTests.Settings(samples: 2));

    public static SimulatedSubject Subject(string method) =>
        method switch
        {
            "st-nas" => FirstStNas,
            "cr-nas" => CrNas,
            _ => BlackBox,
        };

    public static SimulatedSubject StNas(int number) =>
        new(TestSearches.Settings(candidates: 30, window: 6, seed: 7 + number) with { Name = $"search-{number}" });

    /// <summary>The faults, and how many, are drawn as well: some bugs show only where little else happens.</summary>
    /// <param name="worlds">Name of the worlds: other names give other worlds.</param>
    public static SimulationOptions Of(long seed, string worlds = "")
    {
        var draws = RandomDraws.For(seed, "simulated-clusters" + worlds);
        double Rate(double perHour) => draws.Happens(0.6) ? 24 * perHour * draws.Between(0.2, 1) : 0;
        var data = RandomDraws.For(seed, "simulated-clusters-data" + worlds);
        double Share(double most) => draws.Happens(0.5) ? draws.Between(0, most) : 0;
        return new SimulationOptions
        {
            Nodes = 1 + draws.Below(3),
            Devices = 1 + draws.Below(6),
            Seed = worlds.Length == 0 ? seed : (long)(Hash.Of(worlds + seed) >> 1),
            Faults = new FaultRates
            {
                Crash = Rate(20),
                ControlCrash = Rate(15),
                Partition = Rate(40),
                DiskFull = Rate(15),
                ClockJump = Rate(20),
                BadDevice = Rate(5),
                NoData = data.Happens(0.6) ? 24 * data.Between(1, 10) : 0,
                Loss = Share(0.2),
                Repeat = Share(0.2),
                Delay = Share(0.1),
                Straggler = Share(0.1),
                OutOfMemory = draws.Happens(0.5) ? 0.05 : 0,
                NativeCrash = draws.Happens(0.5) ? 0.05 : 0,
            },
            Speed = new WorkSpeed { StepSeconds = 0.5, EvaluationSeconds = draws.Between(1, 15) },
            FaultsEnd = TimeSpan.FromMinutes(20),
        };
    }
}
