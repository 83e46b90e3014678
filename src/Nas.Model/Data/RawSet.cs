using System.Collections.Immutable;

namespace Nas.Model.Data;

/// <summary>A set as it was published: its training and test parts, before anything is set aside.</summary>
internal sealed record RawSet(IImageDataset Train, IImageDataset Test)
{
    /// <summary>One sentence for each image that was skipped because it is unreadable.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>One sentence for each kind of thing that was passed over without being a fault.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
