namespace Nas.Model.Data.Detection;

/// <summary>Confines paths that a file names.</summary>
internal static class PathInside
{
    /// <summary>True where a relative path stays in the folder that it starts from; an absolute path does not.</summary>
    public static bool Is(string folder, string path)
    {
        if (Path.IsPathRooted(path) || path.Contains('\0', StringComparison.Ordinal))
            return false;
        var relative = Path.GetRelativePath(folder, Path.Combine(folder, path));
        return relative != ".."
            && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && !Path.IsPathRooted(relative);
    }
}
