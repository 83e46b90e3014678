using System.CommandLine;
using Nas.Model.Data.Detection;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Metrics of detections that are in files, whoever made them.</summary>
public sealed class EvalCommand : LangevinCommand
{
    public EvalCommand(Terminal terminal)
        : base("eval", "Evaluate detections against ground truth.")
    {
        Add(new EvalCocoCommand(terminal));
        Add(new EvalVocCommand(terminal));
        Examples = [EvalCocoCommand.Example, EvalVocCommand.Example];
    }

    internal static Option<string> DetectionsOption() =>
        new("--detections")
        {
            Description = "JSON array of objects with image_id, category_id, score, and bbox [x, y, width, height] or segmentation.",
            HelpName = "FILE",
            Required = true,
        };

    internal static Option<FaultPolicy> FaultyOption() =>
        new("--faulty")
        {
            Description =
                "Entries that cannot be evaluated (no id, damaged boxes or masks, unknown images, names of two things): end with exit code 2, or skip them.",
            DefaultValueFactory = _ => FaultPolicy.Refuse,
            HelpName = "refuse|skip",
        };
}
