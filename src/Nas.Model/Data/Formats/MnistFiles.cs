using System.Collections.Immutable;
using Nas.Model.Data.Sets;

namespace Nas.Model.Data.Formats;

/// <summary>The four IDX files of MNIST and of the sets made after it: 28 x 28 pixels, one channel.</summary>
internal sealed class MnistFiles(ImmutableArray<string> classNames) : ISetFormat
{
    public const int Side = 28;

    public static readonly ImageShape Shape = new(1, Side, Side);

    public string Sought => $"{string.Join(", ", Names)}, each as it is or with .gz, and with - or . before idx";

    public static readonly ImmutableArray<string> Names =
    [
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ];

    /// <summary>The four files, zipped, in one folder of their authors'.</summary>
    /// <param name="address">Address of the folder, with a slash at its end.</param>
    /// <param name="files">Sizes and hashes in the order of <see cref="Names"/>.</param>
    public static ImmutableArray<PublishedFile> At(string address, params ReadOnlySpan<(long Size, string Sha256)> files)
    {
        var published = ImmutableArray.CreateBuilder<PublishedFile>(Names.Length);
        for (var i = 0; i < Names.Length; i++)
            published.Add(new(new Uri($"{address}{Names[i]}.gz"), files[i].Size, files[i].Sha256));
        return published.ToImmutable();
    }

    public bool IsIn(string folder) => Names.All(name => Find(folder, name) is not null);

    public IEnumerable<string> FilesIn(string folder) => Names.Select(name => Find(folder, name)!);

    /// <summary>
    /// The file in the folder, plain or with .gz after its name, with a dot before idx as some unpackers write it; null: it is not there.
    /// </summary>
    public static string? Find(string folder, string name)
    {
        var dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        string[] names = [name, name + ".gz", dotted, dotted + ".gz"];
        if (names.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists) is { } exact)
            return exact;
        // File systems that do not tell letters apart leave them as anybody wrote them.
        return !Directory.Exists(folder)
            ? null
            : Directory
                .EnumerateFiles(folder)
                .Order(StringComparer.Ordinal)
                .FirstOrDefault(path => names.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase));
    }

    public RawSet Read(string folder, string name, string remedy)
    {
        IImageDataset? train = null,
            test = null;
        try
        {
            Parallel.Invoke(
                () => train = ReadPart(folder, name, Names[0], Names[1], remedy),
                () => test = ReadPart(folder, name, Names[2], Names[3], remedy)
            );
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<UserException>().FirstOrDefault() is { } first)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
        return new RawSet(train!, test!);
    }

    private MemoryDataset ReadPart(string folder, string name, string images, string labels, string remedy)
    {
        var imagePath = Find(folder, images) ?? throw new DamagedFileException($"{Path.Combine(folder, images)} is missing; {remedy}");
        var labelPath = Find(folder, labels) ?? throw new DamagedFileException($"{Path.Combine(folder, labels)} is missing; {remedy}");
        var pixels = IdxFile.Read(imagePath, [Side, Side], remedy);
        var classes = IdxFile.Read(labelPath, [], remedy);
        var count = pixels.Length / (Side * Side);
        if (classes.Length != count)
        {
            throw new DamagedFileException($"{labelPath} has {classes.Length} labels for the {count} images of {imagePath}; {remedy}");
        }
        var wrong = Array.FindIndex(classes, c => c >= classNames.Length);
        if (wrong >= 0)
        {
            throw new DamagedFileException(
                $"{labelPath} gives image {wrong} the label {classes[wrong]}, and the labels end at {classNames.Length - 1}; {remedy}"
            );
        }
        return new MemoryDataset(name, Shape, classNames, pixels, Array.ConvertAll(classes, c => (int)c));
    }
}
