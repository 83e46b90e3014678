using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Masks;
using Nas.Model.Detection;
using Nas.Model.Metrics.Detection;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using Nas.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Detection;

public sealed class OverfitTests
{
    private const int Images = 8,
        WarmUp = 20;
    private const double Rate = 0.05,
        LongestGradient = 1;

    public OverfitTests() => set_num_threads(1);

    [Theory]
    [InlineData("faster-rcnn-fpn", OverlapKind.Boxes, 200)]
    [InlineData("mask-rcnn-fpn", OverlapKind.Masks, 200)]
    [InlineData("retinanet-fpn", OverlapKind.Boxes, 320)]
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
        NamedTensor[] trained =
        [
            .. LayerState.Of(detector).Where(tensor => tensor.Trained).Select(tensor => new NamedTensor(tensor.Name, tensor.Value)),
        ];
        Tensor[] values = [.. trained.Select(tensor => tensor.Value)];
        using var descent = new MomentumDescent(trained, momentum: 0.9, weightDecay: 0);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var losses = detector.Losses(detector.Stages(batch.Images), batch, RandomStream.For(1, "overfit", step));
            var loss = stack(losses.Select(loss => loss.Value)).sum();
            descent.Step(
                trained,
                Clipped(autograd.grad([loss], values)),
                Rate * Math.Min(1, (step + 1.0) / WarmUp) * (1 + Math.Cos(Math.PI * step / steps)) / 2
            );
        }
    }

    /// <summary>Gradients no longer than <see cref="LongestGradient"/> together: the first wild steps would otherwise overflow.</summary>
    private static Tensor[] Clipped(IEnumerable<Tensor> gradients)
    {
        Tensor[] all = [.. gradients];
        var length = Math.Sqrt(all.Sum(gradient => (gradient * gradient).sum().item<float>()));
        using Scalar share = Math.Min(1, LongestGradient / length);
        return [.. all.Select(gradient => gradient.mul_(share))];
    }

    private static CocoResult Evaluate(Detector detector, NormSwitch norm, DetectionBatch batch, OverlapKind overlap)
    {
        using var scope = NewDisposeScope();
        norm.Mode = NormMode.Running;
        var found = detector.Detect(detector.Stages(batch.Images), batch.Images, batch.Sizes);
        return CocoEvaluation.Of(
            Truth(batch),
            [.. found.SelectMany((detections, image) => DetectedObjects.Of(detections, image, batch.Sizes[image], batch.Sizes[image]))],
            overlap
        );
    }

    private static DetectionSet Truth(DetectionBatch batch)
    {
        var id = 0L;
        return new DetectionSet(
            [
                .. batch.Targets.Select(
                    (target, image) =>
                        new LabelledImage(
                            image + 1,
                            $"{image}",
                            SmallDetectors.Side,
                            SmallDetectors.Side,
                            [.. Enumerable.Range(0, (int)target.Labels.shape[0]).Select(i => Object(target, i, ++id))]
                        )
                ),
            ],
            [.. SmallDetectors.Colours.Select((name, index) => new LabelledCategory(index + 1, name))],
            []
        );
    }

    private static LabelledObject Object(ImageTargets target, int index, long id)
    {
        var sides = target.Boxes[index].data<float>().ToArray();
        var box = new Box(sides[0], sides[1], sides[2] - sides[0], sides[3] - sides[1]);
        var shape = target.Masks is null
            ? null
            : new MaskSegmentation(RunLengthMask.FromPixels(target.Masks[index].to_type(uint8).bytes, SmallDetectors.Side));
        return new LabelledObject(id, (int)target.Labels[index].item<long>() - 1, box, box.Area, Shape: shape);
    }
}
