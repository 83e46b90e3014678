using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Nas.Model.WeightFiles;

/// <summary>Place of one tensor in a safetensors file.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
internal sealed record SafetensorsEntry(ElementType Type, ImmutableArray<long> Shape, long Begin, long End);

/// <summary>
/// The header of a safetensors file (https://huggingface.co/docs/safetensors): eight bytes of length, little-endian, then JSON from
/// tensor names to element type, shape and byte range. Reading trusts nothing: ranges must tile the rest of the file exactly.
/// </summary>
internal sealed record SafetensorsHeader(
    ImmutableSortedDictionary<string, SafetensorsEntry> Entries,
    ImmutableSortedDictionary<string, string> Metadata,
    long DataStart
)
{
    public const int LengthBytes = 8;

    /// <summary>
    /// Limit on the header, enough for some hundred thousand tensors. (The format's reference implementation allows five times as much,
    /// which is a gigabyte once it is read.)
    /// </summary>
    private const long MaxHeaderBytes = 20_000_000;

    private const string MetadataKey = "__metadata__";

    /// <summary>Length field and JSON, padded with blanks so that the data starts at a multiple of eight. Names in ordinal order.</summary>
    public byte[] ToBytes()
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (!Metadata.IsEmpty)
            {
                writer.WriteStartObject(MetadataKey);
                foreach (var (key, value) in Metadata)
                    writer.WriteString(key, value);
                writer.WriteEndObject();
            }
            foreach (var (name, entry) in Entries)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", entry.Type.Name);
                writer.WriteStartArray("shape");
                foreach (var size in entry.Shape)
                    writer.WriteNumberValue(size);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(entry.Begin);
                writer.WriteNumberValue(entry.End);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        while (json.Length % LengthBytes != 0)
            json.WriteByte((byte)' ');
        var bytes = new byte[LengthBytes + json.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.GetBuffer().AsSpan(0, (int)json.Length).CopyTo(bytes.AsSpan(LengthBytes));
        return bytes;
    }

    /// <exception cref="DamagedFileException">The stream does not begin with a well-formed header for a file of this length.</exception>
    public static SafetensorsHeader Read(Stream stream, string path)
    {
        if (stream.Length < LengthBytes)
            throw Damaged(path, "it is shorter than its length field");
        var lengthField = new byte[LengthBytes];
        stream.ReadExactly(lengthField);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthField);
        if (length > MaxHeaderBytes || (long)length > stream.Length - LengthBytes)
        {
            throw Damaged(path, $"its header claims {length} bytes, the file has {stream.Length}");
        }
        var json = new byte[(int)length];
        stream.ReadExactly(json);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var header = FromJson(document.RootElement, path, LengthBytes + (long)length);
            header.CheckTiling(stream.Length - header.DataStart, path);
            return header;
        }
        catch (Exception exception)
            when (exception
                    is JsonException
                        or DecoderFallbackException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
            )
        {
            throw Damaged(path, "its header is not the JSON it must be", exception);
        }
    }

    public static DamagedFileException Damaged(string path, string what, Exception? inner = null) =>
        new($"{path} is not a usable safetensors file: {what}.", inner);

    private static SafetensorsHeader FromJson(JsonElement root, string path, long dataStart)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<string, SafetensorsEntry>(StringComparer.Ordinal);
        var metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                foreach (var pair in property.Value.EnumerateObject())
                    metadata.Add(pair.Name, pair.Value.GetString() ?? "");
            }
            else
            {
                entries.Add(property.Name, Entry(property.Name, property.Value, path));
            }
        }
        return new SafetensorsHeader(entries.ToImmutable(), metadata.ToImmutable(), dataStart);
    }

    private static SafetensorsEntry Entry(string name, JsonElement json, string path)
    {
        var typeName = json.GetProperty("dtype").GetString();
        if (typeName is null)
            throw Damaged(path, $"tensor '{name}' has no element type");
        var type = ElementType.Named(typeName);
        var shape = json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToImmutableArray();
        var offsets = json.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets.Length != 2 || shape.Any(size => size < 0))
            throw Damaged(path, $"tensor '{name}' has a malformed shape or byte range");
        var elements = shape.Aggregate((Int128)1, (product, size) => product > long.MaxValue ? product : product * size);
        // The size of a type that is not known yet cannot be checked against its shape.
        if (
            offsets[0] < 0
            || offsets[1] < offsets[0]
            || (type.Bits is not null && type.BytesOf(elements) != (Int128)offsets[1] - offsets[0])
        )
        {
            throw Damaged(path, $"the byte range of tensor '{name}' does not fit its shape");
        }
        if (elements > long.MaxValue)
            throw Damaged(path, $"tensor '{name}' has more elements than any memory holds");
        return new SafetensorsEntry(type, shape, offsets[0], offsets[1]);
    }

    /// <summary>Checks that the ranges tile the data: no hole, no overlap, nothing beyond the end, nothing left over.</summary>
    private void CheckTiling(long dataBytes, string path)
    {
        var expected = 0L;
        foreach (var (name, entry) in Entries.OrderBy(pair => pair.Value.Begin).ThenBy(pair => pair.Value.End))
        {
            if (entry.Begin != expected)
                throw Damaged(path, $"the byte range of tensor '{name}' overlaps another or leaves a hole");
            if (entry.End > dataBytes)
                throw Damaged(path, $"tensor '{name}' reaches beyond the end of the file (truncated)");
            expected = entry.End;
        }
        if (expected != dataBytes)
            throw Damaged(path, $"{dataBytes - expected} bytes at its end belong to no tensor");
    }
}
