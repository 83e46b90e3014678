using System.Collections.Immutable;
using System.Globalization;

namespace Nas.Model.Data.Detection.Voc;

/// <summary>
/// A data set laid out as PASCAL VOC's: <c>Annotations/NAME.xml</c>, <c>JPEGImages/NAME.jpg</c>, <c>ImageSets/Main/SET.txt</c>.
/// Source: Everingham and Winn, The PASCAL VOC Challenge development kit.
/// </summary>
public static class VocFolder
{
    /// <summary>File extensions of images, in upper or lower case; the first one that is there is taken.</summary>
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif"];

    /// <param name="folder">The folder that holds <c>Annotations</c>.</param>
    /// <param name="imageSet">A list in <c>ImageSets/Main</c>, without <c>.txt</c>; null: every annotation there is, by name.</param>
    /// <param name="categories">Names of the categories in the order of their numbers, from 1, any other being unknown; null: those found,
    /// by name, without numbers.</param>
    /// <param name="faults">Treatment of entries that cannot be used.</param>
    /// <param name="requireImages">An image without its file is a fault.</param>
    /// <param name="use">Decides what cannot be used.</param>
    /// <param name="forgiving">False: the rules of the first edition are used, see
    /// <see cref="Settings.DetectionDataSettings.Edition"/>.</param>
    /// <exception cref="DamagedFileException">An annotation is no XML, and <paramref name="faults"/> refuses.</exception>
    /// <exception cref="UserException">A folder or a list is missing, or an entry cannot be used and <paramref name="faults"/>
    /// refuses.</exception>
    public static DetectionSet Read(
        string folder,
        string? imageSet = null,
        IReadOnlyList<string>? categories = null,
        FaultPolicy faults = FaultPolicy.Refuse,
        bool requireImages = false,
        DataUse use = DataUse.Training,
        bool forgiving = true
    )
    {
        var path = Path.Combine(folder, "Annotations");
        if (!Directory.Exists(path))
            throw new UserException($"There is no folder {path}: {folder} is not laid out as PASCAL VOC.");
        var list = new FaultList(faults);
        var (annotations, images) = (new FolderFiles(path, forgiving), new FolderFiles(Path.Combine(folder, "JPEGImages")));
        var files = new List<VocAnnotation>();
        foreach (var name in imageSet is null ? AllIn(path, list) : ListOf(folder, imageSet, annotations, forgiving))
        {
            var image = forgiving ? ImageOf(name, images, list) : VocFirstEdition.ImageOf(Path.Combine(folder, "JPEGImages"), name);
            if (requireImages && image is null)
                list.Add(
                    $"{Path.Combine(folder, "JPEGImages")} has no image {Shown.Briefly(name)} ({string.Join(", ", Extensions)}{Others(name, images)})"
                );
            else if (
                VocAnnotation.Read(
                    Path.Combine(path, annotations.Find(name + ".xml", out _) ?? name + ".xml"),
                    Path.Combine("JPEGImages", image ?? name + ".jpg"),
                    categories,
                    list,
                    use,
                    forgiving
                ) is
                { } file
            )
                files.Add(file);
        }
        return ToSet(files, categories, list, use);
    }

    private static IEnumerable<string> AllIn(string annotations, FaultList faults)
    {
        if (Directory.EnumerateDirectories(annotations).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } folders)
        {
            foreach (var folder in folders)
                faults.Note($"{annotations}: folders in it, which are read only where a list names their files", Path.GetFileName(folder));
        }
        var files = Directory
            .EnumerateFiles(annotations)
            .Select(file => Path.GetFileName(file))
            .Where(file => Path.GetExtension(file).Equals(".xml", StringComparison.OrdinalIgnoreCase));
        foreach (
            var name in files
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
        {
            // Such are left by file managers beside each file.
            if (name.StartsWith('.'))
                faults.Note($"{annotations}: hidden files, which are passed over", name + ".xml");
            else
                yield return name;
        }
    }

    private static IEnumerable<string> ListOf(string folder, string imageSet, FolderFiles annotations, bool forgiving)
    {
        var path = Path.Combine(folder, "ImageSets", "Main", imageSet + ".txt");
        if (!File.Exists(path))
            throw new UserException($"There is no file {path}: {imageSet} is not an image set of {folder}.");
        return VocList.Read(path, forgiving, name => annotations.Find(name + ".xml", out _) is not null);
    }

    /// <summary>Path of an image relative to the folder of the images; null where there is none.</summary>
    private static string? ImageOf(string name, FolderFiles images, FaultList faults)
    {
        string[] alike = [.. images.WithStem(name).Where(IsImage).OrderBy(Rank)];
        string[] exact = [.. alike.Where(file => Path.ChangeExtension(file, null) == name)];
        var found = exact.Length > 0 ? exact : alike;
        if (found.Length > 1)
            faults.Note("images with several files, of which the first is taken", string.Join(" and ", found));
        return found.FirstOrDefault();
    }

    /// <summary>True where the file's extension is that of an image.</summary>
    internal static bool IsImage(string file) => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    /// <summary>Order in which extensions are preferred: those in lower case first.</summary>
    private static int Rank(string file)
    {
        var extension = Path.GetExtension(file);
        var exact = Array.IndexOf(Extensions, extension);
        return exact >= 0
            ? exact
            : Extensions.Length + Array.FindIndex(Extensions, known => known.Equals(extension, StringComparison.OrdinalIgnoreCase));
    }

    private static string Others(string name, FolderFiles images) =>
        images.WithStem(name).ToArray() is { Length: > 0 } others ? $"; there is {string.Join(", ", others)}" : "";

    private static DetectionSet ToSet(List<VocAnnotation> files, IReadOnlyList<string>? categories, FaultList faults, DataUse use)
    {
        var names =
            categories ?? [.. files.SelectMany(file => file.Objects.Select(found => found.Name)).Distinct().Order(StringComparer.Ordinal)];
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (!positions.TryAdd(names[i], i))
                throw new UserException($"Category {names[i]} is named twice.");
        }
        var ids = IdsOf(files, use == DataUse.Evaluation ? faults : null);
        var images = ImmutableArray.CreateBuilder<LabelledImage>(files.Count);
        var id = 0L;
        foreach (var (index, file) in files.Index())
        {
            var objects = ImmutableArray.CreateBuilder<LabelledObject>(file.Objects.Length);
            foreach (var (name, box, isDifficult) in file.Objects)
            {
                objects.Add(new LabelledObject(++id, positions[name], box, box.Area, IsDifficult: isDifficult));
            }
            images.Add(new LabelledImage(ids[index], file.Image, file.Width, file.Height, objects.MoveToImmutable()));
        }
        var numbered = names.Select((name, index) => new LabelledCategory(categories is null ? null : index + 1, name));
        return new DetectionSet(images.MoveToImmutable(), [.. numbered], faults.ToImmutable()) { Notes = faults.Notes };
    }

    /// <summary>
    /// The digits of the names as numbers, as is usual (2007_000027 is 2007000027); positions, from 1, where those do not tell the images
    /// apart.
    /// </summary>
    /// <param name="told">Receives a note for each image that is numbered by its position.</param>
    private static long[] IdsOf(List<VocAnnotation> files, FaultList? told)
    {
        var ids = new long[files.Count];
        var seen = new HashSet<long>();
        for (var i = 0; i < ids.Length; i++)
        {
            var digits = string.Concat(Path.GetFileNameWithoutExtension(files[i].Image).Where(char.IsAsciiDigit));
            var isNumber = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ids[i]);
            if (isNumber && seen.Add(ids[i]))
                continue;
            for (var place = 1; told is not null && place <= ids.Length; place++)
            {
                told.Note(
                    "images numbered by their place, as the digits of their names do not tell them apart",
                    $"{place} is {Shown.Briefly(Path.GetFileNameWithoutExtension(files[place - 1].Image))}"
                );
            }
            return [.. Enumerable.Range(1, ids.Length)];
        }
        return ids;
    }
}
