using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Detection;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Detection;

public sealed class DetectorTests
{
    public DetectorTests() => set_num_threads(1);

    public static TheoryData<string> Kinds => [.. DetectorShape.Names];

    [Theory, MemberData(nameof(Kinds))]
    public void Parameters_are_those_that_the_closed_form_counts(string kind)
    {
        var body = BackboneShapes.Find("resnet18").WithBlocks([1, 1, 2, 1]);
        using var detector = Detector.Create(
            DetectorShape.Find(kind),
            new DetectorOptions(),
            Backbone.Create(body, new BackboneOptions(), CPU),
            CPU
        );
        var expected = DetectorCost.Of(DetectorShape.Find(kind), body, 64, 64, 10).Total.Parameters;
        Assert.Equal(expected, LayerState.Of(detector).Where(tensor => tensor.Trained).Sum(tensor => tensor.Value.numel()));
    }

    /// <summary>
    /// The multiplications of a real pass, counted from the shapes that enter and leave the layers, are those of the closed form.
    /// </summary>
    [Theory, MemberData(nameof(Kinds))]
    public void Closed_form_costs_equal_a_traced_pass(string kind)
    {
        using var detector = SmallDetectors.Create(kind, seed: 2);
        var (madds, proposals, masks) = (0L, 0L, 0L);
        foreach (var (name, module) in detector.named_modules())
        {
            if (module is ConvLayer layer)
                layer.register_forward_hook(
                    (_, input, _, output) =>
                    {
                        madds += output.numel() * layer.Spec.Input / layer.Spec.Groups * layer.Spec.Kernel * layer.Spec.Kernel;
                        return output;
                    }
                );
            if (module is DoublingLayer doubling)
                doubling.register_forward_hook(
                    (_, input, output) =>
                    {
                        madds += input.numel() * output.shape[1] * 4;
                        masks = input.shape[0];
                        return output;
                    }
                );
            if (module is LinearLayer linear)
                linear.register_forward_hook(
                    (_, input, output) =>
                    {
                        madds += output.numel() * input.shape[1];
                        proposals = input.shape[0];
                        return output;
                    }
                );
        }
        using var scope = NewDisposeScope();
        var images = SmallDetectors.Rectangles(1, seed: 1).Images;
        detector.Detect(detector.Stages(images), images, [new ImageSize(SmallDetectors.Side, SmallDetectors.Side)]);
        var shape = SmallDetectors.Shape(kind);
        var cost = DetectorCost.Of(
            shape,
            BackboneShapes.Find("resnet_small").WithBlocks([1, 1, 1, 1]),
            SmallDetectors.Side,
            SmallDetectors.Side,
            (int)proposals
        );
        var perMask =
            DetectorCost
                .Of(shape with { Kind = DetectorKind.MaskRcnn }, BackboneShapes.Find("resnet_small"), 64, 64, 1)
                .Parts[^1]
                .Layers.Where(part => part.Name.StartsWith("mask", StringComparison.Ordinal))
                .Sum(part => part.Cost.MAdds) / DetectorCost.Masks;
        Assert.Equal(cost.Total.MAdds - (kind == "mask-rcnn-fpn" ? (DetectorCost.Masks - masks) * perMask : 0), madds);
    }

    [Theory]
    [InlineData("faster-rcnn-fpn", "rpn.head.cls_logits.bias", "roi_heads.box_predictor.bbox_pred.weight")]
    [InlineData("mask-rcnn-fpn", "roi_heads.mask_head.1.0.weight", "roi_heads.mask_predictor.conv5_mask.bias")]
    [InlineData("retinanet-fpn", "head.classification_head.conv.0.0.weight", "backbone.fpn.extra_blocks.p7.bias")]
    public void Tensors_have_the_names_of_torchvisions_detectors(string kind, params string[] names)
    {
        using var detector = SmallDetectors.Create(kind, seed: 1);
        var state = LayerState.Of(detector).Select(tensor => tensor.Name).ToList();
        Assert.Equal(state.Count, state.Distinct(StringComparer.Ordinal).Count());
        Assert.All(
            names.Concat([
                "backbone.body.layer1.0.conv1.weight",
                "backbone.fpn.inner_blocks.0.0.weight",
                "backbone.fpn.layer_blocks.2.0.bias",
            ]),
            name => Assert.Contains(name, state)
        );
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Losses_reach_every_trained_tensor_and_are_the_same_for_the_same_draws(string kind)
    {
        using var detector = SmallDetectors.Create(kind, seed: 3);
        using var scope = NewDisposeScope();
        var batch = SmallDetectors.Rectangles(2, seed: 5, masks: true);
        var losses = detector.Losses(detector.Stages(batch.Images), batch, RandomStream.For(1, "losses"));
        Assert.All(losses, loss => Assert.True(loss.Value.item<float>() is > 0 and < 100, $"{loss.Name} {loss.Value.item<float>()}"));
        var trained = LayerState.Of(detector).Where(tensor => tensor.Trained).ToList();
        var gradients = autograd.grad([stack(losses.Select(loss => loss.Value)).sum()], [.. trained.Select(tensor => tensor.Value)]);
        Assert.All(trained.Zip(gradients), pair => Assert.True(pair.Second.abs().sum().item<float>() > 0, pair.First.Name));
        var again = detector.Losses(detector.Stages(batch.Images), batch, RandomStream.For(1, "losses"));
        Assert.Equal(losses.Select(loss => loss.Value.item<float>()), again.Select(loss => loss.Value.item<float>()));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void An_image_without_objects_teaches_the_background(string kind)
    {
        using var detector = SmallDetectors.Create(kind, seed: 3);
        using var scope = NewDisposeScope();
        var none = new ImageTargets(zeros(0, 4), zeros(0, int64), zeros(0, SmallDetectors.Side, SmallDetectors.Side));
        var batch = SmallDetectors.Rectangles(1, seed: 5) with { Targets = [none] };
        var losses = detector
            .Losses(detector.Stages(batch.Images), batch, RandomStream.For(1, "losses"))
            .ToDictionary(loss => loss.Name, loss => loss.Value.item<float>());
        Assert.True(losses["classes"] > 0);
        Assert.Equal(0, losses["boxes"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Training_and_detecting_leave_no_tensor_behind(string kind)
    {
        using var detector = SmallDetectors.Create(kind, seed: 4);
        using var outer = NewDisposeScope();
        var batch = SmallDetectors.Rectangles(2, seed: 5, masks: true);
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 2; i++)
        {
            using var scope = NewDisposeScope();
            var stages = detector.Stages(batch.Images);
            var held = before + stages.Length;
            var losses = detector.Losses(stages, batch, RandomStream.For(1, "losses"));
            Assert.Equal(held + losses.Length, statistics.ThreadTotalLiveCount);
            var found = detector.Detect(stages, batch.Images, batch.Sizes);
            Assert.Equal(held + losses.Length + found.Sum(image => image.Masks is null ? 3 : 4), statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(before, statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData("faster-rcnn-fpn")]
    [InlineData("retinanet-fpn")]
    public void Detections_are_sorted_few_inside_the_image_and_of_known_classes(string kind)
    {
        using var detector = SmallDetectors.Create(kind, seed: 6);
        using var scope = NewDisposeScope();
        // Without training RetinaNet is sure of nothing: its prior is lowered out of the way.
        using (no_grad())
            foreach (
                var tensor in LayerState
                    .Of(detector)
                    .Where(tensor => tensor.Name.EndsWith("classification_head.cls_logits.bias", StringComparison.Ordinal))
            )
                tensor.Value.zero_();
        var batch = SmallDetectors.Rectangles(2, seed: 5);
        var found = detector.Detect(detector.Stages(batch.Images), batch.Images, [new ImageSize(60, 96), new ImageSize(96, 50)]);
        Assert.Equal(2, found.Length);
        Assert.All(
            found,
            image =>
            {
                Assert.InRange(image.Scores.shape[0], 1, 100);
                Assert.True(image.Scores.diff().le(0).all().item<bool>());
                Assert.True(image.Labels.ge(1).all().item<bool>() && image.Labels.le(3).all().item<bool>());
                Assert.True(image.Boxes.ge(0).all().item<bool>());
            }
        );
        Assert.True(found[0].Boxes.select(1, 3).max().item<float>() <= 60);
        Assert.True(found[1].Boxes.select(1, 2).max().item<float>() <= 50);
    }
}
