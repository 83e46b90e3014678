namespace Nas.Model.Spaces.Macro;

/// <summary>A block that a searched layer of NAS-Bench-Macro can have: nothing, or an inverted residual.</summary>
/// <param name="Name">Name of the block in the benchmark.</param>
/// <param name="Kernel">Side of the depthwise kernel; 0: nothing, or a 1x1 convolution where the shape changes.</param>
/// <param name="Expansion">Hidden channels over input channels.</param>
public sealed record MacroBlock(string Name, int Kernel, int Expansion)
{
    public bool IsIdentity => Kernel == 0;
}

/// <summary>Place of a searched layer: the channels that come in and go out.</summary>
public readonly record struct MacroLayer(int Stage, int Input, int Output, int Stride)
{
    /// <summary>True where the layer may do nothing, and where an inverted residual adds its input to its output.</summary>
    public bool KeepsShape => Stride == 1 && Input == Output;
}
