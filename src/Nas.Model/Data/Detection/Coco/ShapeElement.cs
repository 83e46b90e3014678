using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>
/// A segmentation as it stands in the file: polygons, or the runs of a mask as numbers or as compressed text, with its size.
/// </summary>
internal sealed class ShapeElement
{
    /// <summary>Words of the note on masks for which <see cref="HasOtherSize"/> holds.</summary>
    public const string OtherSize = "masks of another size than their image, which overlap only with masks of that size";

    /// <summary>Limits far beyond any image; a longer outline takes too long to walk.</summary>
    private const double GreatestCoordinate = 1e6,
        LongestOutline = 1 << 24;

    private const int FewestCoordinates = 6;

    public List<double[]>? Polygons { get; init; }

    /// <summary>Height and width of the mask.</summary>
    public int[]? Size { get; init; }

    public int[]? Counts { get; init; }

    public string? Text { get; init; }

    /// <summary>Description of what is there instead of a shape, as the end of a sentence.</summary>
    public string? Odd { get; init; }

    /// <summary>A polygon has a number too many, or is a point or a line: the reference reads what is left.</summary>
    public bool HasScraps => Polygons?.Exists(polygon => polygon.Length < FewestCoordinates || polygon.Length % 2 != 0) == true;

    /// <summary>True where the mask has another size than its image. This is allowed in evaluations, as in the reference.</summary>
    public static bool HasOtherSize(Segmentation? shape, LabelledImage image) =>
        shape is MaskSegmentation { Mask: var mask }
        && image is { Width: > 0, Height: > 0 }
        && (mask.Width, mask.Height) != (image.Width, image.Height);

    /// <summary>The shape in an image; null, and the reason, where it is no shape in such an image.</summary>
    public Segmentation? Resolve(LabelledImage image, DataUse use, out string fault)
    {
        fault = Odd ?? "";
        if (fault.Length > 0)
            return null;
        Segmentation? result = Polygons is { } polygons ? OfPolygons(polygons, image, use, out fault) : OfRuns(image, use, out fault);
        return fault.Length == 0 ? result : null;
    }

    private static PolygonSegmentation? OfPolygons(List<double[]> polygons, LabelledImage image, DataUse use, out string fault)
    {
        if (image.Width == 0 || image.Height == 0)
        {
            fault = "it needs the size of its image, which the file does not give in whole pixels";
            return null;
        }
        fault = RunLengthMask.SizeFault(image.Height, image.Width) ?? "";
        var outline = 0.0;
        foreach (var polygon in polygons)
        {
            if (use == DataUse.Training && (polygon.Length < FewestCoordinates || polygon.Length % 2 != 0))
            {
                fault = $"it has a polygon of {polygon.Length} coordinates, and three points or more have six or more, in pairs";
            }
            foreach (var coordinate in polygon)
            {
                if (!(Math.Abs(coordinate) <= GreatestCoordinate))
                    fault = $"it has a polygon with the coordinate {coordinate}";
            }
            outline += LengthOf(polygon);
        }
        // The reference takes four numbers for a box there, and fails; of further parts it takes any.
        if (polygons[0].Length < FewestCoordinates - 1)
            fault = $"it has a polygon of {polygons[0].Length} coordinates, and three points or more have six or more, in pairs";
        if (fault.Length == 0 && outline > LongestOutline)
            fault = $"its outline is longer than {LongestOutline:N0} pixels";
        if (fault.Length > 0)
            return null;
        var whole =
            use == DataUse.Training
                ? polygons
                : [.. polygons.Where(polygon => polygon.Length >= 4).Select(polygon => polygon[..(polygon.Length & ~1)])];
        return new PolygonSegmentation([.. whole.Select(ImmutableCollectionsMarshal.AsImmutableArray)]);
    }

    private static double LengthOf(double[] polygon)
    {
        var length = 0.0;
        for (var i = 2; i + 1 < polygon.Length; i += 2)
            length += Math.Max(Math.Abs(polygon[i] - polygon[i - 2]), Math.Abs(polygon[i + 1] - polygon[i - 1]));
        return length;
    }

    private MaskSegmentation? OfRuns(LabelledImage image, DataUse use, out string fault)
    {
        fault = "it has neither polygons nor the counts and the size of a mask";
        if (Size is not [var height, var width] || (Counts is null && Text is null))
            return null;
        int[] runs;
        try
        {
            runs = Counts ?? RunLengthText.Parse(Text!);
        }
        catch (FormatException e)
        {
            fault = e.Message;
            return null;
        }
        fault = RunLengthMask.FaultOf(height, width, runs) ?? "";
        if (fault.Length > 0)
            return null;
        if (use == DataUse.Training && (image.Height, image.Width) != (height, width))
        {
            fault = image is { Height: 0 } or { Width: 0 }
                ? "it needs the size of its image, which the file does not give in whole pixels"
                : $"its size of {height}x{width} is not the image's {image.Height}x{image.Width}";
            return null;
        }
        return new MaskSegmentation(RunLengthMask.FromRuns(height, width, runs));
    }
}

/// <param name="masks">True: masks are read; false: they are skipped.</param>
internal sealed class ShapeConverter(bool masks) : JsonConverter<ShapeElement>
{
    public override ShapeElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (!masks)
        {
            reader.Skip();
            return null;
        }
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadRuns(ref reader),
            JsonTokenType.StartArray => ReadPolygons(ref reader),
            _ => new ShapeElement { Odd = $"it is {JsonScalar.Read(ref reader)}, and must be polygons, or an object with counts and size" },
        };
    }

    public override void Write(Utf8JsonWriter writer, ShapeElement value, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    /// <summary>Polygons in an array, or the numbers of one without an array of its own.</summary>
    private static ShapeElement? ReadPolygons(ref Utf8JsonReader reader)
    {
        var (polygons, bare) = (new List<double[]>(), new List<double>());
        string? odd = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
                polygons.Add([.. Numbers(ref reader, ref odd)]);
            else if (NumberAt(ref reader, ref odd) is { } number)
                bare.Add(number);
        }
        if (bare.Count > 0)
            polygons.Add([.. bare]);
        return odd is null && polygons.Count == 0 ? null : new ShapeElement { Polygons = polygons, Odd = odd };
    }

    private static ShapeElement ReadRuns(ref Utf8JsonReader reader)
    {
        int[]? size = null,
            counts = null;
        string? text = null,
            odd = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (isSize, isCounts) = (reader.ValueTextEquals("size"u8), reader.ValueTextEquals("counts"u8));
            reader.Read();
            if (isCounts && reader.TokenType == JsonTokenType.String)
                text = JsonScalar.Read(ref reader).Name;
            else if (isSize && reader.TokenType == JsonTokenType.StartArray)
                size = Whole(Numbers(ref reader, ref odd), ref odd);
            else if (isCounts && reader.TokenType == JsonTokenType.StartArray)
                counts = Whole(Numbers(ref reader, ref odd), ref odd);
            else
                reader.Skip();
        }
        return new ShapeElement
        {
            Size = size,
            Counts = counts,
            Text = text,
            Odd = odd,
        };
    }

    private static List<double> Numbers(ref Utf8JsonReader reader, ref string? odd)
    {
        var numbers = new List<double>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (NumberAt(ref reader, ref odd) is { } number)
                numbers.Add(number);
        }
        return numbers;
    }

    private static double? NumberAt(ref Utf8JsonReader reader, ref string? odd)
    {
        var value = JsonScalar.Read(ref reader);
        if (value.TryNumber(out var number) && double.IsFinite(number))
            return number;
        odd ??= $"it has {value} where a number must be";
        return null;
    }

    private static int[]? Whole(List<double> numbers, ref string? odd)
    {
        var whole = new int[numbers.Count];
        for (var i = 0; i < whole.Length; i++)
        {
            whole[i] = (int)Math.Clamp(numbers[i], int.MinValue, int.MaxValue);
            if (whole[i] != numbers[i])
                odd ??= $"it has {numbers[i]} where a whole number must be";
        }
        return whole;
    }
}
