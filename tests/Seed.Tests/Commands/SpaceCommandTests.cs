using System.Numerics;
using System.Xml.Linq;
using Testing;

namespace Seed.Tests.Commands;

public sealed class SpaceCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stage-resnet", "8", 9)]
    [InlineData("stage-resnet", "16", 153)]
    [InlineData("stage-resnet", "33", 374)]
    [InlineData("dilation-resnet50", null, 43_046_721)]
    public async Task Reallocation_spaces_are_counted(string space, string? blocks, long count)
    {
        string[] budget = blocks is null ? [] : ["--blocks", blocks];
        var said = await Shell.RunAsync(["space", "count", "--space", space, "--json", .. budget]);
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(count, said.Json.GetProperty("count").GetInt64());
    }

    [Theory]
    [InlineData(3, "--space", "stage-resnet", "--blocks", "5")]
    [InlineData(2, "--space", "stage-resnet", "--blocks", "8", "--madds", "1,2")]
    [InlineData(2, "--space", "dilation-resnet18", "--blocks", "8")]
    [InlineData(2, "--space", "stage-vgg")]
    [InlineData(2)]
    public async Task Reallocation_spaces_that_cannot_be_counted_are_told(int code, params string[] arguments)
    {
        var said = await Shell.RunAsync(["space", "count", .. arguments]);
        Assert.Equal(code, said.Code);
        Assert.NotEmpty(said.Error);
    }

    [Fact]
    public async Task Describe_gives_exact_counts_as_decimal_strings()
    {
        var said = await Shell.RunAsync("space", "describe", "st-nas-imagenet", "--json");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal("34359738368", said.Json.GetProperty("topologies").GetString());
        Assert.Matches("^[0-9]{30,}$", said.Json.GetProperty("architectures").GetString());
        var madds = said.Json.GetProperty("madds");
        Assert.True(madds.GetProperty("min").GetInt64() < 326_000_000);
        Assert.True(madds.GetProperty("max").GetInt64() > 503_000_000);
        Assert.True(said.Json.GetProperty("parameters").GetProperty("min").GetInt64() > 0);
        var stages = said.Json.GetProperty("stages").EnumerateArray().ToArray();
        Assert.Equal([4, 5, 5, 6, 6], stages.Select(stage => stage.GetProperty("nodes").GetInt32()));
        Assert.Equal(35, stages.Sum(stage => stage.GetProperty("augmentedEdges").GetInt32()));
    }

    [Fact]
    public async Task Counts_of_adjoining_ranges_add_up()
    {
        Assert.Equal(await Count(), await Count("--madds", "0,1M") + await Count("--madds", "1000001,1G"));

        static async Task<BigInteger> Count(params string[] range)
        {
            var said = await Shell.RunAsync(["space", "count", "st-nas-fashion", "--json", .. range]);
            Assert.Equal(0, said.Code);
            return BigInteger.Parse(said.Json.GetProperty("architectures").GetString()!);
        }
    }

    [Fact]
    public async Task A_range_without_architectures_is_an_answer_and_exit_code_3()
    {
        var said = await Shell.RunAsync("space", "count", "st-nas-fashion", "--madds", "1,2", "--json");
        Assert.Equal(3, said.Code);
        Assert.Equal("0", said.Json.GetProperty("architectures").GetString());
        Assert.Contains("nearest feasible", said.Error, StringComparison.Ordinal);

        var sample = await Shell.RunAsync("space", "sample", "st-nas-fashion", "--madds", "1,2");
        Assert.Equal((3, ""), (sample.Code, sample.Out));
    }

    [Theory]
    [InlineData("300M")]
    [InlineData("2M,1M")]
    [InlineData("a,b")]
    public async Task A_range_that_is_none_is_the_users_mistake(string range)
    {
        var said = await Shell.RunAsync("space", "count", "st-nas-fashion", "--madds", range);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.StartsWith($"--madds {range}: ", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_lie_in_the_range_and_follow_the_seed()
    {
        string[] command = ["space", "sample", "st-nas-fashion", "--madds", "1.2M,1.3M", "--count", "5", "--json"];
        var said = await Shell.RunAsync([.. command, "--seed", "7"]);
        var drawn = said.Json.GetProperty("architectures").EnumerateArray().ToArray();
        Assert.Equal(5, drawn.Length);
        Assert.All(drawn, one => Assert.InRange(one.GetProperty("madds").GetInt64(), 1_200_000, 1_300_000));
        Assert.Equal(said.Out, (await Shell.RunAsync([.. command, "--seed", "7"])).Out);
        Assert.NotEqual(said.Out, (await Shell.RunAsync([.. command, "--seed", "8"])).Out);

        var cost = await Shell.RunAsync(
            "cost",
            "--space",
            "st-nas-fashion",
            "--architecture",
            drawn[0].GetProperty("architecture").GetString()!,
            "--json"
        );
        Assert.Equal(drawn[0].GetProperty("madds").GetInt64(), cost.Json.GetProperty("madds").GetInt64());
        Assert.Equal(drawn[0].GetProperty("parameters").GetInt64(), cost.Json.GetProperty("parameters").GetInt64());
    }

    [Fact]
    public async Task How_architectures_are_drawn_is_chosen_and_told()
    {
        string[] command = ["space", "sample", "st-nas-fashion", "--madds", "1.0M,1.1M", "--count", "3"];
        var (usual, options) = (await Shell.RunAsync(command), await Shell.RunAsync([.. command, "--sampling", "options"]));
        Assert.Equal(usual.Out, options.Out);
        Assert.Contains("drawn by options: 7.0 of 9 augmented edges on average, none with probability 1.66e-7", usual.Out);
        var topology = await Shell.RunAsync([.. command, "--sampling", "topology", "--json"]);
        var drawing = topology.Json.GetProperty("drawing");
        Assert.Equal(("topology", 9), (drawing.GetProperty("sampling").GetString(), drawing.GetProperty("augmented").GetInt32()));
        Assert.InRange(drawing.GetProperty("edges").GetDouble(), 4.0, 4.2);
        Assert.Contains(
            "drawn by       topology: 4.5 of 9 augmented edges on average, none with probability 1.95e-3",
            (await Shell.RunAsync("space", "describe", "st-nas-fashion", "--sampling", "topology")).Out
        );
        Assert.DoesNotContain("drawn by", (await Shell.RunAsync("space", "describe", "nas-bench-macro")).Out);
        Assert.NotEqual(
            (await Shell.RunAsync("space", "draw", "st-nas-fashion", "--sampling", "topology")).Out,
            (await Shell.RunAsync("space", "draw", "st-nas-fashion")).Out
        );
        var wrong = await Shell.RunAsync([.. command, "--sampling", "edges"]);
        Assert.Equal((2, "--sampling edges: must be options or topology"), (wrong.Code, wrong.Error.Trim().TrimEnd('.')));
        var macro = await Shell.RunAsync("space", "sample", "nas-bench-macro", "--sampling", "topology");
        Assert.Equal(2, macro.Code);
        Assert.Contains("has only one topology", macro.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draw_writes_a_picture_and_shows_the_text()
    {
        var file = Path.Combine(_folder.Path, "a.svg");
        var said = await Shell.RunAsync("space", "draw", "st-nas-fashion", "--seed", "3", "--svg", file);
        Assert.Equal(0, said.Code);
        Assert.Contains("stage 1", said.Out, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("svg", XDocument.Load(file).Root!.Name.LocalName);
        var nowhere = await Shell.RunAsync("space", "draw", "st-nas-fashion", "--svg", Path.Combine(_folder.Path, "no", "a.svg"));
        Assert.Equal((2, ""), (nowhere.Code, nowhere.Out));
    }

    [Theory]
    [InlineData("dilation-resnet18", "1/2/1,3/1,1,2,1", "1/2/1,3/1,1,2,1", "stage 4, stride 32: 1─1─2─1")]
    [InlineData("dilation-resnet18", "1,*/*/*,*/*", "1,*/*/*,*/*", "stage 1, stride  4: 1─*")]
    [InlineData("stage-resnet", "1,3,5,7", "1/1,1,1/1,1,1,1,1/1,1,1,1,1,1,1", "stage 3, stride 16: 1─1─1─1─1")]
    public async Task Reallocated_backbones_are_drawn(string space, string architecture, string canonical, string line)
    {
        var file = Path.Combine(_folder.Path, "r.svg");
        var said = await Shell.RunAsync("space", "draw", space, "--architecture", architecture, "--svg", file);
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains(line, said.Out, StringComparison.Ordinal);
        Assert.Contains(canonical, said.Out, StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Load(file).Root!.Name.LocalName);
    }

    [Fact]
    public async Task A_seed_draws_a_dilation_of_the_backbones_own_blocks()
    {
        string[] command = ["space", "draw", "dilation-resnet50", "--json"];
        var drawn = (await Shell.RunAsync([.. command, "--seed", "1"])).Json.GetProperty("architecture").GetString()!;
        Assert.Equal([3, 4, 6, 3], drawn.Split('/').Select(stage => stage.Split(',').Length));
        Assert.NotEqual(drawn, (await Shell.RunAsync([.. command, "--seed", "2"])).Json.GetProperty("architecture").GetString());
    }

    [Theory]
    [InlineData("dilation-resnet18", "1/2/3")]
    [InlineData("dilation-resnet18", "1/2/3/x")]
    [InlineData("dilation-vgg", "1/2/3/1")]
    [InlineData("stage-resnet", "1,3,5")]
    public async Task A_reallocation_that_is_none_is_a_sentence(string space, string architecture)
    {
        var said = await Shell.RunAsync("space", "draw", space, "--architecture", architecture);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.DoesNotContain("   at ", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_preset_or_architecture_is_a_sentence()
    {
        var preset = await Shell.RunAsync("space", "describe", "st-nas-imagnet");
        Assert.Equal((2, ""), (preset.Code, preset.Out));
        Assert.Contains("did you mean 'st-nas-imagenet'", preset.Error, StringComparison.Ordinal);
        var text = await Shell.RunAsync("space", "draw", "st-nas-fashion", "0:k9e9");
        Assert.Equal((2, ""), (text.Code, text.Out));
        Assert.DoesNotContain("   at ", text.Error, StringComparison.Ordinal);
    }
}
