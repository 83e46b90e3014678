using System.Collections.Immutable;
using Nas.Model.Detection;
using Nas.Model.Networks;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Settings;

namespace Nas.Model.Methods.CrNas;

/// <summary>
/// A detector whose backbone an architecture chooses. A network of one architecture is one too: of a <see cref="Dilated"/> one, always run
/// with the same dilations. Weights are uninitialised until <see cref="LayerState.Fill"/> or a file fills them.
/// </summary>
public sealed class SupernetDetector : IDisposable
{
    private SupernetDetector(Detector detector, ISupernet supernet) => (Detector, Supernet) = (detector, supernet);

    public Detector Detector { get; }

    public ISupernet Supernet { get; }

    public NormSwitch Norm => Supernet.Norm;

    /// <summary>All tensors, under the names that files have.</summary>
    public ImmutableArray<LayerTensor> Tensors => LayerState.Of(Detector);

    /// <summary>
    /// A detector on the stage supernet; architectures of <see cref="Spaces.Reallocation.ReallocationPhaseSpaces.Allocations"/> choose its
    /// branches.
    /// </summary>
    public static SupernetDetector Stages(CrNasContext context)
    {
        var supernet = new StageSupernet(context.Spaces.Allocations, NormOf(context.Settings), context.Device);
        return new SupernetDetector(
            Detector.Create(context.Shape, OptionsOf(context.Settings.Detector), supernet, context.Device),
            supernet
        );
    }

    /// <summary>
    /// A detector on an allocation's backbone; architectures of the allocation's space of dilations choose its dilations.
    /// </summary>
    public static SupernetDetector Dilated(CrNasContext context, ImmutableArray<int> blocks)
    {
        var norm = NormOf(context.Settings);
        var backbone = Backbone.Create(context.Spaces.Backbone.WithBlocks(blocks), new BackboneOptions { Norm = norm }, context.Device);
        var detector = Detector.Create(context.Shape, OptionsOf(context.Settings.Detector), backbone, context.Device);
        return new SupernetDetector(detector, new OperationSupernet(backbone, norm.Switch));
    }

    public void Dispose() => Detector.Dispose();

    private static NormOptions NormOf(CrNasSettings settings) => new() { Frozen = settings.Backbone.Norm == "frozen" };

    private static DetectorOptions OptionsOf(DetectorSettings settings) =>
        new()
        {
            FinestAnchor = settings.FinestAnchor,
            AnchorsPerLevel = settings.AnchorsPerLevel,
            Proposals = settings.Proposals,
            SampledAnchors = settings.SampledAnchors,
            SampledBoxes = settings.SampledBoxes,
            LeastScore = settings.LeastScore,
            DetectionsPerImage = settings.DetectionsPerImage,
        };
}
