using TorchSharp.Modules;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Networks.Layers;

/// <summary>A linear layer with bias, which starts at 0.</summary>
public sealed class LinearLayer : nn.Module<Tensor, Tensor>, ILayer
{
    private readonly Parameter _weight,
        _bias;

    public LinearLayer(int input, int output, StartValue start, Device device)
        : base(nameof(LinearLayer))
    {
        register_parameter("weight", _weight = new Parameter(empty([output, input], float32, device)));
        register_parameter("bias", _bias = new Parameter(empty(output, float32, device)));
        Tensors = [new("weight", _weight, start, Trained: true), new("bias", _bias, StartValue.Zero, Trained: true)];
    }

    public IReadOnlyList<LayerTensor> Tensors { get; }

    /// <summary>Rows x input to rows x output.</summary>
    public override Tensor forward(Tensor input) => Functional.linear(input, _weight, _bias);

    /// <summary>Tensors were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
