using Actors.Simulation;
using Actors.Tests.Search;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Simulation;

using Simulation = Actors.Simulation.Simulation;

[Trait("Length", "Long")]
public class ScaleTests
{
    [Fact]
    public void A_thousand_devices_with_work_of_one_second_are_at_least_95_percent_busy()
    {
        var settings = TestSearches.Settings(samples: 0, candidates: 10_000, window: 2_000, strategy: "random", chainCandidates: 0) with
        {
            Supernet = new SupernetSettings { Steps = 1, CheckpointEvery = 1 },
            Retrain = new RetrainSettings { Steps = 1, CheckpointEvery = 1 },
        };
        var options = new SimulationOptions
        {
            Devices = 1_000,
            Speed = new WorkSpeed
            {
                StepSeconds = 1,
                EvaluationSeconds = 1,
                Spread = 0.1,
            },
        };

        var result = Simulation.Run([new SimulatedSubject(settings)], options);

        Assert.Empty(result.Violations);
        var search = result.Phases.Single(phase => phase.Phase == "search");
        Assert.True(
            search.Steady >= 0.95,
            $"{search.Steady:0.000} of the devices' time in the middle eight tenths of the phase, {search.Busy:0.000} in all of it"
        );
    }
}
