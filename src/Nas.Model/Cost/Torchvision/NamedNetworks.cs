using System.Collections.Immutable;

namespace Nas.Model.Cost.Torchvision;

/// <summary>Networks by name. A new one of a known family is a line here.</summary>
public sealed class NamedNetworks
{
    private readonly ImmutableSortedDictionary<string, NamedNetwork> _classifiers,
        _backbones;

    public NamedNetworks(params ImmutableArray<NamedNetwork> entries)
    {
        Entries = entries;
        _classifiers = ByName(entries.Where(entry => entry.IsClassifier));
        _backbones = ByName(entries.Where(entry => entry.Stages is not null));
        Stages = [.. entries.Select(entry => entry.Stages).OfType<StageOptions>().Distinct()];
    }

    public static NamedNetworks Standard { get; } =
        new(
            new("resnet18", new ResNetShape(false, [2, 2, 2, 2])) { IsClassifier = true, Stages = StageOptions.ResNet },
            new("resnet34", new ResNetShape(false, [3, 4, 6, 3])) { IsClassifier = true, Stages = StageOptions.ResNet },
            new("resnet50", new ResNetShape(true, [3, 4, 6, 3])) { IsClassifier = true, Stages = StageOptions.ResNet },
            new("resnet101", new ResNetShape(true, [3, 4, 23, 3])) { IsClassifier = true, Stages = StageOptions.ResNet },
            new("resnet152", new ResNetShape(true, [3, 8, 36, 3])) { IsClassifier = true },
            new("wide_resnet50_2", new ResNetShape(true, [3, 4, 6, 3], GroupWidth: 128)) { IsClassifier = true },
            new("wide_resnet101_2", new ResNetShape(true, [3, 4, 23, 3], GroupWidth: 128)) { IsClassifier = true },
            new("resnext50_32x4d", new ResNetShape(true, [3, 4, 6, 3], Groups: 32, GroupWidth: 4))
            {
                IsClassifier = true,
                Stages = StageOptions.ResNeXt,
            },
            new("resnext101_32x4d", new ResNetShape(true, [3, 4, 23, 3], Groups: 32, GroupWidth: 4)) { Stages = StageOptions.ResNeXt },
            new("resnext101_32x8d", new ResNetShape(true, [3, 4, 23, 3], Groups: 32, GroupWidth: 8)) { IsClassifier = true },
            new("resnext101_64x4d", new ResNetShape(true, [3, 4, 23, 3], Groups: 64, GroupWidth: 4)) { IsClassifier = true },
            new("mobilenet_v2", MobileNetV2Shape.Standard) { IsClassifier = true, Stages = StageOptions.MobileNetV2 },
            // A sixteenth of ResNet18's work, for processors.
            new("resnet_small", new ResNetShape(false, [2, 2, 2, 2], FirstWidth: 16)) { Stages = StageOptions.Small }
        );

    public ImmutableArray<NamedNetwork> Entries { get; }

    /// <summary>Names of the networks of which torchvision has a classifier, in ordinal order.</summary>
    public ImmutableArray<string> Classifiers => [.. _classifiers.Keys];

    /// <summary>Names of the networks that a detector can use as its backbone, in ordinal order.</summary>
    public ImmutableArray<string> Backbones => [.. _backbones.Keys];

    /// <summary>The depths that backbones name, each once.</summary>
    public ImmutableArray<StageOptions> Stages { get; }

    /// <summary>The classifier of exactly this name; null: there is none.</summary>
    public NamedNetwork? Classifier(string name) => _classifiers.GetValueOrDefault(name);

    /// <summary>The backbone of this name; hyphens, underscores and letter case do not matter: <c>ResNeXt50-32x4d</c>.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public NamedNetwork Backbone(string name) =>
        _backbones.Values.FirstOrDefault(known => string.Equals(Plain(known.Name), Plain(name), StringComparison.OrdinalIgnoreCase))
        ?? throw new UserException(
            $"There is no backbone '{name}'{Spelling.Hint(name, Backbones)}: known are {string.Join(", ", Backbones)}."
        );

    private static ImmutableSortedDictionary<string, NamedNetwork> ByName(IEnumerable<NamedNetwork> entries) =>
        entries.ToImmutableSortedDictionary(entry => entry.Name, entry => entry, StringComparer.Ordinal);

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
}
