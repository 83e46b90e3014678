using System.Collections.Immutable;

namespace Nas.Model.Cost;

/// <summary>Writes down a network's layers while following the shape of the feature map from the input on.</summary>
public sealed class LayerList(int channels, int height, int width)
{
    private readonly ImmutableArray<Layer>.Builder _layers = ImmutableArray.CreateBuilder<Layer>();

    public int Channels { get; private set; } = channels;

    public int Height { get; private set; } = height;

    public int Width { get; private set; } = width;

    public ImmutableArray<Layer> Layers => _layers.ToImmutable();

    public LayerCost Total => _layers.Aggregate(default(LayerCost), (sum, layer) => sum + layer.Cost);

    /// <summary>A convolution padded by (kernel - 1) / 2.</summary>
    public LayerList Convolution(string name, int output, int kernel, int stride = 1, int groups = 1, bool bias = false)
    {
        Downsample(kernel, stride);
        var cost = LayerCost.Convolution(Channels, output, kernel, Height, Width, groups, bias);
        ImmutableArray<long> weight = [output, Channels / groups, kernel, kernel];
        Channels = output;
        return Add(name, LayerKind.Convolution, cost, weight);
    }

    public LayerList BatchNorm(string name) => Add(name, LayerKind.BatchNorm, LayerCost.BatchNorm(Channels), [Channels]);

    /// <summary>Pooling with a window of this side, padded by (kernel - 1) / 2: costs nothing, changes the shape.</summary>
    public LayerList Pool(int kernel, int stride)
    {
        Downsample(kernel, stride);
        return this;
    }

    /// <summary>Global average pooling.</summary>
    public LayerList GlobalPool()
    {
        (Height, Width) = (1, 1);
        return this;
    }

    /// <summary>A linear layer with bias on a feature map that was pooled to one pixel.</summary>
    public LayerList Linear(string name, int output)
    {
        var cost = LayerCost.Linear(Channels, output);
        ImmutableArray<long> weight = [output, Channels];
        Channels = output;
        return Add(name, LayerKind.Linear, cost, weight);
    }

    /// <summary>A list that starts with the shape reached here: for a branch beside the main path.</summary>
    public LayerList Branch() => new(Channels, Height, Width);

    /// <summary>Adds a branch's layers after those written so far; the shape stays that of the main path.</summary>
    public LayerList Append(LayerList branch)
    {
        _layers.AddRange(branch._layers);
        return this;
    }

    private void Downsample(int kernel, int stride)
    {
        Height = Output(Height, kernel, stride);
        Width = Output(Width, kernel, stride);
    }

    private static int Output(int side, int kernel, int stride) => ((side + (2 * ((kernel - 1) / 2)) - kernel) / stride) + 1;

    private LayerList Add(string name, LayerKind kind, LayerCost cost, ImmutableArray<long> weight)
    {
        _layers.Add(new Layer(name, kind, Channels, Height, Width, cost) { WeightShape = weight });
        return this;
    }
}
