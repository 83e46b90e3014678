using System.Collections.Immutable;
using System.Text;
using Nas.Model.Data.Sets;

namespace Nas.Model.Data.Formats;

/// <summary>
/// The binary version of CIFAR-10 and CIFAR-100 (Krizhevsky, 2009): records of the label bytes (one, or coarse and fine), then 1024 red,
/// 1024 green and 1024 blue values of a 32 x 32 image, row by row. Files may hold any number of records.
/// </summary>
/// <param name="Folder">Folder that the published archive unpacks to.</param>
/// <param name="Train">Files of training images.</param>
/// <param name="Test">The file of test images.</param>
/// <param name="ClassNameFile">The file of class names, with a name in each line.</param>
/// <param name="Classes">Number of classes; all labels are below it.</param>
/// <param name="LabelBytes">Label bytes of a record; the last of them is the label.</param>
internal sealed record CifarFiles(
    string Folder,
    ImmutableArray<string> Train,
    string Test,
    string ClassNameFile,
    int Classes,
    int LabelBytes
) : ISetFormat
{
    /// <summary>
    /// Limit on the records of one file: ten times what the published ones hold, and few enough for all to fit in one array.
    /// </summary>
    private const long MostRecords = 100_000;

    private const int MostBytesOfNames = 1 << 20;

    /// <summary>White space, and the UTF-8 byte order mark, with which some editors begin a file.</summary>
    private static readonly char[] Blanks = [' ', '\t', '\r', '\v', '\f', '\uFEFF'];

    public static readonly ImageShape Shape = new(3, 32, 32);

    public string Sought =>
        $"{string.Join(", ", Train.Append(Test))}, there or in {Folder}: the binary version (the one for Python is pickles, which can run code, and is not read)";

    /// <summary>
    /// The folder of the files: the folder itself, or the one that the published archive unpacks to; null: neither has all files.
    /// </summary>
    public string? Find(string folder) =>
        new[] { folder, Path.Combine(folder, Folder) }.FirstOrDefault(f =>
            Train.Append(Test).All(name => File.Exists(Path.Combine(f, name)))
        );

    public bool IsIn(string folder) => Find(folder) is not null;

    public IEnumerable<string> FilesIn(string folder) =>
        Train.Append(Test).Append(ClassNameFile).Select(name => Path.Combine(Find(folder)!, name)).Where(File.Exists);

    public RawSet Read(string folder, string name, string remedy)
    {
        var place = Find(folder) ?? throw new DamagedFileException($"{folder} lacks some of {string.Join(", ", Train)}, {Test}; {remedy}");
        var classNames = ReadClassNames(Path.Combine(place, ClassNameFile), remedy);
        return new RawSet(ReadPart(place, name, Train, classNames, remedy), ReadPart(place, name, [Test], classNames, remedy));
    }

    private MemoryDataset ReadPart(
        string folder,
        string name,
        ImmutableArray<string> files,
        ImmutableArray<string> classNames,
        string remedy
    )
    {
        var record = LabelBytes + Shape.Size;
        var counts = files.Select(f => CountRecords(Path.Combine(folder, f), record, remedy)).ToArray();
        var pixels = GC.AllocateUninitializedArray<byte>(counts.Sum() * Shape.Size);
        var labels = new int[counts.Sum()];
        var buffer = new byte[record];
        var image = 0;
        for (var f = 0; f < files.Length; f++)
        {
            var path = Path.Combine(folder, files[f]);
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
            for (var i = 0; i < counts[f]; i++, image++)
            {
                if (stream.ReadAtLeast(buffer, record, throwOnEndOfStream: false) < record)
                {
                    throw new DamagedFileException($"{path} ends in its record {i} of {counts[f]}; {remedy}");
                }
                labels[image] = buffer[LabelBytes - 1];
                if (labels[image] >= Classes)
                {
                    throw new DamagedFileException(
                        $"{path} gives its record {i} the label {labels[image]}, and the labels end at {Classes - 1}; {remedy}"
                    );
                }
                buffer.AsSpan(LabelBytes).CopyTo(pixels.AsSpan(image * Shape.Size));
            }
        }
        return new MemoryDataset(name, Shape, classNames, pixels, labels);
    }

    private static int CountRecords(string path, int record, string remedy)
    {
        var length = new FileInfo(path).Length;
        if (length > MostRecords * record)
        {
            throw new DamagedFileException($"{path} has {length} bytes, more than {MostRecords} images; {remedy}");
        }
        if (length == 0 || length % record != 0)
        {
            throw new DamagedFileException($"{path} has {length} bytes, expected a multiple of {record} (one image each); {remedy}");
        }
        return (int)(length / record);
    }

    /// <summary>The names that come with the set; without that file the classes are called by their numbers.</summary>
    private ImmutableArray<string> ReadClassNames(string path, string remedy)
    {
        if (!File.Exists(path))
            return [.. Enumerable.Range(0, Classes).Select(i => $"{i}")];
        var lines = Encoding.UTF8.GetString(InputFile.Bytes(path, MostBytesOfNames, "list of class names")).Split('\n');
        ImmutableArray<string> names = [.. lines.Select(line => line.Trim(Blanks)).Where(line => line.Length > 0)];
        return names.Length == Classes
            ? names
            : throw new DamagedFileException($"{path} names {names.Length} classes, expected {Classes}; {remedy}");
    }
}
