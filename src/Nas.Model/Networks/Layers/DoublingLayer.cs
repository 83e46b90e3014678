using TorchSharp.Modules;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Networks.Layers;

/// <summary>
/// A transposed 2x2 convolution of stride 2 with bias, which keeps the channels and doubles the resolution. For maps whose channels lie
/// innermost in memory:
/// see <see cref="InnermostKernels"/>.
/// </summary>
public sealed class DoublingLayer : nn.Module<Tensor, Tensor>, ILayer
{
    private readonly Parameter _weight,
        _bias;

    public DoublingLayer(int channels, Device device)
        : base(nameof(DoublingLayer))
    {
        Channels = channels;
        register_parameter("weight", _weight = new Parameter(InnermostKernels.Empty(channels, channels, 2, device)));
        register_parameter("bias", _bias = new Parameter(empty(channels, float32, device)));
        // Each output pixel sees one pixel of the input.
        Tensors = [new("weight", _weight, StartValue.He(channels), Trained: true), new("bias", _bias, StartValue.Zero, Trained: true)];
    }

    public int Channels { get; }

    public IReadOnlyList<LayerTensor> Tensors { get; }

    /// <summary>Images x channels x H x W to images x channels x 2 H x 2 W.</summary>
    public override Tensor forward(Tensor input) => Functional.conv_transpose2d(input, _weight, _bias, [2, 2]);

    /// <summary>Tensors were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
