using Testing;

namespace Seed.Tests.Commands;

/// <summary>The checks that <c>run</c> makes of a CR-NAS search before anything starts.</summary>
public sealed class CrNasRunCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Figures of the paper: G of the unmodified detector at 800 x 1088 (ResNeXt50: the issue's), eligible allocations. None of the data is
    /// here, which is said.
    /// </summary>
    [Theory]
    [InlineData("resnet18", 147.7, "9", "6561", 66)]
    [InlineData("resnet50", 192.5, "153", "43046721", 138)]
    [InlineData("resnet101", 257.3, "374", "5559060566555523", 291)]
    [InlineData("resnext50", 195.4, "153", "43046721", 138)]
    [InlineData("mobilenetv2", 121.1, null, null, null)]
    public async Task The_papers_searches_are_validated_and_costed(
        string name,
        double giga,
        string? eligible,
        string? dilations,
        int? evaluations
    )
    {
        var said = await Shell.RunAsync("run", Shipped($"cr-nas-coco-{name}"), "--dry-run", "--json");
        Assert.Equal((2, true), (said.Code, said.Error.Contains(" is not there: give the folder with", StringComparison.Ordinal)));
        var detector = said.Json.GetProperty("detector");
        Assert.InRange(detector.GetProperty("madds").GetInt64() / (giga * 1e9), 0.99, 1.01);
        Assert.Equal(
            ["backbone", "fpn", "rpn", "heads"],
            detector.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("name").GetString())
        );
        Assert.Equal(
            [
                "pretraining",
                "stage-supernet",
                "stage-search",
                "stage-comparison",
                "operation-supernet",
                "operation-search",
                "operation-comparison",
                "final-pretraining",
                "final",
            ],
            said.Json.GetProperty("phases").EnumerateArray().Select(phase => phase.GetProperty("name").GetString())
        );
        Assert.True(said.Json.GetProperty("work").GetDouble() > 1e18);
        // Every eligible allocation costs what the unmodified backbone costs.
        foreach (var end in new[] { "min", "max" })
        {
            var madds = said.Json.GetProperty("madds").GetProperty(end).GetInt64();
            Assert.InRange((double)madds / detector.GetProperty("madds").GetInt64(), 0.998, 1.002);
        }
        if (eligible is null)
            return;
        Assert.Equal(eligible, said.Json.GetProperty("eligible").GetString());
        Assert.Equal(dilations, said.Json.GetProperty("dilationArchitectures").GetString());
        Assert.Equal(evaluations, said.Json.GetProperty("evaluations").GetInt32());
    }

    [Theory]
    [InlineData("cr-nas-quickstart", "final")]
    [InlineData("cr-nas-bccd", "final")]
    public async Task The_small_searches_are_good(string name, string last)
    {
        string[] set = name == "cr-nas-bccd" ? ["--set", $"data.root={TestData.Require("bccd")}"] : [];
        var said = await Shell.RunAsync(["run", Shipped(name), "--dry-run", "--json", .. set]);
        Assert.Equal(0, said.Code);
        Assert.Equal("33", said.Json.GetProperty("eligible").GetString());
        Assert.Equal(last, said.Json.GetProperty("phases").EnumerateArray().Last().GetProperty("name").GetString());
    }

    [Fact]
    public async Task In_words_the_plan_says_what_the_figures_are()
    {
        var said = await Shell.RunAsync("run", Shipped("cr-nas-coco-resnet50"), "--dry-run");
        Assert.Equal(2, said.Code);
        Assert.Contains("153 of the 10,000 allocations of stage-resnet have 16 blocks", said.Out, StringComparison.Ordinal);
        Assert.Contains("43,046,721 ways to dilate 16 blocks, decided with at most 138 evaluations", said.Out, StringComparison.Ordinal);
        Assert.Matches(@"final +3 networks +13\.0 M", said.Out);
    }

    [Theory]
    [InlineData("constraint.blocks = 30", "18 below")]
    [InlineData("constraint.madds = [1k, 2k]", "above it")]
    public async Task A_constraint_that_no_allocation_meets_is_exit_code_3(string constraint, string nearest)
    {
        var said = await Shell.RunAsync("run", Search(constraint), "--dir", Target);
        Assert.Equal((3, ""), (said.Code, said.Out));
        Assert.Contains(nearest, said.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    [Theory]
    [InlineData("data { name = voc, root = /no/such/folder, categories = 3 }", "data.root /no/such/folder is not there")]
    [InlineData(
        "data { name = coco, root = /no/such/folder, categories = 80, validation-images = 5 }",
        "data.root /no/such/folder is not there"
    )]
    [InlineData(
        "transfer.data { name = voc, root = /no/such/folder, categories = 3 }",
        "In the section transfer: data.root /no/such/folder is not there"
    )]
    [InlineData(
        "pretraining { steps = 200, data { name = image-folder, root = /no/such/folder } }",
        "In the section pretraining: data.root /no/such/folder has no folder train"
    )]
    public async Task Data_that_are_missing_start_and_write_nothing(string data, string sentence)
    {
        var said = await Shell.RunAsync("run", Search(data), "--dir", Target);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
        Assert.Single(said.Error.Trim().Split('\n'));
        Assert.False(Directory.Exists(Target));
    }

    private string Target => Path.Combine(_folder.Path, "runs", "x");

    private static string Shipped(string name) => Path.Combine(TestData.Repository, "hocon", "searches", name + ".conf");

    private string Search(string more) =>
        _folder.Write("x.conf", $"name = x\nmethod = cr-nas\ndata.name = procedural-detection\nbackbone.name = resnet_small\n{more}\n");
}
