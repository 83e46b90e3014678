using System.Collections.Immutable;

namespace Nas.Model.Methods.Fidelity;

/// <summary>Measurements of one architecture in a study, in the order of its <see cref="StudyLayout"/>.</summary>
/// <param name="Truth">Accuracy by itself on the test images, by seed.</param>
/// <param name="Checkpoints">Scores of the one-checkpoint proxy, by supernet and state.</param>
/// <param name="Samples">Scores by sample.</param>
/// <param name="SameImages">Scores by sample of <see cref="StudyLayout.SameImageSamples"/>.</param>
public sealed record StudiedArchitecture(
    string Text,
    long Madds,
    long Parameters,
    ImmutableArray<double> Truth,
    ImmutableArray<double> Checkpoints,
    ImmutableArray<double> Samples,
    ImmutableArray<double> SameImages
);
