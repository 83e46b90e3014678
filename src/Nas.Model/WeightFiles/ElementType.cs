using System.Collections.Immutable;
using TorchSharp;

namespace Nas.Model.WeightFiles;

/// <summary>
/// An element type of safetensors files: those that are written here, those that are read as well, and others that files may have.
/// </summary>
/// <param name="Name">Name of the type in the format.</param>
/// <param name="Bits">Bits of one element; null: a type that is newer than this list.</param>
/// <param name="Tensor">Type of tensors that are made of it; null: none are.</param>
internal sealed record ElementType(string Name, int? Bits, torch.ScalarType? Tensor = null)
{
    public const string Real = "F32",
        Half = "F16",
        Brain = "BF16";

    private static readonly ImmutableArray<ElementType> Written =
    [
        new("F64", 64, torch.ScalarType.Float64),
        new("I64", 64, torch.ScalarType.Int64),
        new(Real, 32, torch.ScalarType.Float32),
        new("I32", 32, torch.ScalarType.Int32),
        new("U8", 8, torch.ScalarType.Byte),
    ];

    private static readonly ImmutableArray<ElementType> Known =
    [
        .. Written,
        new(Half, 16, torch.ScalarType.Float16),
        new(Brain, 16, torch.ScalarType.BFloat16),
        new("BOOL", 8),
        new("I8", 8),
        new("I16", 16),
        new("U16", 16),
        new("U32", 32),
        new("U64", 64),
        new("C64", 64),
        new("F8_E5M2", 8),
        new("F8_E4M3", 8),
        new("F8_E8M0", 8),
        new("F8_E5M2FNUZ", 8),
        new("F8_E4M3FNUZ", 8),
        new("F6_E2M3", 6),
        new("F6_E3M2", 6),
        new("F4", 4),
    ];

    /// <summary>The type that a header names.</summary>
    public static ElementType Named(string name) => Known.FirstOrDefault(type => type.Name == name) ?? new ElementType(name, null);

    /// <summary>The type that tensors are written as.</summary>
    public static ElementType Of(torch.ScalarType type) =>
        Written.FirstOrDefault(known => known.Tensor == type)
        ?? throw new ArgumentException($"Safetensors files written here have no element type {type}.", nameof(type));

    /// <summary>Name of the type in files, where they have it.</summary>
    public static string NameOf(torch.ScalarType type) => Known.FirstOrDefault(known => known.Tensor == type)?.Name ?? type.ToString();

    /// <summary>True where every number of this type is a number of F32 too.</summary>
    public bool IsHalf => Name is Half or Brain;

    /// <summary>Bytes of so many elements; null: they are not known, or no whole number.</summary>
    public Int128? BytesOf(Int128 elements) => Bits is { } bits && elements * bits is var all && all % 8 == 0 ? all / 8 : null;
}
