using System.CommandLine;
using System.Text.Json.Serialization;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Metrics.Detection;
using Seed.Output;

namespace Seed.Commands;

/// <summary>The COCO figures of detections.</summary>
public sealed class EvalCocoCommand : LangevinCommand
{
    internal const string Example = "langevin eval coco --ground-truth instances.json --detections detections.json --iou bbox --json";

    public EvalCocoCommand(Terminal terminal)
        : base("coco", "The twelve figures of the COCO evaluation; -1 where one is undefined.")
    {
        var truth = new Option<string>("--ground-truth")
        {
            Description = "JSON with images, annotations and categories.",
            HelpName = "FILE",
            Required = true,
        };
        var detections = EvalCommand.DetectionsOption();
        var iou = new Option<string>("--iou")
        {
            Description = "Compare boxes or masks.",
            DefaultValueFactory = _ => "bbox",
            HelpName = "bbox|segm",
        };
        iou.AcceptOnlyFromAmong("bbox", "segm");
        var faulty = EvalCommand.FaultyOption();
        var json = JsonOption();
        foreach (var option in new Option[] { truth, detections, iou, faulty, json })
            Add(option);
        Examples = [Example];
        SetAction(parsed =>
        {
            var masks = parsed.GetRequiredValue(iou) == "segm";
            var policy = parsed.GetValue(faulty);
            var set = CocoFile.Read(parsed.GetRequiredValue(truth), policy, masks, use: DataUse.Evaluation);
            LeftOut.Tell(terminal, [.. set.Notes, .. set.Skipped]);
            var found = CocoResultsFile.Read(parsed.GetRequiredValue(detections), set, policy, masks, out var remarks);
            LeftOut.Tell(terminal, remarks);
            var result = CocoEvaluation.Of(set, found, masks ? OverlapKind.Masks : OverlapKind.Boxes);
            Print(terminal, parsed.GetValue(json), CocoFigures.Of(result), Text);
        });
    }

    private static string Text(CocoFigures figures) =>
        new TextTable("figure", "value")
            .Add("AP", Shown(figures.AP))
            .Add("AP50", Shown(figures.AP50))
            .Add("AP75", Shown(figures.AP75))
            .Add("AP_small", Shown(figures.APSmall))
            .Add("AP_medium", Shown(figures.APMedium))
            .Add("AP_large", Shown(figures.APLarge))
            .Add("AR1", Shown(figures.AR1))
            .Add("AR10", Shown(figures.AR10))
            .Add("AR100", Shown(figures.AR100))
            .Add("AR_small", Shown(figures.ARSmall))
            .Add("AR_medium", Shown(figures.ARMedium))
            .Add("AR_large", Shown(figures.ARLarge))
            .ToString();

    internal static string Shown(double figure) => figure < 0 ? "-1" : figure.ToString("0.0000");
}

/// <summary>Under the names that papers use, which are the keys of the JSON.</summary>
public sealed record CocoFigures(
    [property: JsonPropertyName("AP")] double AP,
    [property: JsonPropertyName("AP50")] double AP50,
    [property: JsonPropertyName("AP75")] double AP75,
    [property: JsonPropertyName("AP_small")] double APSmall,
    [property: JsonPropertyName("AP_medium")] double APMedium,
    [property: JsonPropertyName("AP_large")] double APLarge,
    [property: JsonPropertyName("AR1")] double AR1,
    [property: JsonPropertyName("AR10")] double AR10,
    [property: JsonPropertyName("AR100")] double AR100,
    [property: JsonPropertyName("AR_small")] double ARSmall,
    [property: JsonPropertyName("AR_medium")] double ARMedium,
    [property: JsonPropertyName("AR_large")] double ARLarge
)
{
    public static CocoFigures Of(CocoResult result) =>
        new(
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
            result.ARLarge
        );
}
