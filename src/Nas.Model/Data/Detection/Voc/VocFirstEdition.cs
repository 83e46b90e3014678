using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Nas.Model.Data.Detection.Voc;

/// <summary>
/// The rules of the first edition, before files were read as tools write them. A search that began then, and had the rest skipped, goes on
/// without the rest: its history stays the same.
/// </summary>
internal static class VocFirstEdition
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
    };

    /// <summary>The first word of a list's line.</summary>
    public static string NameIn(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0];

    /// <summary>Name of the image's file; null where there is none with these extensions in lower case.</summary>
    public static string? ImageOf(string folder, string name) =>
        Array.Find([name + ".jpg", name + ".jpeg", name + ".png"], file => File.Exists(Path.Combine(folder, file)));

    /// <summary>True where the first edition could read the file, which can be read now.</summary>
    public static bool CouldRead(string path)
    {
        try
        {
            using var reader = XmlReader.Create(path, Settings);
            var root = XElement.Load(reader);
            return root.Name == "annotation"
                && IsSide(root.Element("size")?.Element("width"))
                && IsSide(root.Element("size")?.Element("height"));
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <param name="difficult">The object's element <c>difficult</c>; null: it has none.</param>
    public static bool CouldRead(XElement? difficult) => difficult is null || difficult.Value.Trim() is "0" or "1";

    private static bool IsSide(XElement? element) =>
        int.TryParse(element?.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var side) && side > 0;
}
