using System.Globalization;
using System.Xml.Linq;
using CsCheck;
using Nas.Model.Drawing;
using Nas.Model.Spaces.Topology;
using Nas.Model.Tests.Spaces;

namespace Nas.Model.Tests.Drawing;

public class ArchitectureSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory, MemberData(nameof(SpaceSamples.Presets), MemberType = typeof(SpaceSamples))]
    public void Every_node_and_every_present_edge_is_drawn_inside_the_picture(string preset)
    {
        var space = SpaceSamples.Preset(preset);
        SpaceSamples
            .AnyOf(space)
            .Sample(
                architecture =>
                {
                    var picture = XDocument.Parse(ArchitectureSvg.Draw(space, architecture)).Root!;
                    Assert.Equal(space.Format(architecture), picture.Element(Svg + "title")!.Value);
                    Assert.Equal(space.Spec.Stages.Sum(stage => stage.Nodes), picture.Elements(Svg + "circle").Count());

                    var labels = picture
                        .Elements(Svg + "text")
                        .Where(text => (string?)text.Attribute("fill") == "#fff")
                        .Select(text => text.Value)
                        .Where(text => char.IsAsciiLetter(text[0]));
                    var present = Enumerable
                        .Range(0, space.Edges.Length)
                        .Select(i => space.OperationOf(architecture, i)?.Name)
                        .OfType<string>();
                    Assert.Equal(present.Order(), labels.Order());

                    var (width, height) = (Number(picture, "width"), Number(picture, "height"));
                    foreach (var pill in picture.Elements(Svg + "rect"))
                    {
                        Assert.InRange(Number(pill, "x"), 0, width - Number(pill, "width"));
                        Assert.InRange(Number(pill, "y"), 0, height - Number(pill, "height"));
                    }
                },
                iter: 30
            );
    }

    [Fact]
    public void No_label_hides_another()
    {
        var space = new TopologySpace(SpaceSamples.Small.Spec with { Stages = [new StageSpec(8, 4, 1)] });
        // Every possible edge is present.
        var full = new Model.Spaces.Architecture([.. space.Edges.Select(edge => edge.IsChain ? 1 : 2)]);
        var pills = XDocument
            .Parse(ArchitectureSvg.Draw(space, full))
            .Root!.Elements(Svg + "rect")
            .Where(rect => (string?)rect.Attribute("fill") != "none")
            .ToList();
        Assert.Equal(space.Edges.Length, pills.Count);
        for (var i = 0; i < pills.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var apartX = Math.Abs(Number(pills[i], "x") - Number(pills[j], "x")) >= Number(pills[i], "width");
                var apartY = Math.Abs(Number(pills[i], "y") - Number(pills[j], "y")) >= Number(pills[i], "height");
                Assert.True(apartX || apartY, $"{pills[i]} and {pills[j]}");
            }
        }
    }

    [Fact]
    public void The_picture_is_self_contained_and_every_arrowhead_exists()
    {
        var space = SpaceSamples.Small;
        var text = ArchitectureSvg.Draw(space, space.Parse("0:k3e1|0:id+1:k5e2/0:k3e1|1:k3e1|2:k5e2"));
        Assert.Equal(1, text.Split("http").Length - 1);
        var picture = XDocument.Parse(text).Root!;
        var markers = picture.Descendants(Svg + "marker").Select(marker => $"url(#{(string?)marker.Attribute("id")})").ToHashSet();
        var ends = picture.Elements(Svg + "path").Select(path => (string?)path.Attribute("marker-end")).OfType<string>();
        Assert.All(ends, used => Assert.Contains(used, markers));
        Assert.Contains("Stage 1 · 8×8 · 4 channels", text, StringComparison.Ordinal);
        Assert.Contains("k5e2 5×5, expansion 2", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#ffffff", 3)]
    [InlineData("#000000", 3)]
    public void Every_colour_stands_out_from_light_and_dark(string background, double contrast)
    {
        var space = SpaceSamples.Preset("st-nas-imagenet");
        var picture = XDocument.Parse(ArchitectureSvg.Draw(space, SpaceSamples.Random(space, Randomness.RandomStream.For(1, "svg")))).Root!;
        var lines = picture.Elements(Svg + "path").Select(path => (string)path.Attribute("stroke")!).Distinct().ToList();
        Assert.True(lines.Count >= 4);
        Assert.All(lines, colour => Assert.True(Contrast.Of(colour, background) >= contrast, colour));
        var pills = picture.Elements(Svg + "rect").Select(rect => (string)rect.Attribute("fill")!).Where(fill => fill != "none").Distinct();
        Assert.All(pills, colour => Assert.True(Contrast.Of(colour, "#ffffff") >= 4.5, colour));
    }

    private static double Number(XElement element, string attribute) =>
        double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);
}
