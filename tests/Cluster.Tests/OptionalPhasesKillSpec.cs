using Cluster.Tests.Processes;
using Testing;

namespace Cluster.Tests;

/// <summary>The kills of <see cref="KillSpec"/>, in a class of its own, so that it runs beside that.</summary>
public sealed class OptionalPhasesKillSpec
{
    [Fact]
    public Task Kills_in_the_phases_that_are_off_unless_asked_for_change_nothing_either()
    {
        var images = TestData.Require("cifar10-exact-subset");
        return KillSpec.HoldAsync(
            SearchDirectory.Transfer,
            6,
            ["pretraining", "final-pretraining", "transfer"],
            $"pretraining.data.root={images}"
        );
    }

    [Fact]
    public Task Kills_in_the_finals_change_nothing_either() =>
        KillSpec.HoldAsync(
            SearchDirectory.StNas,
            5,
            ["finals-1", "finals-2", "finals-rung-2", "random-search"],
            "space.sampling=topology",
            "supernet.chain-paths=0.2",
            "proxy.metric=loss",
            "finals={ trials = 4, round = 2, steps = 5 }",
            "baselines={ chain-candidates = 0, random-search = on }"
        );
}
