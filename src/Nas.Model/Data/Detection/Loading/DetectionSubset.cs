using System.Collections.Immutable;
using Nas.Model.Data.Images;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>Some images of another set, in the order of the positions given.</summary>
internal sealed class DetectionSubset(IDetectionDataset whole, ImmutableArray<int> positions) : IDetectionDataset
{
    public string Name => whole.Name;

    public DetectionSet Labels { get; } = whole.Labels with { Images = [.. positions.Select(position => whole.Labels.Images[position])] };

    public DecodedImage Load(int index) => whole.Load(positions[index]);
}
