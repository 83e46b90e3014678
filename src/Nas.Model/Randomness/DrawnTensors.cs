using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Randomness;

/// <summary>
/// Random tensors of one stream, drawn on the CPU whatever device they are for: every device gets the same numbers, which those of CUDA's
/// own generators are not (they depend on the model), and TorchSharp makes generators of the CPU alone, whatever device it is asked for.
/// </summary>
internal sealed class DrawnTensors(RandomStream stream) : IDisposable
{
    private readonly Generator _generator = new(stream.NextUInt64(), CPU);

    /// <summary>Standard normal numbers.</summary>
    public Tensor Normal(long[] shape, ScalarType type) => randn(shape, type, CPU, generator: _generator);

    /// <summary>The numbers below <paramref name="count"/>, each once.</summary>
    public Tensor Order(long count) => randperm(count, int64, CPU, generator: _generator);

    public void Dispose() => _generator.Dispose();
}
