using System.Collections.Immutable;

namespace Nas.Model.Methods.Fidelity;

/// <summary>What a study measured of one architecture, in the order of its <see cref="StudyLayout"/>.</summary>
/// <param name="Truth">Accuracy by itself on the test images, by seed.</param>
/// <param name="Checkpoints">By supernet and state.</param>
/// <param name="Samples">By sample.</param>
/// <param name="SameImages">By sample of <see cref="StudyLayout.SameImageSamples"/>.</param>
public sealed record StudiedArchitecture(
    string Text,
    long Madds,
    long Parameters,
    ImmutableArray<double> Truth,
    ImmutableArray<double> Checkpoints,
    ImmutableArray<double> Samples,
    ImmutableArray<double> SameImages
);
