using System.Collections.Immutable;
using System.CommandLine;
using Nas.Model;
using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;
using Seed.Output;

namespace Seed.Commands;

/// <summary>The options of <c>cost</c> that describe a detector.</summary>
internal sealed class DetectorOptions
{
    private const int LargestSide = 1 << 14,
        MostProposals = 1_000_000,
        MostClasses = 100_000;

    private readonly Option<string?> _detector = new("--detector")
    {
        Description = $"A detector: {string.Join(", ", DetectorShape.Names)}.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _backbone = new("--backbone")
    {
        Description = $"Its backbone: {string.Join(", ", BackboneShapes.Names)}.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _blocks = new("--blocks")
    {
        Description = "Blocks of the backbone's four stages, where not the usual ones: 1,3,5,7.",
        HelpName = "N,N,N,N",
    };
    private readonly Option<int> _proposals = new("--proposals")
    {
        Description = "Boxes that the detector's head looks at.",
        DefaultValueFactory = _ => 2000,
        HelpName = "N",
    };

    public IEnumerable<Option> All => [_detector, _backbone, _blocks, _proposals];

    /// <summary>Whether the command line asks about a detector.</summary>
    public bool Asked(ParseResult parsed) =>
        (parsed.GetValue(_detector) ?? parsed.GetValue(_backbone) ?? parsed.GetValue(_blocks)) is not null;

    /// <exception cref="UserException">Something unknown or impossible.</exception>
    public DetectorDescription Describe(ParseResult parsed, string? input, int? classes, bool layers)
    {
        if (parsed.GetValue(_detector) is not { } detector || parsed.GetValue(_backbone) is not { } backbone)
        {
            throw new UserException(
                "cost needs both --detector NAME and --backbone NAME, as in --detector faster-rcnn-fpn --backbone resnet50"
            );
        }
        var (height, width) = CommandText.Size(input ?? "800x1088", "--input");
        if (height > LargestSide || width > LargestSide)
            throw new UserException($"--input {height}x{width}: height and width are at most {LargestSide} pixels");
        var proposals = parsed.GetValue(_proposals);
        if (proposals is < 1 or > MostProposals)
            throw new UserException($"--proposals {proposals}: must lie from 1 to {MostProposals}");
        if (classes is < 2 or > MostClasses)
            throw new UserException($"--classes {classes}: must lie from 2, the background and one other, to {MostClasses}");
        var shape = DetectorShape.Find(detector);
        if (classes is { } count)
            shape = shape with { Classes = count };
        var body = BackboneShapes.Find(backbone);
        if (parsed.GetValue(_blocks) is { } blocks)
            body = body.WithBlocks(CommandText.Blocks(blocks, "--blocks"));
        return new DetectorDescription(
            shape.Name,
            BackboneShapes.NameOf(backbone),
            body.Blocks,
            new InputSize(height, width),
            proposals,
            shape.Classes,
            DetectorCost.Of(shape, body, height, width, proposals),
            layers
        );
    }
}
