using Testing;

namespace Seed.Tests.Commands;

public sealed class BenchStrategiesCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _file;

    public BenchStrategiesCommandTests()
    {
        var rows = Enumerable
            .Range(0, 81)
            .Select(number => $"{number / 27},{number / 9 % 3},{number / 3 % 3},{number % 3},{(number * 7 % 81) + 1}");
        _folder.Write("made.csv", "a,b,c,d,score\n" + string.Join('\n', rows) + "\n");
        _file = _folder.Write(
            "made.conf",
            "name = made\nmethod = black-box\nspace.table = made.csv\nstrategy { name = evolution, options { population = 5 } }\n"
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Figures_are_of_the_strategies_asked_for_with_the_options_of_the_file_and_of_the_line()
    {
        var (svg, html) = (Path.Combine(_folder.Path, "regret.svg"), Path.Combine(_folder.Path, "regret.html"));
        var said = await Shell.RunAsync(
            "bench",
            "strategies",
            _file,
            "--strategies",
            "evolution,random",
            "--variant",
            "wide=evolution:population=9,tournament=3",
            "--seeds",
            "5",
            "--budget",
            "30",
            "--target",
            "80",
            "--window",
            "2",
            "--svg",
            svg,
            "--html",
            html,
            "--json"
        );
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(
            (81, 81, 80, 5, 30, 2),
            (Count("architectures"), Count("best"), Count("target"), Count("seeds"), Count("budget"), Count("window"))
        );
        var strategies = said.Json.GetProperty("strategies").EnumerateArray().ToArray();
        Assert.Equal(["evolution", "random", "wide"], strategies.Select(one => one.GetProperty("name").GetString()));
        Assert.Equal([5, 9], new[] { 0, 2 }.Select(i => strategies[i].GetProperty("options").GetProperty("population").GetInt32()));
        Assert.All(strategies, one => Assert.Equal(30, one.GetProperty("points").GetArrayLength()));
        Assert.All(strategies, one => Assert.InRange(one.GetProperty("found").GetDouble(), 0, 1));
        Assert.Contains("</svg>", await File.ReadAllTextAsync(svg, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(">wide<", await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        int Count(string name) => (int)said.Json.GetProperty(name).GetDouble();
    }

    [Fact]
    public async Task Without_names_every_strategy_is_tried_and_the_table_names_each()
    {
        var said = await Shell.RunAsync("bench", "strategies", _file, "--seeds", "2", "--budget", "15");
        Assert.Equal((0, ""), (said.Code, said.Error));
        foreach (var name in (string[])["evolution", "bayesian", "local-search", "nsga2", "random", "exhaustive"])
            Assert.Contains(name, said.Out, StringComparison.Ordinal);
        Assert.Contains("81 architectures, the best has 81", said.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--strategies annealing", "there are evolution, ")]
    [InlineData("--variant wide", "must be NAME=STRATEGY:KEY=VALUE")]
    [InlineData("--variant wide=evolution:popluation=3", "strategy.options.popluation")]
    [InlineData("--strategies random --variant random=evolution", "Two strategies are called 'random'")]
    [InlineData("--strategies listed", "listed has nothing to propose in made")]
    [InlineData("--seeds 0", "--seeds 0 is not from 1 to")]
    [InlineData("--svg /no/such/folder/x.svg --seeds 1 --budget 2 --strategies random", "--svg /no/such/folder/x.svg: cannot be written")]
    public async Task Mistakes_are_one_sentence(string options, string sentence)
    {
        var said = await Shell.RunAsync(["bench", "strategies", _file, .. options.Split(' ')]);
        Assert.Equal(2, said.Code);
        Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_whose_scores_must_be_computed_cannot_be_benchmarked()
    {
        var file = _folder.Write(
            "other.conf",
            "name = other\nmethod = black-box\nspace.decisions { a = [1, 2] }\nevaluator.command = [\"true\"]\n"
        );
        var said = await Shell.RunAsync("bench", "strategies", file);
        Assert.Equal(2, said.Code);
        Assert.Contains("scores that must be computed", said.Error, StringComparison.Ordinal);
    }
}
