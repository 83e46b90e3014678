using System.Text.Json;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;
using Testing;

namespace Nas.Model.Tests.Spaces.Macro;

public class MacroSpaceTests
{
    [Fact]
    public void Costs_of_all_6561_architectures_equal_the_benchmarks_table()
    {
        using var file = File.OpenRead(TestData.Require("nas-bench-macro/nas-bench-macro_cifar10.json"));
        using var table = JsonDocument.Parse(file);
        var space = new MacroSpace();
        var rows = 0;
        var networks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in table.RootElement.EnumerateObject())
        {
            var architecture = space.Parse(row.Name);
            Assert.Equal(row.Value.GetProperty("flops").GetDouble(), space.MAdds.Of(architecture));
            Assert.Equal(row.Value.GetProperty("params").GetDouble(), space.Parameters.Of(architecture));
            rows++;
            // Codes of one network share one record.
            var (network, record) = (space.Format(space.Canonical(architecture)), row.Value.GetRawText());
            Assert.Equal(networks.GetValueOrDefault(network, record), record);
            networks[network] = record;
        }
        Assert.Equal(6561, rows);
        Assert.Equal(3969, networks.Count);
        Assert.Equal(rows, space.Count);
    }

    /// <summary>Counted by hand at 4 pixels a side and width 1/32: channels 1, 2, 4, 8, head 40.</summary>
    [Fact]
    public void Costs_of_a_small_one_are_those_counted_by_hand()
    {
        var space = new MacroSpace(side: 4, width: 1.0 / 32);
        // Stem 27 x 16; identities 1->2 at 2x2, 2->4 at 1x1, 4->8 at 1x1; head 8 -> 40 at 1x1; linear 40 -> 10.
        Assert.Equal((27 * 16) + (2 * 4) + 8 + 32 + 320 + 400, space.MAdds.Of(space.Parse("00000000")));
        // Weights, two numbers a channel of BatchNorm, biases of the linear layer.
        Assert.Equal(27 + 2 + (2 + 4) + (8 + 8) + (32 + 16) + (320 + 80) + 410, space.Parameters.Of(space.Parse("00000000")));
        // An MB3_K3 in place of the identity of layer 2: 2 -> 6 -> 2 at 2x2.
        Assert.Equal(4 * (12 + 54 + 12), space.MAdds.Of(space.Parse("01000000")) - space.MAdds.Of(space.Parse("00000000")));
    }

    [Fact]
    public void The_text_is_the_benchmarks_code()
    {
        var space = new MacroSpace();
        var all = new ConstrainedSpace(space, CostRange.Any);
        for (var i = 0; i < 100; i++)
        {
            var architecture = all.Sample(RandomStream.For(1, "codes", i));
            Assert.Equal(architecture, space.Parse(space.Format(architecture)));
            Assert.Equal(space.MAdds.Of(architecture), space.CostOf(architecture).Layers.Sum(layer => layer.Cost.MAdds));
            Assert.Equal(space.Parameters.Of(architecture), space.CostOf(architecture).Layers.Sum(layer => layer.Cost.Parameters));
        }
        Assert.Equal("22212220", space.Format(space.Canonical(space.Parse("22212202"))));
    }

    [Theory]
    [InlineData("2221222")]
    [InlineData("22212223")]
    [InlineData("2221222x")]
    [InlineData("")]
    public void Another_text_is_refused_with_an_example(string text) =>
        Assert.Contains(
            "8 digits from 0 to 2, as in 22212220",
            Assert.Throws<UserException>(() => new MacroSpace().Parse(text)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Width_and_side_are_settings_of_this_space_alone()
    {
        var narrow = SearchSpaces.Open(
            new SpaceSettings
            {
                Preset = MacroSpace.PresetName,
                Side = 16,
                Width = 0.25,
            }
        );
        Assert.Equal(16, narrow.Side);
        Assert.True(narrow.MAdds.Max < new MacroSpace().MAdds.Max / 40);
        var refused = Assert.Throws<UserException>(() => SearchSpaces.Open(new SpaceSettings { Preset = "st-nas-fashion", Width = 0.5 }));
        Assert.StartsWith("space.width is a setting of nas-bench-macro", refused.Message, StringComparison.Ordinal);
    }
}
