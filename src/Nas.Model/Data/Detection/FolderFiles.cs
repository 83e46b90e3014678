namespace Nas.Model.Data.Detection;

/// <summary>
/// Finds the files of a folder under the names that labels have for them, which other machines and tools may have written.
/// </summary>
/// <param name="forgiving">False: files are found only under their names as written.</param>
internal sealed class FolderFiles(string folder, bool forgiving = true)
{
    private readonly Dictionary<string, ILookup<string, string>> _byStem = new(StringComparer.Ordinal);

    /// <summary>The file's name, relative to the folder; null, and why as the end of a sentence, where there is none.</summary>
    /// <param name="written">The file's name in the labels. Its slashes may be of either kind, and its letters upper or lower case where
    /// that leaves no doubt.</param>
    public string? Find(string written, out string fault)
    {
        fault = $"names {Shown.Briefly(written)}, which leads out of {folder}";
        if (!PathInside.Is(folder, written))
            return null;
        fault = "";
        if (File.Exists(Path.Combine(folder, written)))
            return written;
        var name = written.Replace('\\', '/');
        if (forgiving && PathInside.Is(folder, name))
        {
            if (File.Exists(Path.Combine(folder, name)))
                return name;
            string[] alike =
            [
                .. WithStem(Path.ChangeExtension(name, null)).Where(file => file.Equals(name, StringComparison.OrdinalIgnoreCase)),
            ];
            if (alike is [var only])
                return only;
            if (alike.Length > 1)
                fault = $"names {Shown.Briefly(written)}, which may be {string.Join(" or ", alike)}";
        }
        if (fault.Length == 0)
            fault = $"names {Shown.Briefly(written)}, which is missing in {folder}";
        return null;
    }

    /// <summary>
    /// The files with this name without what is after the last point, relative to the folder, in ordinal order. Letters may be greater or
    /// smaller.
    /// </summary>
    public IEnumerable<string> WithStem(string stem)
    {
        var directory = Path.GetDirectoryName(stem) ?? "";
        if (!_byStem.TryGetValue(directory, out var listing))
        {
            var path = Path.Combine(folder, directory);
            var names = Directory.Exists(path)
                ? Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
                : Enumerable.Empty<string>();
            _byStem[directory] = listing = names.ToLookup(name => Path.GetFileNameWithoutExtension(name), StringComparer.OrdinalIgnoreCase);
        }
        return listing[Path.GetFileName(stem)].Select(name => Path.Combine(directory, name));
    }
}
