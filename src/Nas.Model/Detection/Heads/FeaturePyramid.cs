using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Detection.Heads;

/// <summary>
/// Levels of equal width from stages of different ones (Lin et al., 2017), finest first; tensors have torchvision's names.
/// </summary>
public sealed class FeaturePyramid : nn.Module<ImmutableArray<Tensor>, ImmutableArray<Tensor>>
{
    private readonly int _first;
    private readonly ImmutableArray<ConvLayer> _inner,
        _outer,
        _extra;

    /// <param name="channels">Channels of the backbone's stages.</param>
    public FeaturePyramid(DetectorShape shape, ImmutableArray<int> channels, Device device)
        : base(nameof(FeaturePyramid))
    {
        _first = shape.FirstStage;
        ConvLayer Layer(string name, int input, int kernel, int stride) =>
            this.At(
                name,
                new ConvLayer(
                    new ConvSpec(input, shape.Width, kernel, stride, 1),
                    device,
                    StartValue.Normal(Math.Sqrt(1.0 / (input * kernel * kernel))),
                    StartValue.Zero
                )
            );
        var used = channels[_first..];
        _inner = [.. used.Select((input, i) => Layer($"inner_blocks.{i}.0", input, 1, 1))];
        _outer = [.. used.Select((_, i) => Layer($"layer_blocks.{i}.0", shape.Width, 3, 1))];
        _extra = shape.OneStage
            ? [.. Enumerable.Range(0, shape.ExtraLevels).Select(i => Layer($"extra_blocks.p{i + 6}", shape.Width, 3, 2))]
            : [];
    }

    /// <summary>Outputs of a backbone's four stages to the levels, which belong to the caller's dispose scope.</summary>
    public override ImmutableArray<Tensor> forward(ImmutableArray<Tensor> stages)
    {
        using var scope = NewDisposeScope();
        var levels = new List<Tensor>();
        Tensor? coarser = null;
        for (var i = _inner.Length - 1; i >= 0; i--)
        {
            var sum = _inner[i].call(stages[_first + i]);
            if (coarser is not null)
                sum.add_(Functional.interpolate(coarser, [sum.shape[2], sum.shape[3]], mode: InterpolationMode.Nearest), Scalars.One);
            levels.Insert(0, _outer[i].call(sum));
            coarser = sum;
        }
        if (_extra.IsEmpty)
            levels.Add(Functional.max_pool2d(levels[^1], 1, 2, 0));
        for (var i = 0; i < _extra.Length; i++)
            levels.Add(_extra[i].call(i == 0 ? levels[^1] : levels[^1].relu()));
        return [.. levels.Select(level => level.MoveToOuterDisposeScope())];
    }

    /// <summary>Layers were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
