using System.Text.RegularExpressions;

namespace Nas.Model.Data.Detection.Voc;

/// <summary>
/// A list of <c>ImageSets/Main</c>: the name of an image in each line. Lists of one category have a second column, -1, 0 or 1. Names may
/// have spaces; some tools put them in quotation marks, or write the path of the image.
/// </summary>
internal static partial class VocList
{
    /// <param name="path">Path of the list.</param>
    /// <param name="forgiving">False: names are the first words of their lines.</param>
    /// <param name="isImage">Tells if there is an image of a name.</param>
    /// <exception cref="UserException">A line is no name, or one that is there twice, or that may be two.</exception>
    public static IEnumerable<string> Read(string path, bool forgiving, Predicate<string> isImage)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var lines = new StreamReader(InputFile.Open(path, "list of images"));
        for (var index = 0; lines.ReadLine() is { } line; index++)
        {
            var place = $"{path}, line {index + 1}";
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var name = forgiving ? NameIn(line.Trim(), isImage, place) : VocFirstEdition.NameIn(line);
            if (!IsName(name))
                throw new UserException($"{place}: {Shown.Briefly(name)} is not the name of an image.");
            if (!names.Add(name))
                throw new UserException($"{place}: {Shown.Briefly(name)} is there twice.");
            yield return name;
        }
    }

    private static string NameIn(string line, Predicate<string> isImage, string place)
    {
        if (line[0] == '"' && line.IndexOf('"', 1) is > 1 and var end)
            return line[1..end];
        if (SecondColumn().Match(line) is not { Success: true } columns)
            return Known(line, isImage);
        var (whole, first) = (Known(line, isImage), Known(line[..columns.Index], isImage));
        if (whole == first || !IsImage(whole, isImage))
            return first;
        return !IsImage(first, isImage)
            ? whole
            : throw new UserException(
                $"{place}: {Shown.Briefly(line)} may be the image {Shown.Briefly(whole)}, or {Shown.Briefly(first)} with a second column: put the name in quotation marks."
            );
    }

    /// <summary>The name as it stands, or what is left without folders and the image's extension where an image has that name.</summary>
    private static string Known(string written, Predicate<string> isImage)
    {
        if (IsImage(written, isImage))
            return written;
        var file = Path.GetFileName(written.Replace('\\', '/'));
        string[] shorter = VocFolder.IsImage(file)
            ? [file, Path.ChangeExtension(written, null), Path.GetFileNameWithoutExtension(file)]
            : [file];
        return Array.Find(shorter, name => IsImage(name, isImage)) ?? written;
    }

    private static bool IsImage(string name, Predicate<string> isImage) => IsName(name) && isImage(name);

    /// <summary>Images may lie in folders, and nowhere above.</summary>
    private static bool IsName(string name) => name.Length > 0 && !Path.IsPathRooted(name) && !name.Split('/').Contains("..");

    [GeneratedRegex(@"\s+(-1|0|1)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecondColumn();
}
