using System.Collections.Immutable;
using Nas.Model.Data.Images;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>
/// Labelled images with their pixels, by position in <see cref="DetectionSet.Images"/>. Safe to read from several threads.
/// </summary>
public interface IDetectionDataset
{
    string Name { get; }

    DetectionSet Labels { get; }

    /// <summary>The pixels of one image, three channels of bytes, in the size that its labels are about.</summary>
    /// <exception cref="DamagedFileException">They cannot be read; names the file.</exception>
    DecodedImage Load(int index);
}

/// <summary>
/// The three disjoint parts of a set, with the same categories in the same order. Architectures are scored on
/// <see cref="Validation"/>; <see cref="Test"/> is read once, by the final report.
/// </summary>
public sealed record DetectionSplits(IDetectionDataset Train, IDetectionDataset Validation, IDetectionDataset Test)
{
    /// <summary>One sentence for each faulty entry that was left out.</summary>
    public ImmutableArray<string> Skipped { get; } =
    [.. Train.Labels.Skipped.Concat(Validation.Labels.Skipped).Concat(Test.Labels.Skipped).Distinct()];

    /// <summary>One sentence for each kind of thing that was passed over, or taken for something else, without being a fault.</summary>
    public ImmutableArray<string> Notes { get; } =
    [.. Train.Labels.Notes.Concat(Validation.Labels.Notes).Concat(Test.Labels.Notes).Distinct()];
}
