using System.Text.Json.Nodes;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Metrics.Detection;
using Testing;

namespace Nas.Model.Tests.Metrics.Detection;

/// <summary>Compares our figures with those of the reference COCO evaluation for the same files.</summary>
public class CocoGoldenTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("bbox-0")]
    [InlineData("bbox-1")]
    [InlineData("bbox-2")]
    [InlineData("bbox-3")]
    [InlineData("bbox-4")]
    [InlineData("bbox-5")]
    [InlineData("bbox-6")]
    [InlineData("segm-0")]
    [InlineData("segm-1")]
    public void Generated_cases_agree_with_the_reference(string name)
    {
        var golden = JsonNode.Parse(File.ReadAllText(TestData.Require($"coco-eval-cases/{name}.json")))!;
        using var folder = new TempFolder();
        var truth = folder.Write("truth.json", golden["ground_truth"]!.ToJsonString());
        var detections = folder.Write("detections.json", golden["detections"]!.ToJsonString());
        var result = Evaluate(truth, detections, masks: name.StartsWith("segm", StringComparison.Ordinal), out var ids);

        var expected = golden["expected"]!;
        AssertFigures(result, [.. FigureNames.Select(figure => (double)expected[figure]!)]);
        foreach (var (id, ap) in golden["expected_ap_per_category"]!.AsObject())
        {
            Assert.Equal((double)ap!, result.Categories[ids.IndexOf(long.Parse(id))].AP, Tolerance);
        }
    }

    [Theory]
    [InlineData("noisy")]
    [InlineData("tied_scores")]
    [InlineData("crowd")]
    [InlineData("perfect")]
    public void Blood_cells_agree_with_the_reference(string name)
    {
        var expected = JsonNode.Parse(File.ReadAllText(TestData.Require("bccd/coco/eval-golden/expected_metrics.json")))![name]!;
        using var folder = new TempFolder();
        var truth = TestData.Require("bccd/coco/" + (string)expected["ground_truth"]!);
        var detections = name == "perfect" ? Perfect(folder, truth) : TestData.Require("bccd/coco/" + (string)expected["detections"]!);
        var result = Evaluate(truth, detections, masks: false, out var ids);

        AssertFigures(result, [.. FigureNames.Select(figure => (double)expected[figure.Replace("_", "", StringComparison.Ordinal)]!)]);
        foreach (var (id, category) in expected["per_category"]!.AsObject())
        {
            var found = result.Categories[ids.IndexOf(long.Parse(id))];
            Assert.Equal((double)category!["AP"]!, found.AP, Tolerance);
            Assert.Equal((double)category["AP50"]!, found.AP50, Tolerance);
        }
    }

    private static readonly string[] FigureNames =
    [
        "AP",
        "AP50",
        "AP75",
        "AP_small",
        "AP_medium",
        "AP_large",
        "AR1",
        "AR10",
        "AR100",
        "AR_small",
        "AR_medium",
        "AR_large",
    ];

    private static CocoResult Evaluate(string truth, string detections, bool masks, out List<long> ids)
    {
        var set = CocoFile.Read(truth, masks: masks, use: DataUse.Evaluation);
        ids = [.. set.Categories.Select(category => category.Id!.Value)];
        var found = CocoResultsFile.Read(detections, set, default, masks, out _);
        return CocoEvaluation.Of(set, found, masks ? OverlapKind.Masks : OverlapKind.Boxes);
    }

    /// <summary>Every object with score 1.</summary>
    private static string Perfect(TempFolder folder, string truth)
    {
        var annotations = JsonNode.Parse(File.ReadAllText(truth))!["annotations"]!.AsArray();
        var detections = annotations.Select(annotation => new JsonObject
        {
            ["image_id"] = annotation!["image_id"]!.DeepClone(),
            ["category_id"] = annotation["category_id"]!.DeepClone(),
            ["bbox"] = annotation["bbox"]!.DeepClone(),
            ["score"] = 1,
        });
        return folder.Write("perfect.json", new JsonArray([.. detections]).ToJsonString());
    }

    private static void AssertFigures(CocoResult result, double[] expected)
    {
        double[] actual =
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
        for (var i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance, $"{FigureNames[i]}: expected {expected[i]}, was {actual[i]}");
    }
}
