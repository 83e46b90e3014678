using Nas.Model.Networks;

namespace Nas.Model.Sampling;

/// <summary>The kinds of coordinates that the networks of image classifiers have, each of which can be sampled alone.</summary>
public static class Coordinates
{
    public const string Convolutions = "convolutions",
        BatchNorm = "batch-norm",
        Classifier = "classifier";

    /// <summary>
    /// The kind of a tensor of a <see cref="PathNetwork"/>. Convolutions have no bias there, so that a tensor which belongs neither to them
    /// nor to the classifier is a scale or a shift.
    /// </summary>
    public static string KindOf(NamedTensor tensor) =>
        tensor.Name.StartsWith("linear.", StringComparison.Ordinal) ? Classifier
        : tensor.Value.dim() == 4 ? Convolutions
        : BatchNorm;

    /// <param name="kind">Kind of the coordinates that move (<see cref="Settings.LangevinSettings.Moves"/>); null: all move.</param>
    public static bool Move(string? kind, NamedTensor tensor) => kind is null || KindOf(tensor) == kind;
}
