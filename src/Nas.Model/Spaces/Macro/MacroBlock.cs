namespace Nas.Model.Spaces.Macro;

/// <summary>What a searched layer of NAS-Bench-Macro can be: nothing, or an inverted residual.</summary>
/// <param name="Name">The benchmark's.</param>
/// <param name="Kernel">Side of the depthwise kernel; 0: nothing, or a 1x1 convolution where the shape changes.</param>
/// <param name="Expansion">Hidden channels over input channels.</param>
public sealed record MacroBlock(string Name, int Kernel, int Expansion)
{
    public bool IsIdentity => Kernel == 0;
}

/// <summary>A searched layer's place: what comes in, what goes out.</summary>
public readonly record struct MacroLayer(int Stage, int Input, int Output, int Stride)
{
    /// <summary>Nothing is a choice here, and an inverted residual adds its input to its output.</summary>
    public bool KeepsShape => Stride == 1 && Input == Output;
}
