namespace Nas.Model.Tests.Data.Detection;

internal static class TextFiles
{
    /// <summary>The path of a new file with this text.</summary>
    public static string Write(this TemporaryFolder folder, string name, string text)
    {
        var path = folder.File(name.Split('/'));
        File.WriteAllText(path, text);
        return path;
    }
}
