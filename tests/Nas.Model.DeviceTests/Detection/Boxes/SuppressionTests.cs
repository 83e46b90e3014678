using Nas.Model.Detection.Boxes;
using Nas.Model.Randomness;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Detection.Boxes;

public sealed class SuppressionTests
{
    /// <summary>Enough boxes for several tiles, crowded enough for long chains of suppression.</summary>
    [Theory]
    [InlineData(0.3, false)]
    [InlineData(0.6, false)]
    [InlineData(0.5, true)]
    public void Keeps_what_the_greedy_definition_keeps(double threshold, bool withClasses)
    {
        const int count = 5000;
        using var scope = NewDisposeScope();
        var random = RandomStream.For(3, "suppression-tests");
        var boxes = new float[count][];
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (random.NextDouble() * 200, random.NextDouble() * 200);
            boxes[i] = [(float)x, (float)y, (float)(x + 5 + (random.NextDouble() * 40)), (float)(y + 5 + (random.NextDouble() * 40))];
        }
        var scores = Enumerable.Range(0, count).Select(_ => (float)random.Next(1000)).ToArray(); // with ties
        var classes = Enumerable.Range(0, count).Select(_ => withClasses ? (long)random.Next(4) : 0).ToArray();
        var kept = Suppression.Keep(
            tensor(boxes.SelectMany(box => box).ToArray()).view(-1, 4),
            tensor(scores),
            threshold,
            withClasses ? tensor(classes) : null
        );
        Assert.Equal(Greedy(boxes, scores, classes, threshold), kept.data<long>().ToArray());
    }

    [Fact]
    public void Boxes_without_area_suppress_nothing()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([1L, 0L], Suppression.Keep(full([2, 4], 3.0f), tensor(new[] { 0.1f, 0.2f }), 0.5).data<long>().ToArray());
    }

    private static List<long> Greedy(float[][] boxes, float[] scores, long[] classes, double threshold)
    {
        var kept = new List<long>();
        foreach (var box in Enumerable.Range(0, boxes.Length).OrderByDescending(box => scores[box]).ThenBy(box => box))
        {
            if (kept.TrueForAll(other => classes[other] != classes[box] || Iou(boxes[other], boxes[box]) <= threshold))
                kept.Add(box);
        }
        return kept;
    }

    private static float Iou(float[] a, float[] b)
    {
        var overlap = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0])) * Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
        return overlap / (((a[2] - a[0]) * (a[3] - a[1])) + ((b[2] - b[0]) * (b[3] - b[1])) - overlap);
    }
}
