using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Nas.Model.Data.Detection.Voc;

/// <summary>One image of a VOC data set, as its XML describes it.</summary>
/// <param name="Image">Relative to the folder of the data set.</param>
internal sealed record VocAnnotation(string Image, int Width, int Height, ImmutableArray<VocObject> Objects)
{
    // Annotations come from anywhere: no document type, no entities, nothing fetched.
    private static readonly XmlReaderSettings s_settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true };

    /// <summary>Null where the file is a fault of its own and such are skipped.</summary>
    public static VocAnnotation? Read(string path, string image, IReadOnlyList<string>? categories, FaultList faults)
    {
        if (!File.Exists(path))
        {
            faults.Add($"{path} is missing");
            return null;
        }
        if (Load(path, faults) is not { } root) return null;
        var size = root.Element("size");
        if ((Whole(size?.Element("width")), Whole(size?.Element("height"))) is not ( > 0 and var width, > 0 and var height))
        {
            faults.Add($"{path}{Line(size ?? root)}: the image has no size in whole pixels");
            return null;
        }
        var read = new LabelledImage(0, image, width, height, []);
        var objects = ImmutableArray.CreateBuilder<VocObject>();
        foreach (var element in root.Elements("object"))
        {
            if (ObjectOf(element, read, categories, out var fault) is { } found) objects.Add(found);
            else faults.Add($"{path}{Line(element)}: the object {fault}");
        }
        return new VocAnnotation(image, width, height, objects.ToImmutable());
    }

    private static XElement? Load(string path, FaultList faults)
    {
        try
        {
            using var reader = XmlReader.Create(path, s_settings);
            var root = XElement.Load(reader, LoadOptions.SetLineInfo);
            if (root.Name == "annotation") return root;
            faults.Add($"{path} is not a VOC annotation: its root is '{root.Name}' and must be 'annotation'");
        }
        catch (XmlException e)
        {
            faults.AddDamaged($"{path} is damaged{(e.LineNumber > 0 ? $" in line {e.LineNumber}" : "")}: {e.Message.Split(". ")[0]}", e);
        }
        return null;
    }

    private static VocObject? ObjectOf(XElement element, LabelledImage image, IReadOnlyList<string>? categories, out string fault)
    {
        var name = element.Element("name")?.Value.Trim() ?? "";
        var difficult = element.Element("difficult")?.Value.Trim() ?? "0";
        // Parts of the object have boxes too, deeper down.
        var corners = element.Element("bndbox");
        double Corner(string of) => double.TryParse(corners?.Element(of)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
        var (left, top) = (Corner("xmin"), Corner("ymin"));
        var box = new Box(left, top, Corner("xmax") - left, Corner("ymax") - top);
        fault = (name, difficult) switch
        {
            ("", _) => "has no name",
            _ when categories?.Contains(name) == false => $"is of an unknown category, {name}",
            (_, not ("0" or "1")) => $"has difficult {difficult}, which must be 0 or 1",
            _ when corners is null => "has no bndbox",
            _ => BoxFault.Of(box, image),
        };
        return fault.Length > 0 ? null : new VocObject(name, box, difficult == "1");
    }

    private static int? Whole(XElement? element) => int.TryParse(element?.Value, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Line(IXmlLineInfo element) => element.HasLineInfo() ? $", line {element.LineNumber}" : "";
}

internal readonly record struct VocObject(string Name, Box Box, bool IsDifficult);
