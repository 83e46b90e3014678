using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nas.Model.Data.Detection.Coco;

// The elements of COCO's JSON, as they stand in the files; what they may lack is nullable, and the readers say what is missing.

internal sealed class ImageElement
{
    public long? Id { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? FileName { get; init; }
}

internal sealed class CategoryElement
{
    public long? Id { get; init; }

    public string? Name { get; init; }
}

internal sealed class AnnotationElement
{
    public long? Id { get; init; }

    public long? ImageId { get; init; }

    public long? CategoryId { get; init; }

    public Box? Bbox { get; init; }

    public double? Area { get; init; }

    public int Iscrowd { get; init; }

    public ShapeElement? Segmentation { get; init; }
}

/// <summary>One detection.</summary>
internal sealed class ResultElement
{
    public KeyElement? ImageId { get; init; }

    public KeyElement? CategoryId { get; init; }

    public Box? Bbox { get; init; }

    public double? Score { get; init; }

    public ShapeElement? Segmentation { get; init; }
}

/// <summary>An image or a category, by its number or by its name.</summary>
internal readonly record struct KeyElement(long Number, string? Name)
{
    public override string ToString() => Name is null ? $"{Number}" : $"'{Name}'";
}

internal static class CocoJson
{
    /// <summary>Masks are large: passed over where nobody asks for them.</summary>
    public static JsonSerializerOptions Options(bool masks) => masks ? s_withMasks : s_withoutMasks;

    private static readonly JsonSerializerOptions s_withMasks = Create(masks: true);
    private static readonly JsonSerializerOptions s_withoutMasks = Create(masks: false);

    private static JsonSerializerOptions Create(bool masks) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        Converters = { new BoxConverter(), new KeyConverter(), new ShapeConverter(masks) },
    };

    /// <summary>Four numbers. An empty array is no box; anything else than four numbers is a box of no numbers.</summary>
    private sealed class BoxConverter : JsonConverter<Box?>
    {
        public override Box? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("A box must be an array of four numbers.");
            Span<double> numbers = [double.NaN, double.NaN, double.NaN, double.NaN];
            var count = 0;
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
            {
                if (reader.TokenType != JsonTokenType.Number) reader.Skip();
                else if (count < numbers.Length) numbers[count] = reader.GetDouble();
            }
            if (count == 0) return null;
            return count == numbers.Length ? new Box(numbers[0], numbers[1], numbers[2], numbers[3]) : new Box(double.NaN, double.NaN, double.NaN, double.NaN);
        }

        public override void Write(Utf8JsonWriter writer, Box? value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    private sealed class KeyConverter : JsonConverter<KeyElement>
    {
        public override KeyElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out var number) => new KeyElement(number, Name: null),
            JsonTokenType.String => new KeyElement(0, reader.GetString()),
            _ => throw new JsonException("It must be a whole number or a name."),
        };

        public override void Write(Utf8JsonWriter writer, KeyElement value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
