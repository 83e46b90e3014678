using System.Collections.Immutable;

namespace Nas.Model.Data.Formats;

/// <summary>The four IDX files of MNIST and of the sets made after it: 28 x 28 pixels, one channel.</summary>
internal static class MnistFiles
{
    public const int Side = 28;

    /// <summary>What is looked for, in words.</summary>
    public static string Sought => $"{string.Join(", ", Names)}, each as it is or with .gz, and with - or . before idx";

    public static readonly ImmutableArray<string> Names =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>The file in the folder, plain or with .gz after its name, with a dot before idx as some unpackers write it; null: it is not there.</summary>
    public static string? Find(string folder, string name)
    {
        var dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        string[] names = [name, name + ".gz", dotted, dotted + ".gz"];
        if (names.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists) is { } exact) return exact;
        // File systems that do not tell letters apart leave them as anybody wrote them.
        return !Directory.Exists(folder) ? null
            : Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).FirstOrDefault(path => names.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase));
    }

    /// <exception cref="DamagedFileException">A file is not what it must be.</exception>
    public static RawSet Read(string folder, string name, ImmutableArray<string> classNames, string remedy)
    {
        IImageDataset? train = null, test = null;
        try
        {
            Parallel.Invoke(
                () => train = ReadPart(folder, name, Names[0], Names[1], classNames, remedy),
                () => test = ReadPart(folder, name, Names[2], Names[3], classNames, remedy));
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<UserException>().FirstOrDefault() is { } first)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
        return new RawSet(train!, test!);
    }

    private static MemoryDataset ReadPart(
        string folder, string name, string images, string labels, ImmutableArray<string> classNames, string remedy)
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
                $"{labelPath} gives image {wrong} the label {classes[wrong]}, and the labels end at {classNames.Length - 1}; {remedy}");
        }
        return new MemoryDataset(name, new ImageShape(1, Side, Side), classNames, pixels, Array.ConvertAll(classes, c => (int)c));
    }
}
