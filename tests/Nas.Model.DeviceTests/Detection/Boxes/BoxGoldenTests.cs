using System.Text.Json.Nodes;
using Nas.Model.Detection.Boxes;
using Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Detection.Boxes;

/// <summary>Box operations against torchvision's.</summary>
public sealed class BoxGoldenTests
{
    private const double Tolerance = 1e-5;

    public BoxGoldenTests() => set_num_threads(1);

    [Fact]
    public void RoiAlign_is_torchvisions()
    {
        foreach (var test in Cases("roi_align"))
        {
            using var scope = NewDisposeScope();
            var shape = test["shape"]!.AsArray().Select(side => (long)side!).ToArray();
            var map = tensor(
                Enumerable.Range(0, (int)shape.Aggregate((product, side) => product * side)).Select(i => MathF.Sin(0.13f * i)).ToArray(),
                shape
            );
            var (height, width) = test["output_size"] is JsonArray sides
                ? ((int)sides[0]!, (int)sides[1]!)
                : ((int)test["output_size"]!, (int)test["output_size"]!);
            var options = new RoiAlignOptions(height, width, (int)test["sampling_ratio"]!, (bool)test["aligned"]!);
            var rois = Table(test["rois"]!, 5);
            var pooled = RoiAlign.Pool(
                [new ScaledMap(map, (double)test["spatial_scale"]!)],
                rois.narrow(1, 1, 4),
                rois.select(1, 0).to_type(int64),
                zeros(rois.shape[0], int64),
                options
            );
            Assert.Equal(test["output_shape"]!.AsArray().Select(side => (long)side!), pooled.shape);
            AssertEqual(Values(test["output"]!), pooled.reshape(-1));
        }
    }

    [Fact]
    public void Suppression_is_torchvisions()
    {
        foreach (var test in Cases("nms"))
            AssertKept(test, null);
        foreach (var test in Cases("batched_nms"))
            AssertKept(test, tensor(test["labels"]!.AsArray().Select(label => (long)label!).ToArray()));
    }

    [Fact]
    public void Overlaps_are_torchvisions()
    {
        foreach (var test in Cases("box_iou"))
        {
            using var scope = NewDisposeScope();
            AssertEqual(Table(test["iou"]!, 9), BoxGeometry.Iou(Table(test["a"]!, 4), Table(test["b"]!, 4)));
        }
    }

    [Fact]
    public void Coding_is_torchvisions()
    {
        foreach (var test in Cases("encode"))
        {
            using var scope = NewDisposeScope();
            var weights = test["weights"]!.AsArray().Select(weight => (double)weight!).ToArray();
            var coder = new BoxCoder(weights[0], weights[1], weights[2], weights[3]);
            var proposals = Table(test["proposals"]!, 4);
            AssertEqual(Table(test["encoded"]!, 4), coder.Encode(Table(test["targets"]!, 4), proposals));
            AssertEqual(Table(test["decoded"]!, 4), coder.Decode(Table(test["codes"]!, 4), proposals));
        }
    }

    private static void AssertKept(JsonNode test, Tensor? classes)
    {
        using var scope = NewDisposeScope();
        var kept = Suppression.Keep(Table(test["boxes"]!, 4), Values(test["scores"]!), (double)test["threshold"]!, classes);
        Assert.Equal(test["keep"]!.AsArray().Select(index => (long)index!), kept.data<long>().ToArray());
    }

    private static void AssertEqual(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(
            ((expected - actual).abs() <= Tolerance * expected.abs().clamp(min: 1)).all().item<bool>(),
            $"{(expected - actual).abs().max().item<float>()}"
        );
    }

    private static IEnumerable<JsonNode> Cases(string name)
    {
        var cases = JsonNode.Parse(File.ReadAllText(TestData.Require("torchvision-golden/box-ops.json")))![name]!.AsArray();
        Assert.NotEmpty(cases);
        return cases!;
    }

    private static Tensor Values(JsonNode numbers) => tensor(numbers.AsArray().Select(number => (float)number!).ToArray());

    private static Tensor Table(JsonNode rows, int columns) =>
        tensor(rows.AsArray().SelectMany(row => row!.AsArray()).Select(number => (float)number!).ToArray()).view(-1, columns);
}
