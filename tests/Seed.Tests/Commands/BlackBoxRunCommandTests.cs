using Testing;

namespace Seed.Tests.Commands;

/// <summary>The sentences of <c>run</c> about a black-box search before anything starts.</summary>
public sealed class BlackBoxRunCommandTests
{
    [Fact]
    public async Task The_example_that_comes_along_is_good()
    {
        var said = await Shell.RunAsync("run", File("table-example"), "--dry-run", "--json");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(
            (96, 68, 58, "madds"),
            (
                Number(said, "combinations"),
                Number(said, "architectures"),
                Number(said, "eligible"),
                said.Json.GetProperty("costUnit").GetString()
            )
        );
        Assert.Equal(
            ["kernel", "width", "depth", "activation"],
            said.Json.GetProperty("decisions").EnumerateArray().Select(decision => decision.GetProperty("name").GetString())
        );
    }

    [Fact]
    public async Task The_plan_in_words_names_what_is_searched_by_what()
    {
        var said = await Shell.RunAsync("run", File("table-example"), "--dry-run");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains(
            "68 of 96 combinations are there, of 2.30 M to 307 M madds, 58 of them meet the constraint",
            said.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("evolution proposes 40 candidates, scored by the table, column accuracy", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluations_of_a_race_are_a_range()
    {
        string[] race =
        [
            "run",
            File("table-example"),
            "--dry-run",
            "--set",
            "evaluator { command = [\"true\"], samples = 8 }",
            "--set",
            "strategy.name=racing",
        ];
        var said = await Shell.RunAsync(race);
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("racing proposes 40 candidates, scored by true, with 80 to 113 evaluations", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_counted_and_not_the_space_that_it_is_from()
    {
        var said = await Listed("[\"kernel=3,width=16,depth=1,activation=relu\", \"kernel=5,width=16,depth=1,activation=relu\"]");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("listed proposes 2 candidates, scored by the table", said.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "strategy.options.architectures lists nothing")]
    [InlineData("[\"zzz\"]", "strategy.options.architectures: 'zzz' is no architecture of ")]
    [InlineData("[\"kernel=3,width=64,depth=2,activation=relu\"]", "which the constraint does not allow")]
    [InlineData(
        "[\"kernel=3,width=16,depth=1,activation=relu\", \"kernel=3,width=16,depth=1,activation=relu\"]",
        "twice, or the same network under another name"
    )]
    public async Task A_list_that_cannot_be_proposed_is_a_mistake_before_anything_starts(string list, string sentence)
    {
        var said = await Listed(list);
        Assert.Equal(2, said.Code);
        Assert.Contains(sentence, Assert.Single(said.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nas_bench_macro_is_named_on_the_command_line()
    {
        var data = TestData.Require("nas-bench-macro/nas-bench-macro_cifar10.json");
        var said = await Shell.RunAsync("run", File("nas-bench-macro"), "--set", $"space.table={data}", "--dry-run", "--json");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(
            (6561, 6561, "mean_acc"),
            (Number(said, "combinations"), Number(said, "eligible"), said.Json.GetProperty("objective").GetString())
        );
        Assert.Equal(2, (await Shell.RunAsync("run", File("nas-bench-macro"), "--dry-run")).Code);
    }

    [Fact]
    public async Task A_constraint_that_no_row_meets_is_exit_code_3()
    {
        var said = await Shell.RunAsync("run", File("table-example"), "--set", "constraint.cost=[1, 2]", "--dry-run");
        Assert.Equal(3, said.Code);
        Assert.Contains("the nearest feasible madds are 2,304,000 above it", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_simulated_with_devices_that_fail()
    {
        var said = await Shell.RunAsync("simulate", File("table-example"), "--devices", "2", "--faults", "crash=60/hour", "--json");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal("table-example", said.Json.GetProperty("search").GetString());
    }

    private static Task<Said> Listed(string list) =>
        Shell.RunAsync(
            "run",
            File("table-example"),
            "--dry-run",
            "--set",
            "constraint.cost=[1M, 50M]",
            "--set",
            $"strategy={{ name = listed, options {{ architectures = {list} }} }}"
        );

    private static string File(string name) => Path.Combine(TestData.Repository, "hocon", "searches", name + ".conf");

    private static int Number(Said said, string name) =>
        int.Parse(said.Json.GetProperty(name).ToString(), System.Globalization.CultureInfo.InvariantCulture);
}
