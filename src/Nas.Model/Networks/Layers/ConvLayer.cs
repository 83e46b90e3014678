using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Layers;

/// <summary>A convolution whose dilation is given with every call; padded so that a stride of 1 keeps the resolution.</summary>
public sealed class ConvLayer : nn.Module<Tensor, int, Tensor>, ILayer
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    /// <param name="start">Start values of the weight; null: <see cref="StartValue.He"/>.</param>
    /// <param name="bias">Start values of the bias; null: there is no bias.</param>
    /// <param name="innermost">True: the kernel is laid out as <see cref="InnermostKernels"/> does it.</param>
    public ConvLayer(ConvSpec spec, Device device, StartValue? start = null, StartValue? bias = null, bool innermost = false)
        : base(nameof(ConvLayer))
    {
        Spec = spec;
        var fanIn = spec.Input / spec.Groups * spec.Kernel * spec.Kernel;
        _weight = new Parameter(
            innermost
                ? InnermostKernels.Empty(spec.Output, spec.Input / spec.Groups, spec.Kernel, device)
                : empty([spec.Output, spec.Input / spec.Groups, spec.Kernel, spec.Kernel], float32, device)
        );
        register_parameter("weight", _weight);
        var tensors = new List<LayerTensor> { new("weight", _weight, start ?? StartValue.He(fanIn), Trained: true) };
        if (bias is { } value)
        {
            _bias = new Parameter(empty(spec.Output, float32, device));
            register_parameter("bias", _bias);
            tensors.Add(new LayerTensor("bias", _bias, value, Trained: true));
        }
        Tensors = tensors;
    }

    public ConvSpec Spec { get; }

    public bool HasBias => _bias is not null;

    public IReadOnlyList<LayerTensor> Tensors { get; }

    /// <summary>Images x Input x H x W to images x Output x ceil(H / Stride) x ceil(W / Stride), for an odd kernel.</summary>
    public override Tensor forward(Tensor input, int dilation) => Convolution.Of(input, _weight, _bias, Spec, dilation);

    /// <summary>Convolves without dilation.</summary>
    public Tensor call(Tensor input) => call(input, 1);

    /// <summary>Tensors were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
