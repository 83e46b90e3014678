using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Nas.Model.Data.Images;

namespace Nas.Model.Data.Detection.Voc;

/// <summary>One image of a VOC data set, as its XML describes it.</summary>
/// <param name="Image">Path relative to the folder of the data set.</param>
internal sealed record VocAnnotation(string Image, int Width, int Height, ImmutableArray<VocObject> Objects)
{
    /// <summary>Reads an annotation; null where the file itself has a fault and faulty files are skipped.</summary>
    public static VocAnnotation? Read(
        string path,
        string image,
        IReadOnlyList<string>? categories,
        FaultList faults,
        DataUse use,
        bool forgiving
    )
    {
        if (!File.Exists(path))
        {
            faults.Add($"{path} is missing");
            return null;
        }
        if (Load(path, faults) is not { } root)
            return null;
        if (!forgiving && !VocFirstEdition.CouldRead(path))
        {
            faults.Add($"{path} cannot be read by the rules that the search began with");
            return null;
        }
        var (width, height) = SizeOf(root, out var fault);
        // The evaluation asks for no sizes.
        if (use == DataUse.Training && fault.Length > 0)
        {
            faults.Add($"{path}{Line(Child(root, "size") ?? root)}: {fault}");
            return null;
        }
        if (use == DataUse.Training && width == 0)
            faults.Note("annotations that do not say how large their image is, which is asked itself", path);
        var read = new LabelledImage(0, image, width, height, []);
        var objects = ImmutableArray.CreateBuilder<VocObject>();
        foreach (var element in root.Elements().Where(element => element.Name.LocalName == "object"))
        {
            if (ObjectOf(element, read, categories, use, forgiving, out fault) is { } found)
                objects.Add(found);
            else
                faults.Add($"{path}{Line(element)}: the object {fault}");
        }
        return new VocAnnotation(image, width, height, objects.ToImmutable());
    }

    private static XElement? Load(string path, FaultList faults)
    {
        try
        {
            var root = VocXml.Load(path);
            if (root.Name.LocalName == "annotation")
                return root;
            faults.Add($"{path} is not a VOC annotation: its root is '{Shown.Briefly(root.Name.LocalName)}' and must be 'annotation'");
        }
        catch (FormatException e)
        {
            faults.AddDamaged($"{path} {e.Message}", e);
        }
        return null;
    }

    /// <summary>Size of the image; 0 by 0 where the file has no size, or zeros, as some tools write.</summary>
    private static (int Width, int Height) SizeOf(XElement root, out string fault)
    {
        fault = "";
        var size = Child(root, "size");
        var (width, height) = (Text(size, "width"), Text(size, "height"));
        if (width.Length == 0 && height.Length == 0)
            return (0, 0);
        var (across, down) = (Number(width), Number(height));
        if (across == 0 || down == 0)
            return (0, 0);
        var isSize = IsSide(across) && IsSide(down);
        if (!isSize)
            fault = $"the image has the size {Shown.Briefly(width)}x{Shown.Briefly(height)}, which must be whole pixels";
        else if (across * down > ImageDecoder.MostPixels)
            fault = $"the image has the size {across}x{down}, and at most {ImageDecoder.MostPixels:N0} pixels are read";
        return isSize ? ((int)across, (int)down) : (0, 0);
    }

    private static bool IsSide(double side) => side is > 0 and <= int.MaxValue && side == Math.Floor(side);

    private static VocObject? ObjectOf(
        XElement element,
        LabelledImage image,
        IReadOnlyList<string>? categories,
        DataUse use,
        bool forgiving,
        out string fault
    )
    {
        var name = Text(element, "name");
        var difficult = Text(element, "difficult");
        // Parts of the object have boxes too, deeper down.
        var corners = Child(element, "bndbox");
        string[] written = [Text(corners, "xmin"), Text(corners, "ymin"), Text(corners, "xmax"), Text(corners, "ymax")];
        var (left, top) = (Number(written[0]), Number(written[1]));
        var box = new Box(left, top, Number(written[2]) - left, Number(written[3]) - top);
        fault = (name, IsSet(difficult)) switch
        {
            ("", _) => "has no name",
            _ when categories?.Contains(name) == false => $"is of an unknown category, {Shown.Briefly(name)}",
            (_, null) => $"has difficult {Shown.Briefly(difficult)}, which must be 0 or 1",
            _ when !forgiving && !VocFirstEdition.CouldRead(Child(element, "difficult")) =>
                $"has difficult {Shown.Briefly(difficult)}, which must be 0 or 1",
            _ when corners is null => "has no bndbox",
            _ when !box.IsFinite => $"has a damaged box, [{Shown.Briefly(string.Join(", ", written))}]: it must be four numbers",
            _ => use == DataUse.Training ? BoxFault.Of(box, image) : "",
        };
        return fault.Length > 0 ? null : new VocObject(name, box, IsSet(difficult) == true);
    }

    /// <summary>True for yes, false for no; null where the text is neither.</summary>
    private static bool? IsSet(string flag) =>
        flag.Length == 0 ? false
        : bool.TryParse(flag, out var set) ? set
        : Number(flag) switch
        {
            0 => false,
            1 => true,
            _ => null,
        };

    /// <summary>The child of this name, whatever namespace the file has put it in.</summary>
    private static XElement? Child(XElement? element, string name) =>
        element?.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    private static string Text(XElement? element, string name) => Child(element, name)?.Value.Trim() ?? "";

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static string Line(IXmlLineInfo element) => element.HasLineInfo() ? $", line {element.LineNumber}" : "";
}

internal readonly record struct VocObject(string Name, Box Box, bool IsDifficult);
