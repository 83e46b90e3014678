using System.Collections.Immutable;

namespace Nas.Model.WeightFiles.Weights;

/// <summary>A tensor that the file has under the right name, but not as the backbone needs it.</summary>
public sealed record UnlikeTensor(WeightTensor Found, WeightTensor Needed);

/// <summary>The match between the tensors of a file and those of a backbone.</summary>
/// <param name="Matched">Tensors with the same name and shape, and the same element type or one of half precision, whose numbers are all
/// F32's too.</param>
/// <param name="Missing">Tensors of the backbone that the file lacks; counts of minibatches, which nothing reads, are never
/// missing.</param>
/// <param name="Unlike">Tensors with the same name, but another element type or shape.</param>
/// <param name="LeftOver">Tensors of the file that the backbone has no use for, a classifier's among them.</param>
public sealed record WeightsMatch(
    ImmutableArray<WeightTensor> Matched,
    ImmutableArray<WeightTensor> Missing,
    ImmutableArray<UnlikeTensor> Unlike,
    ImmutableArray<WeightTensor> LeftOver
)
{
    /// <summary>The <see cref="Matched"/> tensors that the file has in half precision.</summary>
    public ImmutableArray<WeightTensor> Widened { get; private init; } = [];

    public static WeightsMatch Of(ImmutableArray<WeightTensor> found, ImmutableArray<WeightTensor> needed)
    {
        var byName = found.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var names = needed.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var present = needed.Where(tensor => byName.ContainsKey(tensor.Name)).ToLookup(tensor => byName[tensor.Name].Fits(tensor));
        return new WeightsMatch(
            [.. present[true]],
            [.. needed.Where(tensor => !byName.ContainsKey(tensor.Name) && !BackboneState.IsCount(tensor.Name))],
            [.. present[false].Select(tensor => new UnlikeTensor(byName[tensor.Name], tensor))],
            [.. found.Where(tensor => !names.Contains(tensor.Name))]
        )
        {
            Widened = [.. present[true].Where(tensor => byName[tensor.Name].Type != tensor.Type)],
        };
    }
}
