using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>A segmentation as it stands in the file: polygons, or the runs of a mask as numbers or as compressed text, with its size.</summary>
internal sealed class ShapeElement
{
    /// <summary>Far beyond any image; the outline of a greater polygon would take for ever to walk.</summary>
    private const double GreatestCoordinate = 1e6;

    private const int FewestCoordinates = 6;

    public List<double[]>? Polygons { get; init; }

    /// <summary>Height, width.</summary>
    public int[]? Size { get; init; }

    public int[]? Counts { get; init; }

    public string? Text { get; init; }

    /// <summary>Null, and why, where this is no shape in such an image.</summary>
    public Segmentation? Resolve(LabelledImage image, out string fault)
    {
        if (image.Width == 0 || image.Height == 0)
        {
            fault = "it needs the size of its image, which the file does not give";
            return null;
        }
        Segmentation? result = Polygons is { } polygons ? OfPolygons(polygons, out fault) : OfRuns(image, out fault);
        return fault.Length == 0 ? result : null;
    }

    private static PolygonSegmentation OfPolygons(List<double[]> polygons, out string fault)
    {
        fault = "";
        foreach (var polygon in polygons)
        {
            if (polygon.Length < FewestCoordinates || polygon.Length % 2 != 0)
            {
                fault = $"it has a polygon of {polygon.Length} coordinates, and three points or more have six or more, in pairs";
            }
            foreach (var coordinate in polygon)
            {
                if (!(Math.Abs(coordinate) <= GreatestCoordinate)) fault = $"it has a polygon with the coordinate {coordinate}";
            }
        }
        return new PolygonSegmentation([.. polygons.Select(ImmutableCollectionsMarshal.AsImmutableArray)]);
    }

    private MaskSegmentation? OfRuns(LabelledImage image, out string fault)
    {
        fault = "it has neither polygons nor the counts and the size of a mask";
        if (Size is not [var height, var width] || (Counts is null && Text is null)) return null;
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
        if (fault.Length > 0) return null;
        if ((image.Height, image.Width) != (height, width))
        {
            fault = $"its size of {height}x{width} is not the image's {image.Height}x{image.Width}";
            return null;
        }
        return new MaskSegmentation(RunLengthMask.FromRuns(height, width, runs));
    }
}

/// <param name="masks">Whether to read them, or to pass over.</param>
internal sealed class ShapeConverter(bool masks) : JsonConverter<ShapeElement>
{
    public override ShapeElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (!masks)
        {
            reader.Skip();
            return null;
        }
        if (reader.TokenType == JsonTokenType.StartObject) return ReadRuns(ref reader);
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("It must be an array of polygons, or an object with counts and size.");
        var polygons = new List<double[]>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) polygons.Add(Numbers(ref reader, (ref Utf8JsonReader at) => at.GetDouble()));
        return polygons.Count == 0 ? null : new ShapeElement { Polygons = polygons };
    }

    public override void Write(Utf8JsonWriter writer, ShapeElement value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static ShapeElement ReadRuns(ref Utf8JsonReader reader)
    {
        int[]? size = null, counts = null;
        string? text = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "size") size = Numbers(ref reader, Whole);
            else if (name == "counts" && reader.TokenType == JsonTokenType.String) text = reader.GetString();
            else if (name == "counts") counts = Numbers(ref reader, Whole);
            else reader.Skip();
        }
        return new ShapeElement { Size = size, Counts = counts, Text = text };
    }

    private delegate T Number<out T>(ref Utf8JsonReader reader);

    private static int Whole(ref Utf8JsonReader reader) => reader.TryGetInt32(out var number) ? number : throw new JsonException("It has a number that is not whole.");

    private static T[] Numbers<T>(ref Utf8JsonReader reader, Number<T> number)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("It must be an array of numbers.");
        var numbers = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number) throw new JsonException("It must be an array of numbers.");
            numbers.Add(number(ref reader));
        }
        return [.. numbers];
    }
}
