using System.Collections.Immutable;
using Nas.Model.Data.Formats;
using Nas.Model.Data.Images;
using Nas.Model.Plugins;

namespace Nas.Model.Data;

/// <summary>One of the sets that <c>data.name</c> can name.</summary>
/// <param name="Name">As in search files.</param>
/// <param name="Description">One line.</param>
/// <param name="TrainImages">As published; null: as many as the user has.</param>
/// <param name="TestImages">As published; null: as many as the user has.</param>
/// <param name="Classes">Null: as many as the user has.</param>
/// <param name="Shape">Null: of data.side, or of the images.</param>
/// <param name="Source">Where it comes from, in words.</param>
public sealed record KnownSet(
    string Name, string Description, int? TrainImages, int? TestImages, int? Classes, ImageShape? Shape, string Source)
{
    public const string FashionMnist = "fashion-mnist";
    public const string Mnist = "mnist";
    public const string Cifar10 = "cifar10";
    public const string Cifar100 = "cifar100";
    public const string ImageFolder = "image-folder";
    public const string Procedural = "procedural";

    private static readonly ImageShape Small = new(1, MnistFiles.Side, MnistFiles.Side);

    private static readonly ImmutableArray<string> Garments =
        ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle-boot"];

    private static readonly ImmutableArray<string> Digits = [.. Enumerable.Range(0, 10).Select(i => $"{i}")];

    public static ImmutableArray<KnownSet> All { get; } =
    [
        new(
            FashionMnist, "Clothes, grey (Xiao, Rasul and Vollgraf, 2017)", 60_000, 10_000, 10, Small,
            "Debian package dataset-fashion-mnist, or github.com"),
        new(Mnist, "Handwritten digits, grey (LeCun, Cortes and Burges)", 60_000, 10_000, 10, Small, "ossci-datasets.s3.amazonaws.com"),
        new(Cifar10, "Small photographs, colour (Krizhevsky, 2009)", 50_000, 10_000, 10, CifarFiles.Shape, "www.cs.toronto.edu"),
        new(Cifar100, "Small photographs, colour (Krizhevsky, 2009)", 50_000, 10_000, 100, CifarFiles.Shape, "www.cs.toronto.edu"),
        new(ImageFolder, "Your own images: data.root/train/CLASS/*.jpg and test or val, or a .tar.gz of that", null, null, null, null, "data.root"),
        new(
            Procedural, "Textures and shapes, drawn by code", ProceduralSet.TrainImages, ProceduralSet.TestImages, 10, ProceduralSet.Shape,
            "no files"),
    ];

    /// <summary>Ours, and those of plug-ins.</summary>
    public static IEnumerable<KnownSet> Usable =>
        All.Concat(PluginRegistry.Of<IImageSet>().Select(plugin => new KnownSet(plugin.Name, plugin.Type.FullName!, null, null, null, null, plugin.File) { Plugin = plugin }));

    /// <exception cref="UserException">No such set; the sentence lists those that there are.</exception>
    public static KnownSet Named(string name, string key) =>
        Usable.FirstOrDefault(s => s.Name == name)
        ?? throw new UserException($"{key} \"{name}\" is no data set: take one of {string.Join(", ", Usable.Select(s => s.Name))}");

    /// <summary>What reads it; null: we do.</summary>
    public PluginClass? Plugin { get; private init; }

    /// <summary>Whether there is a folder of it to look for, and to get.</summary>
    public bool HasFiles => Name is not (ImageFolder or Procedural) && Plugin is null;

    /// <summary>Whether the folder has the set's files, whatever is in them.</summary>
    internal bool IsIn(string folder) => Name switch
    {
        FashionMnist or Mnist => MnistFiles.Names.All(n => MnistFiles.Find(folder, n) is not null),
        Cifar10 => CifarFiles.Ten.Find(folder) is not null,
        Cifar100 => CifarFiles.Hundred.Find(folder) is not null,
        ImageFolder => ImageListing.IsThere(folder),
        _ => true,
    };

    /// <summary>The files of a set that has files, in words.</summary>
    internal string Sought => Name switch
    {
        FashionMnist or Mnist => MnistFiles.Sought,
        Cifar10 => CifarFiles.Ten.Sought,
        Cifar100 => CifarFiles.Hundred.Sought,
        _ => throw new InvalidOperationException($"{Name} has no files of its own"),
    };

    /// <summary>The paths of the set's files in the folder, those that describe it included.</summary>
    internal IEnumerable<string> FilesIn(string folder) => Name switch
    {
        FashionMnist or Mnist => MnistFiles.Names.Select(n => MnistFiles.Find(folder, n)!),
        Cifar10 => CifarFiles.Ten.FilesIn(folder),
        Cifar100 => CifarFiles.Hundred.FilesIn(folder),
        _ => throw new InvalidOperationException($"{Name} has no files of its own"),
    };

    /// <summary>Reads a set that has files from the folder they are in.</summary>
    /// <param name="folder">Where <see cref="IsIn"/> holds.</param>
    /// <param name="remedy">How the user gets good files, as the end of a sentence.</param>
    /// <exception cref="DamagedFileException">A file is not what it must be.</exception>
    internal RawSet Read(string folder, string remedy) => Name switch
    {
        FashionMnist => MnistFiles.Read(folder, Name, Garments, remedy),
        Mnist => MnistFiles.Read(folder, Name, Digits, remedy),
        Cifar10 => CifarFiles.Ten.Read(folder, Name, remedy),
        Cifar100 => CifarFiles.Hundred.Read(folder, Name, remedy),
        _ => throw new InvalidOperationException($"{Name} has no files of its own"),
    };
}
