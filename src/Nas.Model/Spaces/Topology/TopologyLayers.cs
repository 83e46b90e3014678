using Nas.Model.Cost;

namespace Nas.Model.Spaces.Topology;

/// <summary>The layers of a topology-augmented network's parts, as <see cref="TopologySpec"/> defines them.</summary>
internal static class TopologyLayers
{
    public static LayerList Input(TopologySpec spec) => new(spec.Channels, spec.Side, spec.Side);

    public static void Stem(LayerList layers, TopologySpec spec) =>
        layers.Convolution("stem.conv", spec.StemWidth, 3, spec.StemStride).BatchNorm("stem.bn");

    public static void Entry(LayerList layers, TopologySpec spec, int stage)
    {
        var shape = spec.Stages[stage];
        InvertedResidual(layers, $"s{stage + 1}.entry", shape.Width, shape.EntryKernel, shape.EntryExpansion, shape.Stride);
    }

    /// <summary>Adds the layers of an edge, which keep the shape.</summary>
    public static void Edge(LayerList layers, string name, EdgeOperation operation)
    {
        if (!operation.IsIdentity)
            InvertedResidual(layers, $"{name}.{operation.Name}", layers.Channels, operation.Kernel, operation.Expansion, 1);
    }

    public static void Head(LayerList layers, TopologySpec spec) =>
        layers.Convolution("head.conv", spec.HeadWidth, 1).BatchNorm("head.bn").GlobalPool().Linear("head.linear", spec.Classes);

    private static void InvertedResidual(LayerList layers, string name, int output, int kernel, int expansion, int stride)
    {
        var hidden = layers.Channels * expansion;
        if (expansion != 1)
            layers.Convolution($"{name}.expand", hidden, 1).BatchNorm($"{name}.expand-bn");
        layers.Convolution($"{name}.depthwise", hidden, kernel, stride, hidden).BatchNorm($"{name}.depthwise-bn");
        layers.Convolution($"{name}.project", output, 1).BatchNorm($"{name}.project-bn");
    }
}
