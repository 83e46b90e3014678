using System.Collections.Immutable;

namespace Nas.Model.Methods.Fidelity;

/// <summary>Measurements of one architecture in a study, in the order of its <see cref="StudyLayout"/>.</summary>
/// <param name="Truth">Accuracy by itself on the test images, by seed.</param>
/// <param name="Checkpoints">Accuracies of the one-checkpoint proxy, by supernet and state.</param>
/// <param name="Samples">Accuracies by sample.</param>
/// <param name="SameImages">Accuracies by sample of <see cref="StudyLayout.SameImageSamples"/>.</param>
public sealed record StudiedArchitecture(
    string Text,
    long Madds,
    long Parameters,
    ImmutableArray<double> Truth,
    ImmutableArray<double> Checkpoints,
    ImmutableArray<double> Samples,
    ImmutableArray<double> SameImages
)
{
    /// <summary>By which architectures are of equal cost: the Multiply-Adds, or what the table with the truth says.</summary>
    public double Cost { get; init; } = Madds;

    /// <summary>Mean cross entropies where <see cref="Checkpoints"/> has accuracies; empty: not known.</summary>
    public ImmutableArray<double> CheckpointLosses { get; init; } = [];

    /// <summary>Mean cross entropies where <see cref="Samples"/> has accuracies; empty: not known.</summary>
    public ImmutableArray<double> SampleLosses { get; init; } = [];

    /// <summary>Mean cross entropies where <see cref="SameImages"/> has accuracies; empty: not known.</summary>
    public ImmutableArray<double> SameImageLosses { get; init; } = [];

    /// <summary>What it consists of; empty: not known.</summary>
    public ImmutableArray<PartCount> Parts { get; init; } = [];

    public bool HasLosses =>
        CheckpointLosses.Length == Checkpoints.Length
        && SampleLosses.Length == Samples.Length
        && SameImageLosses.Length == SameImages.Length;
}
