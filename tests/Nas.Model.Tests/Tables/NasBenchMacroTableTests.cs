using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Tables;
using Testing;

namespace Nas.Model.Tests.Tables;

public class NasBenchMacroTableTests
{
    private static Table Read(string? objective = null) =>
        Table.Read(
            TestData.Require("nas-bench-macro/nas-bench-macro_cifar10.json"),
            new TableSettings { Objective = objective, Scale = 0.01 }
        );

    [Fact]
    public void It_is_a_space_of_eight_decisions_of_three_blocks_with_true_accuracies()
    {
        var table = Read();
        Assert.Equal("mean_acc", table.Objective);
        Assert.Equal(6561, table.Space.Count);
        Assert.Equal(8, table.Space.Decisions.Length);
        Assert.All(table.Space.Decisions, decision => Assert.Equal(["0", "1", "2"], decision.Options));
        Assert.Equal("22212202", table.Space.Format(table.Best));
        Assert.Equal(0.931267, table.ScoreOf(table.Space.Parse("22212220")), 6);
        Assert.Equal(0.453633, table.ScoreOf(table.Space.Parse("00000000")), 6);
        var scores = table.Space.Architectures.All.Select(table.ScoreOf).Order().ToArray();
        Assert.Equal((0.902466, 0.909900), (Math.Round(scores.Average(), 6), Math.Round(scores[3280], 6)));
    }

    [Fact]
    public void Its_cost_are_the_flops_of_its_rows_and_bound_what_is_drawn()
    {
        var table = Read();
        var architecture = table.Space.Parse("02012100");
        Assert.Equal((47_327_744, 890_666), (table.Space.MAdds.Of(architecture), table.Space.Parameters.Of(architecture)));
        Assert.Equal("flops", table.Space.CostUnit);
        var range = new CostRange(40_000_000, 50_000_000);
        Assert.Equal(table.Space.Architectures.All.Count(a => range.Contains(table.Space.MAdds.Of(a))), table.Space.Within(range).Count);
    }

    [Fact]
    public void One_seed_may_be_searched_by_instead_of_the_mean()
    {
        var (mean, seeds) = (Read(), Enumerable.Range(0, 3).Select(seed => Read($"test_acc[{seed}]")).ToArray());
        var architecture = mean.Space.Parse("11111221");
        Assert.Equal(92.18, seeds[0].ValueOf(architecture), 4);
        Assert.Equal(mean.ScoreOf(architecture), seeds.Average(table => table.ScoreOf(architecture)), 9);
    }
}
