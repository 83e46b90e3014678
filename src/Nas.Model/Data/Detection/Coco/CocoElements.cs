using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nas.Model.Data.Detection.Coco;

// The elements of COCO's JSON, as they stand in the files, with any value in any place; the readers say what is missing or odd.

internal sealed class ImageElement
{
    public JsonScalar Id { get; init; }

    public JsonScalar Width { get; init; }

    public JsonScalar Height { get; init; }

    public JsonScalar FileName { get; init; }

    /// <summary>Address where the image was published; LVIS names the file only there.</summary>
    public JsonScalar CocoUrl { get; init; }
}

internal sealed class CategoryElement
{
    public JsonScalar Id { get; init; }

    public JsonScalar Name { get; init; }
}

internal sealed class AnnotationElement
{
    public JsonScalar Id { get; init; }

    public JsonScalar ImageId { get; init; }

    public JsonScalar CategoryId { get; init; }

    public BoxElement? Bbox { get; init; }

    public JsonScalar Area { get; init; }

    public JsonScalar Iscrowd { get; init; }

    public ShapeElement? Segmentation { get; init; }
}

/// <summary>One detection.</summary>
internal sealed class ResultElement
{
    public JsonScalar ImageId { get; init; }

    public JsonScalar CategoryId { get; init; }

    public BoxElement? Bbox { get; init; }

    public JsonScalar Score { get; init; }

    public ShapeElement? Segmentation { get; init; }
}

/// <param name="Box">The box; all of its numbers are NaN where the file does not have four finite numbers.</param>
/// <param name="Found">Text of the element where it is no box; null where it is one.</param>
/// <param name="HasText">A number is written as text.</param>
internal readonly record struct BoxElement(Box Box, string? Found, bool HasText = false)
{
    /// <summary>The end of a sentence; empty where it is a box.</summary>
    public string Fault => Found is null ? "" : $"has a damaged box, {Found}: it must be four numbers";
}

internal static class CocoJson
{
    /// <summary>JSON options for reading with or without masks, which are large and skipped where nobody asks for them.</summary>
    public static JsonSerializerOptions Options(bool masks) => masks ? WithMasks : WithoutMasks;

    private static readonly JsonSerializerOptions WithMasks = Create(masks: true);
    private static readonly JsonSerializerOptions WithoutMasks = Create(masks: false);

    private static JsonSerializerOptions Create(bool masks) =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            AllowDuplicateProperties = false,
            Converters = { new JsonScalarConverter(), new BoxConverter(), new ShapeConverter(masks) },
        };

    /// <summary>An empty array is no box.</summary>
    private sealed class BoxConverter : JsonConverter<BoxElement?>
    {
        public override BoxElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
                return Damaged(JsonScalar.Read(ref reader).ToString());
            Span<double> numbers = [double.NaN, double.NaN, double.NaN, double.NaN];
            var values = new JsonScalar[numbers.Length + 1];
            var (count, hasText) = (0, false);
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
            {
                hasText |= reader.TokenType != JsonTokenType.Number;
                var value = JsonScalar.Read(ref reader);
                if (count < values.Length)
                    values[count] = value;
                if (count < numbers.Length && value.TryNumber(out var number))
                    numbers[count] = number;
            }
            if (count == 0)
                return null;
            var box = new Box(numbers[0], numbers[1], numbers[2], numbers[3]);
            if (count == numbers.Length && box.IsFinite)
                return new BoxElement(box, null, hasText);
            return Damaged($"[{string.Join(", ", values.Take(count))}{(count > values.Length ? ", ..." : "")}]");
        }

        public override void Write(Utf8JsonWriter writer, BoxElement? value, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        private static BoxElement Damaged(string found) => new(new Box(double.NaN, double.NaN, double.NaN, double.NaN), found);
    }
}
