using Nas.Model.Networks;
using Nas.Model.Randomness;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Arithmetic;

/// <summary>A difference between what a layer computes and its definition.</summary>
/// <param name="What">The result that differs: the layer's output, or the gradient of something.</param>
/// <param name="Error">Largest deviation over largest value.</param>
public sealed record LayerFault(LayerShape Shape, TrialImages Images, bool ChannelsInnermost, string What, double Error)
{
    public override string ToString() =>
        $"{Shape}: {What} is wrong by {Error:0.#%} of its largest value ({Images}, channels {(ChannelsInnermost ? "innermost" : "outermost")})";
}

/// <summary>
/// Compares what convolutions give here, forward and backward, with their definition in double precision, in either layout of memory. Draws
/// from no stream that anything else draws from.
/// </summary>
/// <param name="device">Device that the layers run on.</param>
/// <param name="direct">Calls the native library without our workarounds for its faults; it may then end the process or overwrite its
/// memory.</param>
public sealed class LayerCheck(Device device, bool direct = false)
{
    /// <summary>
    /// A thousand times the rounding of the largest sums here; what is wrong was never found to be off by less than a tenth.
    /// </summary>
    private const double Tolerance = 1e-3;

    private static readonly string[] Values =
    [
        "its output",
        "the gradient of its input",
        "the gradient of its weight",
        "the gradient of its bias",
    ];

    /// <returns>Null where all is right.</returns>
    public LayerFault? Fault(LayerShape shape, TrialImages images)
    {
        using var scope = NewDisposeScope();
        using var drawn = new DrawnTensors(RandomStream.For(0, "layer-check"));
        Tensor Drawn(params long[] sizes) => drawn.Normal(sizes, float32);
        var spec = shape.Spec;
        var weight = shape.Transposed
            ? Drawn(spec.Input, spec.Output, 2, 2)
            : Drawn(spec.Output, spec.Input / spec.Groups, spec.Kernel, spec.Kernel);
        var leaves = new List<Tensor> { Drawn(images.Count, spec.Input, images.Side, images.Side), weight };
        if (shape.Bias)
            leaves.Add(Drawn(spec.Output));

        Tensor? upstream = null;
        List<Tensor> Pass(ScalarType type, Device device, Func<Tensor, Tensor> lay, Func<Tensor, Tensor, Tensor?, LayerShape, Tensor> layer)
        {
            Tensor[] own =
            [
                .. leaves.Select((leaf, index) => (index == 0 ? lay(leaf) : leaf).to(type, device, copy: true).requires_grad_(true)),
            ];
            var output = layer(own[0], own[1], own.ElementAtOrDefault(2), shape);
            upstream ??= Drawn(output.shape);
            autograd.backward([output], [lay(upstream).to(type, device)]);
            return [output.detach(), .. own.Select(leaf => leaf.grad!)];
        }

        var right = Pass(float64, CPU, lay: tensor => tensor, Plain).Select(value => value.to(float32)).ToList();
        var largest = right.Select(Largest).ToList();
        foreach (var innermost in new[] { true, false })
        {
            var computed = Pass(float32, device, innermost ? Innermost : tensor => tensor, Computed);
            for (var i = 0; i < computed.Count; i++)
            {
                var error = Largest(computed[i].to(CPU).sub(right[i])) / largest[i];
                if (!(error <= Tolerance))
                    return new LayerFault(shape, images, innermost, Values[i], error);
            }
        }
        return null;
    }

    private static double Largest(Tensor values) => values.abs().max().item<float>();

    private static Tensor Innermost(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private Tensor Computed(Tensor input, Tensor weight, Tensor? bias, LayerShape shape) =>
        shape.Transposed ? Functional.conv_transpose2d(input, weight, bias, [2, 2])
        : direct ? Convolution.Direct(input, weight, bias, shape.Spec, shape.Dilation)
        : Convolution.Of(input, weight, bias, shape.Spec, shape.Dilation);

    /// <summary>The definition: products of the weight and of the patches that it lies on, as one matrix for each group.</summary>
    private static Tensor Plain(Tensor input, Tensor weight, Tensor? bias, LayerShape shape)
    {
        var (spec, images, side) = (shape.Spec, input.shape[0], input.shape[2]);
        Tensor output;
        if (shape.Transposed)
        {
            // Each pixel becomes 2 x 2, each a sum over the channels of that pixel alone.
            output = input
                .permute(0, 2, 3, 1)
                .matmul(weight.view(spec.Input, -1))
                .view(images, side, side, spec.Output, 2, 2)
                .permute(0, 3, 1, 4, 2, 5)
                .reshape(images, spec.Output, 2 * side, 2 * side);
        }
        else
        {
            var padding = shape.Dilation * (spec.Kernel - 1) / 2;
            var behind = ((side + (2 * padding) - (shape.Dilation * (spec.Kernel - 1)) - 1) / spec.Stride) + 1;
            var reads = spec.Input / spec.Groups * spec.Kernel * spec.Kernel;
            var patches = Functional
                .unfold(input, spec.Kernel, shape.Dilation, padding, spec.Stride)
                .view(images, spec.Groups, reads, -1)
                .permute(1, 2, 0, 3)
                .reshape(spec.Groups, reads, -1);
            output = weight.view(spec.Groups, -1, reads).matmul(patches).view(spec.Output, images, behind, behind).permute(1, 0, 2, 3);
        }
        return bias is null ? output : output.add(bias.view(1, -1, 1, 1), Scalars.One);
    }
}
