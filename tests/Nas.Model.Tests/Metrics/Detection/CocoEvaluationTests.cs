using Nas.Model.Data.Detection;
using Nas.Model.Metrics.Detection;
using Nas.Model.Randomness;

namespace Nas.Model.Tests.Metrics.Detection;

public class CocoEvaluationTests
{
    private static readonly Box UnitBox = new(10, 10, 40, 40);

    [Theory]
    [InlineData(OverlapKind.Boxes)]
    [InlineData(OverlapKind.Masks)]
    public void Perfect_detections_score_one_everywhere(OverlapKind kind)
    {
        var truth = RandomScenes.Truth(RandomStream.For(1, "scenes"), images: 40, categories: 3, crowds: false);
        var result = CocoEvaluation.Of(truth, RandomScenes.Perfect(truth), kind);
        foreach (var figure in Figures(result).Where((_, index) => index is not (6 or 7)))
            Assert.Equal(1, figure, 9);
        Assert.All(result.Categories, category => Assert.Equal(1, category.AP50, 9));
    }

    [Theory]
    [InlineData(OverlapKind.Boxes)]
    [InlineData(OverlapKind.Masks)]
    public void Neither_the_order_of_images_and_objects_nor_that_of_detections_matters(OverlapKind kind)
    {
        var random = RandomStream.For(2, "scenes");
        for (var round = 0; round < 10; round++)
        {
            var truth = RandomScenes.Truth(random, images: 20, categories: 3, crowds: true);
            var found = RandomScenes.Detections(random, truth);
            var order = Enumerable.Range(0, truth.Images.Length).ToArray();
            random.Shuffle(order.AsSpan());
            var shuffled = truth with { Images = [.. order.Select(from => truth.Images[from])] };
            var moved = found.Select(detection => detection with { Image = Array.IndexOf(order, detection.Image) }).ToArray();
            random.Shuffle(moved.AsSpan());
            Assert.Equal(Figures(CocoEvaluation.Of(truth, found, kind)), Figures(CocoEvaluation.Of(shuffled, moved, kind)));
        }
    }

    [Fact]
    public void Boxes_and_masks_of_whole_pixels_agree()
    {
        var random = RandomStream.For(3, "scenes");
        var truth = RandomScenes.Truth(random, images: 30, categories: 2, crowds: true);
        var found = RandomScenes.Detections(random, truth);
        Assert.Equal(
            Figures(CocoEvaluation.Of(truth, found, OverlapKind.Boxes)),
            Figures(CocoEvaluation.Of(truth, found, OverlapKind.Masks))
        );
    }

    [Fact]
    public void Without_objects_everything_is_undefined()
    {
        var result = CocoEvaluation.Of(Truth(), [DetectedObject.OfBox(0, 0, UnitBox, 0.5)], OverlapKind.Boxes);
        Assert.All(Figures(result), figure => Assert.Equal(-1, figure));
        Assert.Equal(-1, result.Categories[0].AP);
    }

    [Fact]
    public void Without_detections_what_there_are_objects_for_is_zero()
    {
        // 40 x 40: a medium object.
        var result = CocoEvaluation.Of(Truth(Object(1, UnitBox)), [], OverlapKind.Boxes);
        Assert.Equal([0, 0, 0, -1, 0, -1, 0, 0, 0, -1, 0, -1], Figures(result));
    }

    [Fact]
    public void A_wrong_detection_above_a_right_one_halves_precision_and_one_below_costs_nothing()
    {
        var right = DetectedObject.OfBox(0, 0, UnitBox, 0.5);
        var wrong = DetectedObject.OfBox(0, 0, new Box(100, 100, 40, 40), 0.9);
        Assert.Equal(0.5, CocoEvaluation.Of(Truth(Object(1, UnitBox)), [wrong, right], OverlapKind.Boxes).AP, 9);
        Assert.Equal(1, CocoEvaluation.Of(Truth(Object(1, UnitBox)), [wrong with { Score = 0.1 }, right], OverlapKind.Boxes).AP, 9);
    }

    [Fact]
    public void An_overlap_counts_from_each_limit_on()
    {
        // 24 of 40 columns: overlap 0.6, right at 0.50, 0.55 and 0.60.
        var found = DetectedObject.OfBox(0, 0, UnitBox with { Width = 24 }, 0.5);
        var result = CocoEvaluation.Of(Truth(Object(1, UnitBox)), [found], OverlapKind.Boxes);
        Assert.Equal((0.3, 1.0, 0.0), (Math.Round(result.AP, 9), Math.Round(result.AP50, 9), result.AP75));
        Assert.Equal(0.3, result.AR1, 9);
    }

    [Fact]
    public void A_crowd_takes_any_number_of_detections_which_then_do_not_count()
    {
        var crowd = Object(2, new Box(60, 60, 60, 60)) with { IsCrowd = true };
        var inside = Enumerable.Range(0, 5).Select(i => DetectedObject.OfBox(0, 0, new Box(60 + (5 * i), 70, 20, 20), 0.9));
        var result = CocoEvaluation.Of(
            Truth(Object(1, UnitBox), crowd),
            [.. inside, DetectedObject.OfBox(0, 0, UnitBox, 0.1)],
            OverlapKind.Boxes
        );
        Assert.Equal(1, result.AP, 9);
        Assert.Equal((1.0, 0.0), (result.AR100, result.AR1));
    }

    [Fact]
    public void Only_the_hundred_surest_detections_of_an_image_are_looked_at()
    {
        var wrong = Enumerable.Range(0, 100).Select(_ => DetectedObject.OfBox(0, 0, new Box(100, 100, 20, 20), 0.9)).ToList();
        var right = DetectedObject.OfBox(0, 0, UnitBox, 0.1);
        Assert.Equal(0, CocoEvaluation.Of(Truth(Object(1, UnitBox)), [.. wrong, right], OverlapKind.Boxes).AP);
        Assert.Equal(0.01, CocoEvaluation.Of(Truth(Object(1, UnitBox)), [.. wrong[1..], right], OverlapKind.Boxes).AP, 9);
    }

    [Fact]
    public void Equal_scores_keep_the_order_given()
    {
        var right = DetectedObject.OfBox(0, 0, UnitBox, 0.5);
        var wrong = DetectedObject.OfBox(0, 0, new Box(100, 100, 40, 40), 0.5);
        Assert.Equal(1, CocoEvaluation.Of(Truth(Object(1, UnitBox)), [right, wrong], OverlapKind.Boxes).AP, 9);
        Assert.Equal(0.5, CocoEvaluation.Of(Truth(Object(1, UnitBox)), [wrong, right], OverlapKind.Boxes).AP, 9);
    }

    [Fact]
    public void An_object_of_the_id_zero_is_never_found_as_in_the_reference() =>
        Assert.Equal(0, CocoEvaluation.Of(Truth(Object(0, UnitBox)), [DetectedObject.OfBox(0, 0, UnitBox, 0.5)], OverlapKind.Boxes).AP);

    [Fact]
    public void Detections_of_nothing_in_the_set_are_refused()
    {
        var truth = Truth(Object(1, UnitBox));
        Assert.Throws<ArgumentException>(() => CocoEvaluation.Of(truth, [DetectedObject.OfBox(1, 0, UnitBox, 0.5)], OverlapKind.Boxes));
        Assert.Throws<ArgumentException>(() => CocoEvaluation.Of(truth, [DetectedObject.OfBox(0, -1, UnitBox, 0.5)], OverlapKind.Boxes));
        Assert.Throws<ArgumentException>(() =>
            CocoEvaluation.Of(truth, [DetectedObject.OfBox(0, 0, UnitBox, double.NaN)], OverlapKind.Boxes)
        );
        Assert.Throws<ArgumentException>(() => CocoEvaluation.Of(truth, [DetectedObject.OfBox(0, 0, UnitBox, 0.5)], OverlapKind.Masks));
    }

    private static LabelledObject Object(long id, Box box) => new(id, 0, box, box.Area);

    private static DetectionSet Truth(params LabelledObject[] objects) =>
        new([new LabelledImage(1, "1.jpg", 200, 200, [.. objects])], [new LabelledCategory(1, "dog")], []);

    private static double[] Figures(CocoResult result) =>
        [
            result.AP,
            result.AP50,
            result.AP75,
            result.APSmall,
            result.APMedium,
            result.APLarge,
            result.AR1,
            result.AR10,
            result.AR100,
            result.ARSmall,
            result.ARMedium,
            result.ARLarge,
        ];
}
