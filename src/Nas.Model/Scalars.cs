using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model;

/// <summary>
/// Numbers for tensor operations, kept for ever. TorchSharp hands only the native address of a <see cref="Scalar"/> to the library, so one
/// that nothing holds, such as the conversion in <c>x.mul(0.5)</c>, can be finalised while the operation still reads it. Every Scalar
/// is therefore a static constant or a <c>using</c> local; and operations that would make one inside TorchSharp are called in the form
/// that takes it as an argument: <c>add(other, One)</c>, not <c>add(other)</c> or <c>+</c>. Whole numbers leave the type of a tensor of
/// numbers as it is.
/// </summary>
internal static class Scalars
{
    public static readonly Scalar Zero = 0,
        One = 1,
        Two = 2,
        MinusOne = -1;

    public static readonly Scalar Half = 0.5;

    /// <summary>0, 1, ..., <paramref name="count"/> - 1.</summary>
    public static Tensor Range(long count, ScalarType type, Device device)
    {
        using Scalar end = count;
        return arange(Zero, end, One, type, device);
    }
}
