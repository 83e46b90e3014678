using Nas.Model.Networks;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.DeviceTests.Networks;

/// <summary>The definition in <see cref="TopologySpec"/>, read line by line: the oracle for the real network.</summary>
internal sealed class ReferenceNetwork(TopologySpace space, IEnumerable<NamedTensor> parameters)
{
    private readonly Dictionary<string, Tensor> _weights = parameters.ToDictionary(
        parameter => parameter.Name,
        parameter => parameter.Value
    );

    public Tensor Forward(Tensor images, Architecture architecture)
    {
        var x = Layer("stem", images, stride: space.Spec.StemStride, depthwise: false).clamp(0, 6);
        for (var s = 0; s < space.Spec.Stages.Length; s++)
        {
            var stage = space.Spec.Stages[s];
            var nodes = new List<Tensor> { MbConv($"s{s + 1}.entry", x, stage.EntryExpansion, stage.Stride) };
            for (var to = 1; to < stage.Nodes; to++)
            {
                var arrived = new List<Tensor>();
                for (var from = 0; from < to; from++)
                {
                    var operation = space.OperationOf(architecture, space.Edges.IndexOf(new TopologyEdge(s, from, to)));
                    if (operation is null)
                        continue;
                    var name = $"s{s + 1}.{from}-{to}.{operation.Name}";
                    arrived.Add(operation.IsIdentity ? nodes[from] : nodes[from] + MbConv(name, nodes[from], operation.Expansion, 1));
                }
                nodes.Add(stack(arrived).mean([0]));
            }
            x = nodes[^1];
        }
        x = Layer("head", x, 1, depthwise: false).clamp(0, 6).mean([2, 3]);
        return x.mm(_weights["linear.weight"].t()) + _weights["linear.bias"];
    }

    private Tensor MbConv(string name, Tensor x, int expansion, int stride)
    {
        if (expansion != 1)
            x = Layer(name + ".expand", x, 1, depthwise: false).clamp(0, 6);
        x = Layer(name + ".depthwise", x, stride, depthwise: true).clamp(0, 6);
        return Layer(name + ".project", x, 1, depthwise: false);
    }

    private Tensor Layer(string name, Tensor x, int stride, bool depthwise)
    {
        var weight = _weights[name + ".conv.weight"];
        var padding = (weight.shape[2] - 1) / 2;
        x = Functional.conv2d(x, weight, null, [stride, stride], [padding, padding], groups: depthwise ? x.shape[1] : 1);
        var mean = x.mean([0, 2, 3], keepdim: true);
        var variance = (x - mean).square().mean([0, 2, 3], keepdim: true);
        return ((x - mean) / (variance + 1e-5).sqrt() * _weights[name + ".norm.weight"].view(1, -1, 1, 1))
            + _weights[name + ".norm.bias"].view(1, -1, 1, 1);
    }
}
