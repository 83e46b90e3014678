using System.Buffers.Binary;

namespace Nas.Model.WeightFiles.Weights;

/// <summary>Numbers of half precision as F32, which has every one of them.</summary>
internal static class HalfPrecision
{
    /// <param name="halves">Whole numbers of two bytes, little-endian.</param>
    /// <param name="type">F16 or BF16.</param>
    public static void Write(ReadOnlySpan<byte> halves, ElementType type, Stream output)
    {
        var wide = new byte[2 * halves.Length];
        for (var i = 0; i < halves.Length; i += 2)
        {
            var bits = BinaryPrimitives.ReadUInt16LittleEndian(halves[i..]);
            // BF16 is the upper half of an F32.
            var value =
                type.Name == ElementType.Brain
                    ? BitConverter.UInt32BitsToSingle((uint)bits << 16)
                    : (float)BitConverter.UInt16BitsToHalf(bits);
            BinaryPrimitives.WriteSingleLittleEndian(wide.AsSpan(2 * i), value);
        }
        output.Write(wide);
    }
}
