using static TorchSharp.torch;

namespace Nas.Model.Networks.Layers;

/// <summary>A tensor of a layer.</summary>
/// <param name="Name">Its key in checkpoints and in random streams.</param>
/// <param name="Trained">True where training may move it: running statistics and frozen scales are only state.</param>
public sealed record LayerTensor(string Name, Tensor Value, StartValue Start, bool Trained);

/// <summary>Content of a tensor before training: draws from a normal distribution, or a constant where the deviation is 0.</summary>
public readonly record struct StartValue(double Mean, double Deviation)
{
    public static readonly StartValue Zero = new(0, 0),
        One = new(1, 0);

    public static StartValue Constant(double value) => new(value, 0);

    public static StartValue Normal(double deviation) => new(0, deviation);

    /// <summary>Start values with variance 2 / fan-in (He et al., 2015).</summary>
    public static StartValue He(int fanIn) => new(0, Math.Sqrt(2.0 / fanIn));
}

/// <summary>A module with tensors of its own.</summary>
public interface ILayer
{
    /// <summary>Tensors with their names inside the layer, in torchvision's order.</summary>
    IReadOnlyList<LayerTensor> Tensors { get; }
}
