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

    [Theory]
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
