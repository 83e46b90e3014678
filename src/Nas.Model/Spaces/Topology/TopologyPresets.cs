using System.Collections.Immutable;

namespace Nas.Model.Spaces.Topology;

/// <summary>
/// The spaces that a search file names. Widths are chosen so that (pixels x channels) of the stages share large factors, which keeps
/// exact counting by MAdds fast. A preset is for ever: architectures in journals are read with it.
/// </summary>
public static class TopologyPresets
{
    private static readonly ImmutableArray<EdgeOperation> MobileOperations =
    [
        EdgeOperation.Mb(3, 3),
        EdgeOperation.Mb(3, 6),
        EdgeOperation.Mb(5, 3),
        EdgeOperation.Mb(5, 6),
        EdgeOperation.Mb(7, 3),
        EdgeOperation.Mb(7, 6),
    ];

    private static readonly ImmutableArray<EdgeOperation> SmallOperations =
    [
        EdgeOperation.Mb(3, 1),
        EdgeOperation.Mb(5, 1),
        EdgeOperation.Mb(3, 3),
        EdgeOperation.Mb(5, 3),
    ];

    /// <summary>
    /// 35 augmented edges: 2^35 topologies, from 146 M to 813 M MAdds, 456 +- 33 M when drawn uniformly. Chains alone reach 341 M, so that
    /// a chain of the MAdds of the paper's smaller result (326 M; the larger has 503 M) exists to compare with.
    /// </summary>
    public static TopologySpec ImageNet { get; } =
        new(
            "st-nas-imagenet",
            Channels: 3,
            Side: 224,
            Classes: 1000,
            StemWidth: 16,
            StemStride: 2,
            [new(4, 16, 2), new(5, 32, 2), new(5, 48, 2), new(6, 64, 1), new(6, 128, 2)],
            HeadWidth: 1280,
            MobileOperations,
            [EdgeOperation.Identity, .. MobileOperations]
        );

    /// <summary>
    /// 32 x 32 colour images on a small GPU: from 26 M to 153 M MAdds, 82 +- 9 M when drawn uniformly; chains alone reach 70 M.
    /// </summary>
    public static TopologySpec Cifar { get; } =
        new(
            "st-nas-cifar",
            Channels: 3,
            Side: 32,
            Classes: 10,
            StemWidth: 16,
            StemStride: 1,
            [new(4, 16, 1), new(5, 32, 2), new(5, 64, 2)],
            HeadWidth: 256,
            MobileOperations,
            [EdgeOperation.Identity, .. MobileOperations]
        );

    /// <summary>
    /// 28 x 28 grey images on a CPU: from 0.5 M to 2.5 M MAdds, 1.3 +- 0.2 M when drawn uniformly; chains alone reach 1.3 M.
    /// </summary>
    public static TopologySpec Fashion { get; } =
        new(
            "st-nas-fashion",
            Channels: 1,
            Side: 28,
            Classes: 10,
            StemWidth: 16,
            StemStride: 2,
            [new(4, 16, 2), new(5, 32, 2)],
            HeadWidth: 128,
            SmallOperations,
            [EdgeOperation.Identity, .. SmallOperations]
        );

    /// <summary>
    /// 28 x 28 grey images, small enough to train every architecture: one searched stage of 4 nodes, 3 augmented edges, 216 architectures
    /// from nothing but fixed blocks to six operations, which are 171 different networks. For studies of the proxy.
    /// </summary>
    public static TopologySpec Tiny { get; } =
        new(
            "st-nas-tiny",
            Channels: 1,
            Side: 28,
            Classes: 10,
            StemWidth: 8,
            StemStride: 2,
            [new(4, 12, 2)],
            HeadWidth: 64,
            [EdgeOperation.Identity, EdgeOperation.Mb(3, 1), EdgeOperation.Mb(5, 3)],
            [EdgeOperation.Mb(3, 1)]
        );

    public static ImmutableArray<TopologySpec> All { get; } = [ImageNet, Cifar, Fashion, Tiny];

    /// <exception cref="UserException">There is no preset of this name.</exception>
    public static TopologySpec Find(string name)
    {
        if (All.FirstOrDefault(spec => spec.Name == name) is { } found)
            return found;
        var names = All.Select(spec => spec.Name).ToArray();
        throw new UserException($"There is no search space '{name}'{Spelling.Hint(name, names)}: known are {string.Join(", ", names)}.");
    }
}
