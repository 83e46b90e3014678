using System.Collections.Immutable;
using System.Globalization;

namespace Nas.Model.Cost.Torchvision;

/// <summary>Costs of torchvision's classification networks in closed form, for images of three channels.</summary>
public static class TorchvisionCost
{
    /// <summary>The part after the name of a residual network with other block counts: <c>resnet50_blocks_1_3_5_7</c>.</summary>
    private const string BlocksSuffix = "_blocks_";

    private const int LargestSide = 1 << 14;

    /// <summary>Every name that <see cref="Of(string, int, int, int)"/> knows, without block counts.</summary>
    public static ImmutableArray<string> Names => NamedNetworks.Standard.Classifiers;

    /// <param name="network">A torchvision name; a residual network's may be followed by four block counts:
    /// <c>resnet50_blocks_1_3_5_7</c>.</param>
    /// <param name="height">Pixels of the input image.</param>
    /// <param name="width">Pixels of the input image.</param>
    /// <exception cref="UserException">An unknown network, or an image that no network takes.</exception>
    public static NetworkCost Of(string network, int height, int width, int classes = 1000)
    {
        if (height is < 1 or > LargestSide || width is < 1 or > LargestSide)
        {
            throw new UserException(
                $"The input {height}x{width} is not an image size: height and width are from 1 to {LargestSide} pixels."
            );
        }
        if (classes < 1)
            throw new UserException($"A classifier of {classes} classes is none: at least 1 is needed.");
        var shape = NamedNetworks.Standard.Classifier(network)?.Shape ?? ResNet(network);
        return new NetworkCost(network, height, width, shape.Layers(height, width, classes));
    }

    /// <summary>The shape of a named residual network.</summary>
    /// <exception cref="UserException">There is none of this name.</exception>
    public static ResNetShape ResNet(string network)
    {
        var at = network.IndexOf(BlocksSuffix, StringComparison.Ordinal);
        var name = at < 0 ? network : network[..at];
        if (NamedNetworks.Standard.Classifier(name)?.Shape is not ResNetShape shape)
            throw Unknown(network);
        return at < 0 ? shape : shape with { Blocks = Blocks(network, network[(at + BlocksSuffix.Length)..]) };
    }

    private static ImmutableArray<int> Blocks(string network, string text)
    {
        var blocks = ImmutableArray.CreateBuilder<int>();
        foreach (var word in text.Split('_'))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 1000)
                throw Unknown(network);
            blocks.Add(count);
        }
        return blocks.Count == 4 ? blocks.ToImmutable() : throw Unknown(network);
    }

    private static UserException Unknown(string network) =>
        new(
            $"There is no network '{network}'{Spelling.Hint(network, Names)}: known are {string.Join(", ", Names)}, "
                + "and residual networks with four block counts from 1 to 1000, as in resnet50_blocks_1_3_5_7."
        );
}
