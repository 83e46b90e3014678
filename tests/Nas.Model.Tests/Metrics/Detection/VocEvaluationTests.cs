using Nas.Model.Data.Detection;
using Nas.Model.Metrics.Detection;
using Nas.Model.Randomness;

namespace Nas.Model.Tests.Metrics.Detection;

public class VocEvaluationTests
{
    private static readonly Box First = new(10, 10, 40, 40);
    private static readonly Box Second = new(100, 100, 40, 40);
    private static readonly Box Nowhere = new(10, 150, 20, 20);

    [Fact]
    public void Perfect_detections_score_one_by_both_rules()
    {
        var truth = RandomScenes.Truth(RandomStream.For(1, "voc"), images: 20, categories: 3, crowds: false);
        var result = VocEvaluation.Of(truth, RandomScenes.Perfect(truth));
        Assert.Equal((1.0, 1.0), (result.AP50, result.AP50ElevenPoint));
    }

    [Fact]
    public void A_curve_of_two_steps_is_summed_by_each_rule()
    {
        // Right, wrong, right: precision 1 up to recall 1/2, then 2/3.
        var result = VocEvaluation.Of(Truth(Object(First), Object(Second)), [Found(First, 0.9), Found(Nowhere, 0.8), Found(Second, 0.7)]);
        Assert.Equal((0.5 * 1) + (0.5 * 2 / 3), result.AP50, 12);
        Assert.Equal(((6 * 1) + (5 * 2.0 / 3)) / 11, result.AP50ElevenPoint, 12);
    }

    [Fact]
    public void Finding_an_object_again_is_wrong()
    {
        // Right, wrong, right, as above.
        var result = VocEvaluation.Of(Truth(Object(First), Object(Second)), [Found(First, 0.9), Found(First, 0.8), Found(Second, 0.7)]);
        Assert.Equal(5.0 / 6, result.AP50, 12);
    }

    [Fact]
    public void A_difficult_object_need_not_be_found_and_may_be_found_often()
    {
        var truth = Truth(Object(First), Object(Second) with { IsDifficult = true });
        Assert.Equal(1, VocEvaluation.Of(truth, [Found(First, 0.1)]).AP50);
        Assert.Equal(1, VocEvaluation.Of(truth, [Found(Second, 0.9), Found(Second, 0.8), Found(First, 0.1)]).AP50);
        Assert.Equal(1, Assert.Single(VocEvaluation.Of(truth, []).Categories).Objects);
    }

    [Fact]
    public void The_corners_belong_to_the_box()
    {
        // Of 10 x 10 pixels 10 x 5 are shared: exactly one half, which counts; one column less does not.
        var truth = Truth(Object(new Box(0, 0, 9, 9)));
        Assert.Equal(1, VocEvaluation.Of(truth, [Found(new Box(0, 0, 4, 9), 1)]).AP50);
        Assert.Equal(0, VocEvaluation.Of(truth, [Found(new Box(0, 0, 3, 9), 1)]).AP50);
    }

    [Fact]
    public void A_category_without_objects_takes_no_part_in_the_mean()
    {
        var truth = Truth(Object(First)) with { Categories = [new LabelledCategory(null, "dog"), new LabelledCategory(null, "cat")] };
        var result = VocEvaluation.Of(truth, [Found(First, 1), Found(First, 1) with { Category = 1 }]);
        Assert.Equal(1, result.AP50);
        Assert.Equal((-1.0, -1.0), (result.Categories[1].AP50, result.Categories[1].AP50ElevenPoint));
        Assert.Equal((-1.0, -1.0), (VocEvaluation.Of(Truth(), []).AP50, VocEvaluation.Of(Truth(), []).AP50ElevenPoint));
    }

    private static DetectedObject Found(Box box, double score) => DetectedObject.OfBox(0, 0, box, score);

    private static LabelledObject Object(Box box) => new(1, 0, box, box.Area);

    private static DetectionSet Truth(params LabelledObject[] objects) =>
        new([new LabelledImage(1, "1.jpg", 200, 200, [.. objects])], [new LabelledCategory(null, "dog")], []);
}
