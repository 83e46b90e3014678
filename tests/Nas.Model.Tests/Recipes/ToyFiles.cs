using Nas.Model.Data;
using Nas.Model.Data.Sets;

namespace Nas.Model.Tests.Recipes;

/// <summary>Two files of images of 2 x 2 pixels, each after its label: the toy's format.</summary>
internal sealed class ToyFiles : ISetFormat
{
    private const int Record = 5;

    private static readonly string[] Names = ["train.toy", "test.toy"];

    public static ImageShape Shape { get; } = new(1, 2, 2);

    public string Sought => string.Join(", ", Names);

    public static void Write(string folder, int train, int test)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, count) in Names.Zip([train, test]))
        {
            var bytes = Enumerable.Range(0, count * Record).Select(i => (byte)(i % Record == 0 ? i / Record % 2 : i));
            File.WriteAllBytes(Path.Combine(folder, name), [.. bytes]);
        }
    }

    public bool IsIn(string folder) => FilesIn(folder).All(File.Exists);

    public IEnumerable<string> FilesIn(string folder) => Names.Select(name => Path.Combine(folder, name));

    public RawSet Read(string folder, string name, string remedy) =>
        new(Part(folder, name, Names[0], remedy), Part(folder, name, Names[1], remedy));

    private static MemoryDataset Part(string folder, string name, string file, string remedy)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, file));
        if (bytes.Length % Record != 0)
            throw new DamagedFileException($"{Path.Combine(folder, file)} ends in an image; {remedy}");
        var images = bytes.Chunk(Record).ToArray();
        int[] labels = [.. images.Select(image => (int)image[0])];
        return new MemoryDataset(name, Shape, ["even", "odd"], [.. images.SelectMany(image => image[1..])], labels);
    }
}
