using System.Collections.Immutable;
using System.Globalization;

namespace Nas.Model.Data.Detection.Voc;

/// <summary>
/// A data set laid out as PASCAL VOC's: <c>Annotations/NAME.xml</c>, <c>JPEGImages/NAME.jpg</c>, <c>ImageSets/Main/SET.txt</c>.
/// Source: Everingham and Winn, The PASCAL VOC Challenge development kit.
/// </summary>
public static class VocFolder
{
    /// <param name="folder">That holds <c>Annotations</c>.</param>
    /// <param name="imageSet">A list in <c>ImageSets/Main</c>, without <c>.txt</c>; null: every annotation there is, by name.</param>
    /// <param name="categories">In the order of their numbers, from 1, any other being unknown; null: those met, by name, without numbers.</param>
    /// <param name="faults">What to do with entries that cannot be used.</param>
    /// <param name="requireImages">An image without its file is a fault.</param>
    /// <exception cref="DamagedFileException">An annotation is no XML, and <paramref name="faults"/> refuses.</exception>
    /// <exception cref="UserException">A folder or a list is missing, or an entry cannot be used and <paramref name="faults"/> refuses.</exception>
    public static DetectionSet Read(
        string folder, string? imageSet = null, IReadOnlyList<string>? categories = null, FaultPolicy faults = FaultPolicy.Refuse, bool requireImages = false)
    {
        var annotations = Path.Combine(folder, "Annotations");
        if (!Directory.Exists(annotations)) throw new UserException($"There is no folder {annotations}: {folder} is not laid out as PASCAL VOC.");
        var list = new FaultList(faults);
        var files = new List<VocAnnotation>();
        foreach (var name in imageSet is null ? AllIn(annotations) : ListOf(folder, imageSet))
        {
            var image = ImageOf(folder, name);
            if (requireImages && !File.Exists(Path.Combine(folder, image))) list.Add($"{Path.Combine(folder, image)} is missing");
            else if (VocAnnotation.Read(Path.Combine(annotations, name + ".xml"), image, categories, list) is { } file) files.Add(file);
        }
        return ToSet(files, categories, list);
    }

    private static IEnumerable<string> AllIn(string annotations) =>
        Directory.EnumerateFiles(annotations, "*.xml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> ListOf(string folder, string imageSet)
    {
        var path = Path.Combine(folder, "ImageSets", "Main", imageSet + ".txt");
        if (!File.Exists(path)) throw new UserException($"There is no file {path}: {imageSet} is not an image set of {folder}.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            // Lists of one category have a second column.
            var name = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            if (name is null) continue;
            if (Path.GetFileName(name) != name) throw new UserException($"{path}, line {index + 1}: {name} is not the name of an image.");
            if (!names.Add(name)) throw new UserException($"{path}, line {index + 1}: {name} is there twice.");
            yield return name;
        }
    }

    private static string ImageOf(string folder, string name)
    {
        foreach (var extension in (ReadOnlySpan<string>)[".jpg", ".jpeg", ".png"])
        {
            var image = Path.Combine("JPEGImages", name + extension);
            if (File.Exists(Path.Combine(folder, image))) return image;
        }
        return Path.Combine("JPEGImages", name + ".jpg");
    }

    private static DetectionSet ToSet(List<VocAnnotation> files, IReadOnlyList<string>? categories, FaultList faults)
    {
        var names = categories ?? [.. files.SelectMany(file => file.Objects).Select(found => found.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (!positions.TryAdd(names[i], i)) throw new UserException($"Category {names[i]} is named twice.");
        }
        var ids = IdsOf(files);
        var images = ImmutableArray.CreateBuilder<LabelledImage>(files.Count);
        var id = 0L;
        foreach (var (index, file) in files.Index())
        {
            images.Add(new LabelledImage(ids[index], file.Image, file.Width, file.Height,
                [.. file.Objects.Select(found => new LabelledObject(++id, positions[found.Name], found.Box, found.Box.Area, IsDifficult: found.IsDifficult))]));
        }
        return new DetectionSet(
            images.MoveToImmutable(), [.. names.Select((name, index) => new LabelledCategory(categories is null ? null : index + 1, name))], faults.ToImmutable());
    }

    /// <summary>The digits of the names as numbers, as is usual (2007_000027 is 2007000027); positions where those do not tell the images apart.</summary>
    private static long[] IdsOf(List<VocAnnotation> files)
    {
        var ids = new long[files.Count];
        var seen = new HashSet<long>();
        for (var i = 0; i < ids.Length; i++)
        {
            var digits = string.Concat(Path.GetFileNameWithoutExtension(files[i].Image).Where(char.IsAsciiDigit));
            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ids[i]) || !seen.Add(ids[i])) return [.. Enumerable.Range(1, ids.Length)];
        }
        return ids;
    }
}
