using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;

namespace Nas.Model.Tests.Cost.Detection;

public sealed class DetectorCostTests
{
    /// <summary>Figures of CR-NAS (ICLR 2020) at 800 x 1088 with 2,000 proposals and 81 classes.</summary>
    [Theory]
    [InlineData("mobilenet_v2", 121.1)]
    [InlineData("resnet18", 147.7)]
    [InlineData("resnet50", 192.5)]
    [InlineData("resnet101", 257.3)]
    [InlineData("resnext50-32x4d", 195.4)]
    [InlineData("resnext101-32x4d", 260.7)]
    public void Detectors_cost_what_the_paper_says(string backbone, double published) =>
        Assert.InRange(Cost(backbone).Total.MAdds / 1e9 / published, 0.99, 1.01);

    [Theory]
    [InlineData("resnet18", 1, 1, 2, 4)]
    [InlineData("resnet50", 1, 3, 5, 7)]
    [InlineData("resnet101", 2, 3, 17, 11)]
    [InlineData("resnext50-32x4d", 1, 3, 5, 7)]
    [InlineData("resnext101-32x4d", 2, 3, 17, 11)]
    public void Reallocation_of_as_many_blocks_costs_the_same(string backbone, params int[] blocks)
    {
        var reallocated = DetectorCost.Of(
            DetectorShape.Find("faster-rcnn-fpn"),
            BackboneShapes.Find(backbone).WithBlocks([.. blocks]),
            800,
            1088,
            2000
        );
        Assert.Equal(Cost(backbone).Total.MAdds, reallocated.Total.MAdds);
    }

    [Fact]
    public void Parts_are_itemised_and_the_backbone_is_that_of_the_classifier()
    {
        var cost = Cost("resnet50");
        Assert.Equal(["backbone", "fpn", "rpn", "heads"], cost.Parts.Select(part => part.Name));
        Assert.Equal(cost.Total.MAdds, cost.Parts.Sum(part => part.Total.MAdds));
        Assert.Equal(TorchvisionCost.Of("resnet50", 800, 1088, 1).MAdds - 2048, cost.Parts[0].Total.MAdds);
        // Two fully connected layers and two predictors on 7 x 7 x 256 numbers, by hand.
        Assert.Equal(2000L * ((12544 * 1024) + (1024 * 1024) + (1024 * 81 * 5)), cost.Parts[3].Total.MAdds);
        // 3 x 3 convolutions on the four levels and 1 x 1 ones on the four stages, by hand.
        Assert.Equal(
            (72_250L * 256 * 256 * 9) + (256L * 256 * ((54_400 * 1) + (13_600 * 2) + (3_400 * 4) + (850 * 8))),
            cost.Parts[1].Total.MAdds
        );
    }

    /// <summary>
    /// Trainable parameters that torchvision documents, with 91 classes, plus the scales and shifts that its frozen BatchNorm holds.
    /// </summary>
    [Theory]
    [InlineData("faster-rcnn-fpn", 41_755_286)]
    [InlineData("mask-rcnn-fpn", 44_401_393)]
    public void Parameters_are_torchvisions(string detector, long documented)
    {
        const long backboneNorms = 53_120;
        var cost = DetectorCost.Of(DetectorShape.Find(detector) with { Classes = 91 }, BackboneShapes.Find("resnet50"), 800, 800, 1000);
        Assert.Equal(documented, cost.Total.Parameters - backboneNorms);
    }

    [Fact]
    public void One_stage_has_no_proposals_to_pay_for()
    {
        var retina = DetectorShape.Find("retinanet");
        var backbone = BackboneShapes.Find("resnet18");
        Assert.Equal(DetectorCost.Of(retina, backbone, 256, 256, 1).Total, DetectorCost.Of(retina, backbone, 256, 256, 2000).Total);
        Assert.Equal(["backbone", "fpn", "heads"], DetectorCost.Of(retina, backbone, 256, 256, 1).Parts.Select(part => part.Name));
    }

    [Fact]
    public void An_unknown_detector_names_the_known_ones() =>
        Assert.Contains(
            "did you mean 'faster-rcnn-fpn'",
            Assert.Throws<UserException>(() => DetectorShape.Find("fast-rcnn-fpn")).Message,
            StringComparison.Ordinal
        );

    private static DetectorCost Cost(string backbone) =>
        DetectorCost.Of(DetectorShape.Find("faster-rcnn-fpn"), BackboneShapes.Find(backbone), 800, 1088, 2000);
}
