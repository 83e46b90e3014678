using System.Collections.Immutable;

namespace Nas.Model.Cost.Torchvision;

/// <summary>
/// Numbers of blocks that each of the four stages may have, and the backbone whose blocks they are unless another one is named.
/// </summary>
public sealed record StageOptions(string Name, string Backbone, ImmutableArray<ImmutableArray<int>> Stages)
{
    private static readonly ImmutableArray<int> OneToTen = [.. Enumerable.Range(1, 10)];

    /// <summary>One space for every budget of the ResNet series (CR-NAS, ICLR 2020).</summary>
    public static StageOptions ResNet { get; } =
        new("stage-resnet", "resnet50", [OneToTen, OneToTen, [2, 3, 5, 6, 9, 11, 14, 17, 20, 23], [2, 3, 4, 6, 7, 9, 11, 13, 15, 17]]);

    /// <summary>The same depths, of grouped blocks.</summary>
    public static StageOptions ResNeXt { get; } = ResNet with { Name = "stage-resnext", Backbone = "resnext50_32x4d" };

    /// <summary>
    /// Depths around the original 2, 3, 7, 4. The blocks of different stages cost differently, so that a range of MAdds is the natural
    /// constraint.
    /// </summary>
    public static StageOptions MobileNetV2 { get; } =
        new(
            "stage-mobilenet-v2",
            "mobilenet_v2",
            [
                [1, 2, 3, 4, 5],
                [1, 2, 3, 4, 5, 6, 7],
                [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
                [1, 2, 3, 4, 5, 6, 7, 8, 9],
            ]
        );

    public static StageOptions Small { get; } =
        new(
            "stage-small",
            "resnet_small",
            [
                [1, 2, 3, 4],
                [1, 2, 3, 4],
                [1, 2, 3, 4, 5],
                [1, 2, 3, 4, 5],
            ]
        );

    /// <summary>The stage options of all backbones.</summary>
    public static ImmutableArray<StageOptions> All => NamedNetworks.Standard.Stages;

    /// <exception cref="UserException">There are no stages of this name.</exception>
    public static StageOptions Find(string name) =>
        All.FirstOrDefault(options => options.Name == name)
        ?? throw new UserException(
            $"There is no stage space '{name}'{Spelling.Hint(name, All.Select(options => options.Name))}: "
                + $"known are {string.Join(", ", All.Select(options => options.Name))}."
        );

    /// <summary>The stages of a backbone's family.</summary>
    /// <exception cref="UserException">There is no such backbone.</exception>
    public static StageOptions Of(string backbone) => NamedNetworks.Standard.Backbone(backbone).Stages!;
}
