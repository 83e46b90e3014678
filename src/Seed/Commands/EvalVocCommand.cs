using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Serialization;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Data.Detection.Voc;
using Nas.Model.Metrics.Detection;
using Seed.Output;

namespace Seed.Commands;

/// <summary>The VOC figures of detections.</summary>
public sealed class EvalVocCommand : LangevinCommand
{
    internal const string Example = "langevin eval voc --ground-truth VOC2007 --detections detections.json --image-set test --json";

    public EvalVocCommand(Terminal terminal)
        : base("voc", "Average precision of boxes at an overlap of one half, by the rules of PASCAL VOC; -1 where it is undefined.")
    {
        var truth = new Option<string>("--ground-truth")
        {
            Description = "Folder with Annotations and ImageSets.",
            HelpName = "DIR",
            Required = true,
        };
        var detections = EvalCommand.DetectionsOption();
        var imageSet = new Option<string?>("--image-set")
        {
            Description = "A list in ImageSets/Main; without it, every annotation.",
            HelpName = "NAME",
        };
        var categories = new Option<string?>("--categories")
        {
            Description = "Names in the order of their numbers, from 1; needed where detections have numbers instead of names.",
            HelpName = "NAME,NAME,...",
        };
        var faulty = EvalCommand.FaultyOption();
        var json = JsonOption();
        foreach (var option in new Option[] { truth, detections, imageSet, categories, faulty, json })
            Add(option);
        Examples = [Example];
        SetAction(parsed =>
        {
            var policy = parsed.GetValue(faulty);
            var names = parsed.GetValue(categories)?.Split(',', StringSplitOptions.TrimEntries);
            var set = VocFolder.Read(parsed.GetRequiredValue(truth), parsed.GetValue(imageSet), names, policy, use: DataUse.Evaluation);
            LeftOut.Tell(terminal, [.. set.Notes, .. set.Skipped]);
            var found = CocoResultsFile.Read(parsed.GetRequiredValue(detections), set, policy, masks: false, out var remarks);
            LeftOut.Tell(terminal, remarks);
            Print(terminal, parsed.GetValue(json), VocFigures.Of(VocEvaluation.Of(set, found)), Text);
        });
    }

    private static string Text(VocFigures figures)
    {
        var table = new TextTable("category", "objects", "AP50", "AP50_11point");
        foreach (var category in figures.Categories)
        {
            table.Add(
                category.Name,
                category.Objects,
                EvalCocoCommand.Shown(category.AP50),
                EvalCocoCommand.Shown(category.AP50ElevenPoint)
            );
        }
        var objects = figures.Categories.Sum(category => category.Objects);
        table.Add("mean", objects, EvalCocoCommand.Shown(figures.AP50), EvalCocoCommand.Shown(figures.AP50ElevenPoint));
        return table.ToString();
    }
}

/// <param name="AP50">The area under the curve (the rule since 2010).</param>
/// <param name="AP50ElevenPoint">The mean at eleven recalls (the rule of 2007).</param>
public sealed record VocFigures(
    [property: JsonPropertyName("AP50")] double AP50,
    [property: JsonPropertyName("AP50_11point")] double AP50ElevenPoint,
    ImmutableArray<VocCategoryFigures> Categories
)
{
    public static VocFigures Of(VocResult result) =>
        new(
            result.AP50,
            result.AP50ElevenPoint,
            [
                .. result.Categories.Select(category => new VocCategoryFigures(
                    category.Name,
                    category.Objects,
                    category.AP50,
                    category.AP50ElevenPoint
                )),
            ]
        );
}

/// <param name="Objects">Number of objects to be found: those that are not difficult.</param>
public sealed record VocCategoryFigures(
    string Name,
    int Objects,
    [property: JsonPropertyName("AP50")] double AP50,
    [property: JsonPropertyName("AP50_11point")] double AP50ElevenPoint
);
