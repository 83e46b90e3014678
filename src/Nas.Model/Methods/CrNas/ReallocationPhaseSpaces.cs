using System.Collections.Immutable;
using Nas.Model.Cost;
using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Methods.CrNas;

/// <summary>
/// The spaces of a CR-NAS search: allocations of blocks to stages, then dilations of an allocation's blocks. Costs are those of the whole
/// detector at the size that the constraint names.
/// </summary>
public sealed class ReallocationPhaseSpaces : IPhaseSpaces
{
    public const string Stages = "stages";

    private const string Dilations = "dilations ",
        PartialDilations = "partial-dilations ";

    private readonly CrNasSettings _settings;
    private readonly LayerCost _rest;

    /// <exception cref="UserException">The backbone or the stage space is unknown.</exception>
    public ReallocationPhaseSpaces(CrNasSettings settings)
    {
        _settings = settings;
        Backbone = BackboneShapes.Find(settings.Backbone.Name);
        var options = settings.Backbone.Stages is { } name ? StageOptions.Find(name) : StageOptions.Of(settings.Backbone.Name);
        var constraint = settings.Constraint;
        var parts = DetectorCost.Of(DetectorShapeOf(settings), Backbone, constraint.Height, constraint.Width, constraint.Proposals).Parts;
        _rest = parts.Where(part => part.Name != DetectorCost.BackbonePart).Aggregate(default(LayerCost), (sum, part) => sum + part.Total);
        Allocations = new StageSpace(options.Name, options.Stages, Backbone, constraint.Height, constraint.Width, _rest);
    }

    /// <summary>The unmodified backbone.</summary>
    public IBackboneShape Backbone { get; }

    /// <summary>Every allocation, eligible or not.</summary>
    public StageSpace Allocations { get; }

    /// <summary>The range that the constraint sets, in the measure that it bounds.</summary>
    public CostRange Range =>
        _settings.Constraint switch
        {
            { Madds: { } madds } => new CostRange(madds[0], madds[1]),
            { Blocks: { } blocks } => new CostRange(blocks, blocks),
            _ => new CostRange(Backbone.Blocks.Sum(), Backbone.Blocks.Sum()),
        };

    /// <summary>The eligible allocations.</summary>
    public ConstrainedSpace Eligible => Open(Stages, Range);

    /// <summary>
    /// The greatest dilation of each stage. Where images differ, an image counts that is as large as the settings let one be: its short
    /// side <c>data.short-side</c>, its long one <c>data.long-side</c>.
    /// </summary>
    public ImmutableArray<int> GreatestDilations =>
        _settings.Backbone.Dilations == ReadableDilations.Readable
            ? ReadableDilations.Greatest(_settings.Data.ShortSide, _settings.Data.LongSide)
            : [.. Backbone.Blocks.Select(_ => DilationSpace.Options)];

    /// <summary>Whether any stage has a dilation to choose: without, there is nothing to search behind the allocation.</summary>
    public bool HasDilations => GreatestDilations.Any(greatest => greatest > 1);

    /// <summary>
    /// Whether the unmodified backbone is an eligible allocation: one that the stage supernet has branches for, and the constraint allows.
    /// </summary>
    public bool HasUnmodified =>
        Backbone.Blocks.Select((count, stage) => Allocations.Depths[stage].Contains(count)).All(isThere => isThere)
        && Range is var range
        && (_settings.Constraint.Madds is null ? Backbone.Blocks.Sum() : CostOf(Backbone.Blocks).MAdds) is var cost
        && range.Min <= cost
        && cost <= range.Max;

    /// <summary>Cost of the detector on an allocation, in the stage space or not: the unmodified backbone need not be in it.</summary>
    public LayerCost CostOf(ImmutableArray<int> blocks)
    {
        var layers = new LayerList(3, _settings.Constraint.Height, _settings.Constraint.Width);
        Backbone.WithBlocks(blocks).Features(layers);
        return layers.Total + _rest;
    }

    /// <summary>Name of the space of all dilations of an allocation's blocks.</summary>
    public static string DilationsOf(ImmutableArray<int> blocks) => Dilations + string.Join(',', blocks);

    /// <summary>The same with blocks that are not decided yet.</summary>
    public static string PartialDilationsOf(ImmutableArray<int> blocks) => PartialDilations + string.Join(',', blocks);

    /// <summary>
    /// The detector without its backbone; its classes are <see cref="DetectionDataSettings.Categories"/> and the background.
    /// </summary>
    public static DetectorShape DetectorShapeOf(CrNasSettings settings) =>
        DetectorShape.Find(settings.Detector.Name) with
        {
            Classes = (settings.Data.Categories ?? DetectionDataSettings.ProceduralCategories) + 1,
            Width = settings.Detector.Width,
            HeadWidth = settings.Detector.HeadWidth,
            HeadDepth = settings.Detector.HeadDepth,
        };

    /// <summary>The dilations of an allocation's blocks that the search has.</summary>
    /// <param name="partial">Whether blocks may be undecided.</param>
    public DilationSpace Dilated(ImmutableArray<int> blocks, bool partial = false)
    {
        var constraint = _settings.Constraint;
        return new DilationSpace(
            DilationSpace.Prefix + _settings.Backbone.Name,
            Backbone.WithBlocks(blocks),
            constraint.Height,
            constraint.Width,
            _rest,
            partial,
            GreatestDilations
        );
    }

    public ConstrainedSpace Open(string name, CostRange range)
    {
        var (of, options) = SpacePart.Split(name);
        if (of == Stages)
        {
            var measure = _settings.Constraint.Madds is null ? new CostMeasure(StageSpace.BlocksUnit, Allocations.Blocks) : null;
            return new ConstrainedSpace(Allocations, range, SpacePart.MaskOf(Allocations, options), measure);
        }
        var partial = of.StartsWith(PartialDilations, StringComparison.Ordinal);
        if (!partial && !of.StartsWith(Dilations, StringComparison.Ordinal))
            throw new UserException($"CR-NAS has no space named {name}.");
        var allocation = Allocations.AllocationOf(Allocations.Parse(of[(partial ? PartialDilations : Dilations).Length..]));
        var space = Dilated(allocation, partial);
        return new ConstrainedSpace(space, CostRange.Any, SpacePart.MaskOf(space, options));
    }
}
