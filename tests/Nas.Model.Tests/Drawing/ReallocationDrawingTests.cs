using System.Globalization;
using System.Xml.Linq;
using Nas.Model.Drawing;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Tests.Drawing;

public class ReallocationDrawingTests
{
    private const string Original = "1,1,1/1,1,1,1/1,1,1,1,1,1/1,1,1",
        Found = "2/1,3,1/1,2,1,3,1/1,1,2,1,1,3,2";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_stage_is_a_line_of_dilations() =>
        Assert.Equal(
            """
            stage 1, stride  4: 2
            stage 2, stride  8: 1─3─1
            stage 3, stride 16: 1─*─*─*─*
            stage 4, stride 32: *

            """,
            ReallocationText.Draw(ReallocatedBackbone.Parse("2/1,3,1/1,*,*,*,*/*"))
        );

    [Fact]
    public void Every_stage_is_a_column_of_its_blocks_dilations()
    {
        var columns = Columns(Draw(Original, Found));
        // From left to right: four columns of the one, four of the other.
        Assert.Equal(
            (Original + "/" + Found).Split('/').Select(stage => stage.Replace(",", "", StringComparison.Ordinal)),
            columns.Select(column => string.Concat(column.Labels))
        );
        Assert.Equal(8, columns.Select(column => column.X).Distinct().Count());
    }

    [Fact]
    public void A_colour_means_a_dilation_and_the_legend_says_which()
    {
        var picture = Draw(Original, Found);
        var colours = Blocks(picture)
            .GroupBy(block => block.Label)
            .ToDictionary(group => group.Key, group => group.Select(block => block.Colour).Distinct().Single());
        Assert.Equal(["1", "2", "3"], colours.Keys.Order());
        Assert.Equal(3, colours.Values.Distinct().Count());
        var legend = picture
            .Elements(Svg + "text")
            .Select(text => text.Value)
            .Where(text => text.StartsWith("dilation", StringComparison.Ordinal));
        Assert.Equal(["dilation 1: sees 3×3", "dilation 2: sees 5×5", "dilation 3: sees 7×7"], legend);
    }

    [Theory]
    [InlineData("1/1/1/1")]
    [InlineData("1,2,3,4,5,6,7/*/1/1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1")]
    public void Nothing_lies_outside_the_picture_or_on_another(string text)
    {
        var picture = Draw(Original, text);
        var (width, height) = (Number(picture, "width"), Number(picture, "height"));
        var boxes = picture.Elements(Svg + "rect").ToList();
        for (var i = 0; i < boxes.Count; i++)
        {
            Assert.InRange(Number(boxes[i], "x"), 0, width - Number(boxes[i], "width"));
            Assert.InRange(Number(boxes[i], "y"), 0, height - Number(boxes[i], "height"));
            for (var j = 0; j < i; j++)
            {
                var (left, right) = Number(boxes[i], "x") < Number(boxes[j], "x") ? (boxes[i], boxes[j]) : (boxes[j], boxes[i]);
                var apart =
                    Number(left, "x") + Number(left, "width") <= Number(right, "x")
                    || Math.Abs(Number(left, "y") - Number(right, "y")) >= Number(left, "height");
                Assert.True(apart, $"{left} and {right}");
            }
        }
    }

    [Fact]
    public void The_picture_stands_alone_and_stands_out_from_light_and_dark()
    {
        var text = Text(Original, "2/1,3,1/1,2,1,*,4/5");
        Assert.Equal(1, text.Split("http").Length - 1);
        var picture = XDocument.Parse(text).Root!;
        var fills = picture.Elements(Svg + "rect").Select(rect => (string)rect.Attribute("fill")!).Distinct().ToList();
        Assert.Equal(6, fills.Count);
        Assert.All(fills, colour => Assert.True(Contrast.Of(colour, "#ffffff") >= 4.5, colour));
        var words = picture.Elements(Svg + "text").Select(word => (string)word.Attribute("fill")!).Where(fill => fill != "#fff").Distinct();
        Assert.All(fills.Concat(words), colour => Assert.True(Contrast.Of(colour, "#000000") >= 3, colour));
        Assert.Equal("unmodified: " + Original + "; reallocated: 2/1,3,1/1,2,1,*,4/5", picture.Element(Svg + "title")!.Value);
    }

    private static string Text(string original, string found) =>
        ReallocationSvg.Draw(
            "a backbone",
            [("unmodified", ReallocatedBackbone.Parse(original)), ("reallocated", ReallocatedBackbone.Parse(found))]
        );

    private static XElement Draw(string original, string found) => XDocument.Parse(Text(original, found)).Root!;

    /// <summary>The boxes with a label inside, in the order in which they are drawn.</summary>
    private static IEnumerable<(double X, string Colour, string Label)> Blocks(XElement picture)
    {
        var labels = picture.Elements(Svg + "text").Where(text => (string?)text.Attribute("fill") == "#fff").ToList();
        foreach (var label in labels)
        {
            var box = picture
                .Elements(Svg + "rect")
                .Single(rect =>
                    Math.Abs(Number(rect, "x") + (Number(rect, "width") / 2) - Number(label, "x")) < 1
                    && Number(label, "y") > Number(rect, "y")
                    && Number(label, "y") < Number(rect, "y") + Number(rect, "height")
                );
            yield return (Number(box, "x"), (string)box.Attribute("fill")!, label.Value);
        }
    }

    private static IReadOnlyList<(double X, string[] Labels)> Columns(XElement picture) =>
        [
            .. Blocks(picture)
                .GroupBy(block => block.X)
                .OrderBy(column => column.Key)
                .Select(column => (column.Key, column.Select(block => block.Label).ToArray())),
        ];

    private static double Number(XElement element, string attribute) =>
        double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);
}
