using System.Collections.Immutable;

namespace Nas.Model.Cost.Torchvision;

/// <summary>Structure of a backbone: four stages of blocks at strides 4, 8, 16 and 32 after a stem. No tensors.</summary>
public interface IBackboneShape
{
    /// <summary>Blocks of each of the four stages.</summary>
    ImmutableArray<int> Blocks { get; }

    /// <summary>The same backbone with another allocation of blocks.</summary>
    /// <exception cref="UserException">Not four counts, each of at least one block.</exception>
    IBackboneShape WithBlocks(ImmutableArray<int> blocks);

    /// <summary>Layers of the classification network under torchvision's names, for images of three channels.</summary>
    ImmutableArray<Layer> Layers(int height, int width, int classes);

    /// <summary>Writes down everything before the classifier and gives the shapes of the four stages' outputs.</summary>
    ImmutableArray<MapShape> Features(LayerList layers);
}

/// <summary>The shape of one image's feature map.</summary>
public readonly record struct MapShape(int Channels, int Height, int Width)
{
    /// <summary>The shape that a list of layers has reached.</summary>
    public static MapShape Of(LayerList layers) => new(layers.Channels, layers.Height, layers.Width);
}
