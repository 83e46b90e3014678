using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Masks;
using Nas.Model.Detection;
using Nas.Model.Metrics.Detection;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using static TorchSharp.torch;

namespace Nas.Model.Tests.Detection;

public sealed class OverfitTests
{
    private const int Images = 8;

    public OverfitTests() => set_num_threads(1);

    [Theory]
    [InlineData("faster-rcnn-fpn", OverlapKind.Boxes, 250)]
    [InlineData("mask-rcnn-fpn", OverlapKind.Masks, 250)]
    [InlineData("retinanet-fpn", OverlapKind.Boxes, 400)]
    public void A_detector_learns_eight_images_by_heart(string kind, OverlapKind overlap, int steps)
    {
        using var scope = NewDisposeScope();
        var masks = overlap == OverlapKind.Masks;
        var batch = SmallDetectors.Rectangles(Images, seed: 7, masks);
        var norm = new NormSwitch { Mode = NormMode.Record };
        using var detector = SmallDetectors.Create(kind, seed: 1, norm);
        Train(detector, batch, steps);
        var result = Evaluate(detector, norm, batch, overlap);
        TestContext.Current.SendDiagnosticMessage($"{kind}: AP {result.AP:0.000}, AP50 {result.AP50:0.000}, AP75 {result.AP75:0.000}");
        Assert.InRange(result.AP, 0.9, 1);
    }

    private static void Train(Detector detector, DetectionBatch batch, int steps)
    {
        using var optimizer = optim.Adam(LayerState.Of(detector).Where(tensor => tensor.Trained).Select(tensor => (TorchSharp.Modules.Parameter)tensor.Value), 3e-3);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            if (step == steps * 3 / 4) foreach (var group in optimizer.ParamGroups) group.LearningRate = 5e-4;
            optimizer.zero_grad();
            var losses = detector.Losses(detector.Stages(batch.Images), batch, RandomStream.For(1, "overfit", step));
            stack(losses.Select(loss => loss.Value)).sum().backward();
            optimizer.step();
        }
    }

    private static CocoResult Evaluate(Detector detector, NormSwitch norm, DetectionBatch batch, OverlapKind overlap)
    {
        using var scope = NewDisposeScope();
        norm.Mode = NormMode.Running;
        var found = detector.Detect(detector.Stages(batch.Images), batch.Images, batch.Sizes);
        return CocoEvaluation.Of(
            Truth(batch), [.. found.SelectMany((detections, image) => DetectedObjects.Of(detections, image, batch.Sizes[image], batch.Sizes[image]))], overlap);
    }

    private static DetectionSet Truth(DetectionBatch batch)
    {
        var id = 0L;
        return new DetectionSet(
            [.. batch.Targets.Select((target, image) => new LabelledImage(image + 1, $"{image}", SmallDetectors.Side, SmallDetectors.Side, [.. Enumerable.Range(0, (int)target.Labels.shape[0]).Select(i => Object(target, i, ++id))]))],
            [.. SmallDetectors.Colours.Select((name, index) => new LabelledCategory(index + 1, name))], []);
    }

    private static LabelledObject Object(ImageTargets target, int index, long id)
    {
        var sides = target.Boxes[index].data<float>().ToArray();
        var box = new Box(sides[0], sides[1], sides[2] - sides[0], sides[3] - sides[1]);
        var shape = target.Masks is null ? null : new MaskSegmentation(RunLengthMask.FromPixels(target.Masks[index].to_type(uint8).bytes, SmallDetectors.Side));
        return new LabelledObject(id, (int)target.Labels[index].item<long>() - 1, box, box.Area, Shape: shape);
    }
}
