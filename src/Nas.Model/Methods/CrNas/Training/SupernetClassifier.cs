using System.Collections.Immutable;
using Nas.Model.Detection;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Spaces;
using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas.Training;

/// <summary>
/// The backbone of a <see cref="SupernetDetector"/> under a linear classifier; its tensors have the names that they have in the detector.
/// BatchNorm is trained, whatever it is in the detector. Weights are uninitialised until <see cref="LayerState.Fill"/> or a file fills
/// them.
/// </summary>
internal sealed class SupernetClassifier : nn.Module<Tensor, Architecture, Tensor>
{
    private readonly LinearLayer _classifier;

    private SupernetClassifier(IStagedNetwork backbone, ISupernet supernet, int classes, Device device)
        : base(nameof(SupernetClassifier))
    {
        (Backbone, Supernet) = (backbone, supernet);
        this.At(Detector.BackbonePath, backbone.Module);
        _classifier = this.At("classifier", new LinearLayer(backbone.Channels[^1], classes, StartValue.Normal(0.01), device));
    }

    public IStagedNetwork Backbone { get; }

    public ISupernet Supernet { get; }

    /// <summary>The backbone of <see cref="SupernetDetector.Stages"/>.</summary>
    public static SupernetClassifier Stages(CrNasContext context, int classes)
    {
        var supernet = new StageSupernet(context.Spaces.Allocations, new NormOptions(), context.Device);
        return new SupernetClassifier(supernet, supernet, classes, context.Device);
    }

    /// <summary>The backbone of <see cref="SupernetDetector.Dilated"/>.</summary>
    public static SupernetClassifier Dilated(CrNasContext context, ImmutableArray<int> blocks, int classes)
    {
        var norm = new NormOptions();
        var backbone = Networks.Backbones.Backbone.Create(
            context.Spaces.Backbone.WithBlocks(blocks),
            new BackboneOptions { Norm = norm },
            context.Device
        );
        return new SupernetClassifier(backbone, new OperationSupernet(backbone, norm.Switch), classes, context.Device);
    }

    /// <summary>Images x 3 x H x W to images x classes (logits), from the mean of the last stage's output.</summary>
    public override Tensor forward(Tensor images, Architecture architecture)
    {
        using var scope = NewDisposeScope();
        return _classifier.call(Supernet.Forward(images, architecture)[^1].mean([2, 3])).MoveToOuterDisposeScope();
    }

    /// <summary>Parts were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
