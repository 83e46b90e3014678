namespace Nas.Model.Cost;

/// <summary>Cost of one layer for one image.</summary>
/// <param name="MAdds">Multiply-accumulates of convolutions and linear layers; nothing else is counted.</param>
/// <param name="Parameters">Trainable numbers: weights, biases, BatchNorm scales and shifts.</param>
public readonly record struct LayerCost(long MAdds, long Parameters)
{
    /// <summary>A convolution with a square kernel and an output of <paramref name="height"/> x <paramref name="width"/> pixels.</summary>
    public static LayerCost Convolution(int input, int output, int kernel, int height, int width, int groups = 1, bool bias = false)
    {
        var weights = (long)output * (input / groups) * kernel * kernel;
        return new LayerCost(weights * height * width, weights + (bias ? output : 0));
    }

    /// <summary>A convolution that looks at each channel by itself.</summary>
    public static LayerCost Depthwise(int channels, int kernel, int height, int width) =>
        Convolution(channels, channels, kernel, height, width, groups: channels);

    /// <summary>Cost of a BatchNorm layer: scale and shift; running statistics are not trained.</summary>
    public static LayerCost BatchNorm(int channels) => new(0, 2L * channels);

    public static LayerCost Linear(int input, int output, bool bias = true)
    {
        var weights = (long)input * output;
        return new LayerCost(weights, weights + (bias ? output : 0));
    }

    public static LayerCost Add(LayerCost left, LayerCost right) => left + right;

    public static LayerCost operator +(LayerCost left, LayerCost right) =>
        new(left.MAdds + right.MAdds, left.Parameters + right.Parameters);
}
