using Nas.Model.Networks.Layers;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>
/// A tensor of a backbone and where it stands. Names may count blocks through all stages, and then mean others in another allocation.
/// </summary>
public sealed record PlacedTensor(string Place, Tensor Value);

/// <summary>Places that allocations of a backbone have in common.</summary>
internal static class BackbonePlaces
{
    /// <summary>All tensors of a backbone, in no particular order.</summary>
    public static IEnumerable<PlacedTensor> Of(Backbone backbone) =>
        Outside(backbone).Concat(backbone.Stages.SelectMany((blocks, stage) => OfStage(stage, blocks)));

    /// <summary>The tensors outside of blocks, the same in every allocation. A classifier comes last.</summary>
    public static IEnumerable<PlacedTensor> Outside(Backbone backbone)
    {
        var ofBlocks = backbone
            .Stages.SelectMany(blocks => blocks)
            .SelectMany(block => LayerState.Of(block))
            .Select(tensor => tensor.Value)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return LayerState
            .Of(backbone)
            .Where(tensor => !ofBlocks.Contains(tensor.Value))
            .Select((tensor, index) => new PlacedTensor($"outside/{index}", tensor.Value));
    }

    /// <summary>
    /// The first, second, ... block of each shape in a stage: where a stage has blocks of two widths, those of the second begin anywhere.
    /// </summary>
    public static IEnumerable<PlacedTensor> OfStage(int stage, IEnumerable<Block> blocks)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var block in blocks)
        {
            var state = LayerState.Of(block);
            var shape = string.Join(' ', state.Select(tensor => $"{tensor.Name}[{string.Join(',', tensor.Value.shape)}]"));
            var number = seen[shape] = seen.GetValueOrDefault(shape) + 1;
            foreach (var tensor in state)
                yield return new PlacedTensor($"stage{stage}/{shape}/{number}/{tensor.Name}", tensor.Value);
        }
    }
}
