using System.Text.Json.Nodes;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Masks;
using Nas.Model.Metrics.Detection;
using Nas.Model.Randomness;
using Testing;

namespace Nas.Model.Tests.Data.Detection.Masks;

public class RunLengthMaskTests
{
    [Fact]
    public void Runs_go_down_the_columns_and_begin_with_background()
    {
        // . x .
        // x x .
        var mask = RunLengthMask.FromPixels([0, 1, 0, 1, 1, 0], width: 3);
        Assert.Equal([1, 3, 2], mask.Runs.ToArray());
        Assert.Equal(3, mask.Area);
        Assert.Equal(new Box(0, 0, 2, 2), mask.Box);
    }

    [Fact]
    public void A_full_mask_begins_with_an_empty_run_and_an_empty_one_has_no_box()
    {
        Assert.Equal([0, 4], RunLengthMask.FromPixels([1, 1, 1, 1], width: 2).Runs.ToArray());
        var empty = RunLengthMask.FromPixels([0, 0, 0, 0], width: 2);
        Assert.Equal([4], empty.Runs.ToArray());
        Assert.Equal((0, default(Box)), (empty.Area, empty.Box));
    }

    [Fact]
    public void Empty_runs_inside_join_their_neighbours() =>
        Assert.Equal([2, 5, 2], RunLengthMask.FromRuns(3, 3, [2, 2, 0, 3, 2, 0, 0]).Runs.ToArray());

    [Theory]
    [InlineData(new[] { 3, 5 }, "its runs have 8 pixels and its size of 3x3 has 9")]
    [InlineData(new[] { 3, -1, 7 }, "it has a run of -1 pixels")]
    public void Runs_that_do_not_fill_the_image_are_refused(int[] runs, string fault)
    {
        Assert.Equal(fault, RunLengthMask.FaultOf(3, 3, runs));
        Assert.Throws<ArgumentException>(() => RunLengthMask.FromRuns(3, 3, runs));
    }

    [Fact]
    public void Pixels_runs_and_text_say_the_same_and_sizes_agree_with_counting_pixels()
    {
        var random = RandomStream.For(7, "masks");
        for (var round = 0; round < 300; round++)
        {
            var (height, width) = (1 + random.Next(12), 1 + random.Next(12));
            var (left, right) = (Pixels(random, height * width), Pixels(random, height * width));
            var (a, b) = (RunLengthMask.FromPixels(left, width), RunLengthMask.FromPixels(right, width));

            Assert.Equal(left, a.ToPixels());
            Assert.Equal(a.Runs.ToArray(), RunLengthMask.FromRuns(height, width, a.Runs).Runs.ToArray());
            Assert.Equal(a.Runs.ToArray(), RunLengthText.Parse(RunLengthText.Format(a.Runs)));
            Assert.Equal(left.Count(pixel => pixel != 0), a.Area);
            Assert.Equal(BoxOf(left, width), a.Box);
            Assert.Equal(left.Zip(right, (p, q) => (byte)(p | q)), a.Union(b).ToPixels());
            var common = left.Zip(right, (p, q) => p & q).Sum();
            Assert.Equal(common, a.IntersectionWith(b));
            var union = a.Area + b.Area - common;
            Assert.Equal(common == 0 ? 0 : (double)common / union, Overlap.Of(a, b, isCrowd: false));
            Assert.Equal(common == 0 ? 0 : (double)common / a.Area, Overlap.Of(a, b, isCrowd: true));
        }
    }

    [Fact]
    public void Long_runs_survive_the_text()
    {
        int[] runs = [0, 2_000_000_000, 1, 15, 16, 1_000_000, 31, 32, 147_483_553];
        Assert.Equal(runs, RunLengthText.Parse(RunLengthText.Format(runs)));
    }

    [Fact]
    public void Text_of_the_reference_is_read_and_written_alike()
    {
        var golden = JsonNode.Parse(File.ReadAllText(TestData.Require("coco-eval-cases/segm-0.json")))!;
        foreach (var detection in golden["detections"]!.AsArray())
        {
            var text = (string)detection!["segmentation"]!["counts"]!;
            var mask = RunLengthMask.FromRuns(480, 640, RunLengthText.Parse(text));
            Assert.Equal(text, RunLengthText.Format(mask.Runs));
        }
    }

    [Theory]
    [InlineData("o", "its text ends inside a number")]
    [InlineData("1 1", "its text has the character ' ' at 1")]
    [InlineData("ooooooooooooooo1", "its text has an endless number at 8")]
    [InlineData("@", "its text has a run of -16 pixels")]
    public void Broken_text_is_named(string text, string fault) =>
        Assert.Equal(fault, Assert.Throws<FormatException>(() => RunLengthText.Parse(text)).Message);

    /// <summary>All densities, empty and full included.</summary>
    private static byte[] Pixels(RandomStream random, int count)
    {
        var density = random.Next(5) / 4.0;
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < density ? (byte)1 : (byte)0)];
    }

    private static Box BoxOf(byte[] pixels, int width)
    {
        var set = Enumerable.Range(0, pixels.Length).Where(at => pixels[at] != 0).Select(at => (X: at % width, Y: at / width)).ToArray();
        if (set.Length == 0)
            return default;
        var (left, top) = (set.Min(at => at.X), set.Min(at => at.Y));
        return new Box(left, top, set.Max(at => at.X) - left + 1, set.Max(at => at.Y) - top + 1);
    }
}
