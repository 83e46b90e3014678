using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Detection.Heads;
using Nas.Model.Networks;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using static TorchSharp.torch;

namespace Nas.Model.Detection;

/// <summary>
/// A backbone, a feature pyramid on it, and what makes detections from the pyramid. Everything after the backbone takes the outputs of its
/// stages, so that candidates which share them can share their computation. Tensors have the names of torchvision's detectors. Weights are
/// uninitialised until <see cref="LayerState.Fill"/> or a file fills them.
/// </summary>
public abstract class Detector : nn.Module
{
    /// <summary>The path of the backbone, which begins its tensors' names.</summary>
    public const string BackbonePath = "backbone.body";

    private readonly FeaturePyramid _pyramid;

    protected Detector(string name, DetectorShape shape, IStagedNetwork backbone, Device device)
        : base(name)
    {
        (Shape, Backbone) = (shape, backbone);
        this.At(BackbonePath, backbone.Module);
        _pyramid = this.At("backbone.fpn", new FeaturePyramid(shape, backbone.Channels, device));
    }

    public DetectorShape Shape { get; }

    /// <summary>The backbone, which is disposed with the detector.</summary>
    public IStagedNetwork Backbone { get; }

    public static Detector Create(DetectorShape shape, DetectorOptions options, IStagedNetwork backbone, Device device) =>
        shape.OneStage ? new RetinaNet(shape, options, backbone, device) : new RegionDetector(shape, options, backbone, device);

    /// <summary>
    /// The losses of a minibatch by name; their sum is what training makes small. They belong to the caller's dispose scope.
    /// </summary>
    /// <param name="stages">Outputs of the backbone's stages for the minibatch's images.</param>
    /// <param name="random">Stream that draws the boxes that are trained on.</param>
    public ImmutableArray<NamedTensor> Losses(ImmutableArray<Tensor> stages, DetectionBatch batch, RandomStream random)
    {
        using var scope = NewDisposeScope();
        return
        [
            .. LossesOf(_pyramid.call(stages), batch, random).Select(loss => loss with { Value = loss.Value.MoveToOuterDisposeScope() }),
        ];
    }

    /// <summary>The detections in each image, without gradients; they belong to the caller's dispose scope.</summary>
    /// <param name="stages">Outputs of the backbone's stages.</param>
    /// <param name="images">The padded images that they come from.</param>
    public ImmutableArray<Detections> Detect(ImmutableArray<Tensor> stages, Tensor images, ImmutableArray<ImageSize> sizes)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return
        [
            .. DetectIn(_pyramid.call(stages), images, sizes)
                .Select(found => new Detections(
                    found.Boxes.MoveToOuterDisposeScope(),
                    found.Scores.MoveToOuterDisposeScope(),
                    found.Labels.MoveToOuterDisposeScope(),
                    found.Masks?.MoveToOuterDisposeScope()
                )),
        ];
    }

    protected abstract IEnumerable<NamedTensor> LossesOf(ImmutableArray<Tensor> levels, DetectionBatch batch, RandomStream random);

    protected abstract IEnumerable<Detections> DetectIn(ImmutableArray<Tensor> levels, Tensor images, ImmutableArray<ImageSize> sizes);

    /// <summary>Parts were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
