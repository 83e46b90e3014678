namespace Seed.Tests.Commands;

public class CostCommandTests
{
    [Theory]
    [InlineData("resnet50", 4089184256, 25557032)]
    [InlineData("mobilenet_v2", 300774272, 3504872)]
    public async Task Known_networks_have_their_known_costs(string network, long madds, long parameters)
    {
        var said = await Shell.RunAsync("cost", "--network", network, "--input", "224x224", "--json");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(madds, said.Json.GetProperty("madds").GetInt64());
        Assert.Equal(parameters, said.Json.GetProperty("parameters").GetInt64());
    }

    [Fact]
    public async Task Verbose_itemises_to_the_same_sums()
    {
        var said = await Shell.RunAsync("cost", "--network", "mobilenet_v2", "--verbose", "--json");
        var layers = said.Json.GetProperty("layers").EnumerateArray().ToArray();
        Assert.True(layers.Length > 50);
        Assert.Equal(said.Json.GetProperty("madds").GetInt64(), layers.Sum(layer => layer.GetProperty("madds").GetInt64()));
        Assert.Equal(said.Json.GetProperty("parameters").GetInt64(), layers.Sum(layer => layer.GetProperty("parameters").GetInt64()));
    }

    [Fact]
    public async Task Detectors_are_itemised_by_parts_and_cost_the_same_after_reallocation()
    {
        string[] command =
        [
            "cost",
            "--detector",
            "faster-rcnn-fpn",
            "--backbone",
            "resnet50",
            "--input",
            "800x1088",
            "--proposals",
            "2000",
            "--classes",
            "81",
            "--json",
        ];
        var baseline = await Shell.RunAsync(command);
        var reallocated = await Shell.RunAsync([.. command, "--blocks", "1,3,5,7"]);
        Assert.Equal((0, ""), (reallocated.Code, reallocated.Error));
        Assert.InRange(reallocated.Json.GetProperty("madds").GetInt64(), 190.6e9, 194.4e9);
        Assert.Equal(baseline.Json.GetProperty("madds").GetInt64(), reallocated.Json.GetProperty("madds").GetInt64());
        var parts = reallocated.Json.GetProperty("parts").EnumerateArray().ToArray();
        Assert.Equal(["backbone", "fpn", "rpn", "heads"], parts.Select(part => part.GetProperty("name").GetString()));
        Assert.Equal(reallocated.Json.GetProperty("madds").GetInt64(), parts.Sum(part => part.GetProperty("madds").GetInt64()));
    }

    [Fact]
    public async Task A_detector_is_shown_as_a_table_with_its_layers_where_asked_for()
    {
        var said = await Shell.RunAsync("cost", "--detector", "retinanet-fpn", "--backbone", "mobilenetv2", "--verbose");
        Assert.Equal(0, said.Code);
        Assert.Contains("retinanet-fpn on mobilenet_v2 (2,3,7,4) at 800x1088", said.Out, StringComparison.Ordinal);
        Assert.Contains("regression_head.bbox_reg", said.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cost", "--detector", "faster-rcnn-fpn")]
    [InlineData("cost", "--blocks", "1,3,5,7")]
    [InlineData("cost", "--detector", "faster-rcnn-fpn", "--backbone", "resnet50", "--blocks", "1,3,5")]
    [InlineData("cost", "--detector", "faster-rcnn-fpn", "--backbone", "resnet50", "--blocks", "1,3,5,x")]
    [InlineData("cost", "--detector", "faster-rcnn-fpn", "--backbone", "resnet50", "--proposals", "0")]
    [InlineData("cost", "--detector", "faster-rcnn-fpn", "--backbone", "resnet50", "--classes", "1")]
    [InlineData("cost", "--detector", "faster-rcnn-fpn", "--backbone", "resnet50", "--network", "resnet50")]
    [InlineData("cost", "--detector", "faster-rcnn-fpn", "--backbone", "vgg")]
    [InlineData("cost")]
    [InlineData("cost", "--network", "resnet50", "--space", "st-nas-fashion")]
    [InlineData("cost", "--network", "resnet51")]
    [InlineData("cost", "--network", "resnet50", "--input", "big")]
    [InlineData("cost", "--space", "st-nas-fashion", "--architecture", "?")]
    [InlineData("cost", "--classes", "many")]
    public async Task What_cannot_be_answered_is_a_sentence_on_standard_error(params string[] arguments)
    {
        var said = await Shell.RunAsync(arguments);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.NotEmpty(said.Error);
        Assert.DoesNotContain("   at ", said.Error, StringComparison.Ordinal);
    }
}
