using System.Numerics;
using Nas.Model.Cost;

namespace Nas.Model.Spaces;

/// <summary>
/// A space of networks that tell the classes of images: the supernet, the samples, scoring and retraining are the same for all such.
/// </summary>
public interface IImageSpace : ISearchSpace
{
    /// <summary>Channels of the input image.</summary>
    int Channels { get; }

    /// <summary>Pixels of a side of the square input image.</summary>
    int Side { get; }

    int Classes { get; }

    /// <summary>Number of graphs, whatever their edges carry.</summary>
    BigInteger Topologies { get; }

    /// <summary>The part of the space without augmented edges; null where no architecture has any.</summary>
    OptionMask? ChainOnly { get; }

    /// <summary>The architecture's layers one by one.</summary>
    NetworkCost CostOf(Architecture architecture);
}
