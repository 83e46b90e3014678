using System.Collections.Immutable;

namespace Nas.Model.Data;

/// <summary>A set as it was published: its training and test parts, before anything is set aside.</summary>
internal sealed record RawSet(IImageDataset Train, IImageDataset Test)
{
    public ImmutableArray<string> Warnings { get; init; } = [];
}
