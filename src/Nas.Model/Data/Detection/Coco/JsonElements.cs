using System.Text;
using System.Text.Json;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>One element of an array.</summary>
/// <param name="Index">Its position in the array.</param>
/// <param name="Line">The line of the file where it begins.</param>
/// <param name="Value">The element; null where it is none of its kind.</param>
/// <param name="Fault">The reason why the element is none of its kind, as the end of a sentence.</param>
internal readonly record struct JsonEntry<T>(int Index, long Line, T? Value, string Fault)
    where T : class;

/// <summary>
/// Walks a JSON file of any size: only one element of its arrays is in memory at a time. Every error is a sentence that names the file,
/// the line and the element.
/// </summary>
internal sealed class JsonElements : IDisposable
{
    /// <summary>Limit on the bytes of an element, far more than any tool writes: the mask of a large image has some megabytes.</summary>
    private const int LargestElement = 1 << 25;

    /// <summary>The library's own limit.</summary>
    private const int DeepestNesting = 64;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly JsonSerializerOptions _options;
    private readonly PythonNumbers _numbers = new();
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _ready;
    private int _end;
    private bool _final;
    private long _line = 1;
    private JsonReaderState _state;

    /// <exception cref="UserException">There is no such file.</exception>
    public JsonElements(string path, JsonSerializerOptions options)
    {
        if (!File.Exists(path))
            throw new UserException($"There is no file {path}.");
        (_path, _options) = (path, options);
        _stream = AsUtf8(InputFile.Open(path, "COCO file"));
        Refill();
        if (_buffer.AsSpan(0, _ready).StartsWith("\uFEFF"u8))
            _start = 3;
    }

    /// <summary>Reads on; false where the buffer ends too early and more of the file is needed.</summary>
    private delegate bool Step<T>(ref Utf8JsonReader reader, out T result);

    /// <summary>The root has to begin with this token.</summary>
    /// <param name="token">Start of an object or of an array.</param>
    /// <param name="expected">Description of the expected file, as the end of a sentence.</param>
    public void Enter(JsonTokenType token, string expected)
    {
        if (Next("at its start") != token)
            throw new DamagedFileException($"{_path} is not {expected}.");
    }

    /// <summary>The next property of the root object; null at the end of the object, which must be the end of the file.</summary>
    public string? NextProperty()
    {
        var name = Advance(
            "between its arrays",
            (ref Utf8JsonReader reader, out string? result) =>
            {
                var got = reader.Read();
                result = got && reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;
                return got;
            }
        );
        if (name is null)
            RequireEnd();
        return name;
    }

    /// <summary>Passes over the value of the property just read, however large.</summary>
    public void SkipValue(string name)
    {
        var depth = 0;
        do
        {
            depth += Next(Shown.Briefly(name)) switch
            {
                JsonTokenType.StartArray or JsonTokenType.StartObject => 1,
                JsonTokenType.EndArray or JsonTokenType.EndObject => -1,
                _ => 0,
            };
        } while (depth > 0);
    }

    /// <summary>Visits each element of the array that is the value of the property just read.</summary>
    public void Each<T>(string name, Action<JsonEntry<T>> visit)
        where T : class
    {
        if (Next(name) != JsonTokenType.StartArray)
            throw new DamagedFileException($"{_path} has something else than an array as '{name}'.");
        Visit(name, visit);
    }

    /// <summary>Visits each element of the root array, which has been entered and must end the file.</summary>
    public void EachOfRoot<T>(string name, Action<JsonEntry<T>> visit)
        where T : class
    {
        Visit(name, visit);
        RequireEnd();
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Files in UTF-16 or UTF-32, as some consoles write them, say so by their first bytes.</summary>
    private static Stream AsUtf8(Stream file)
    {
        Span<byte> head = stackalloc byte[4];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        return ByteOrderMark.EncodingOf(head) is null or UTF8Encoding
            ? file
            : Encoding.CreateTranscodingStream(file, ByteOrderMark.EncodingOf(head)!, Encoding.UTF8);
    }

    private void Visit<T>(string name, Action<JsonEntry<T>> visit)
        where T : class
    {
        for (var index = 0; Element<T>(name, index) is { } entry; index++)
            visit(entry);
    }

    /// <summary>The next element of the array; null at its end.</summary>
    private JsonEntry<T>? Element<T>(string name, int index)
        where T : class =>
        Advance(
            $"{name}[{index}]",
            (ref Utf8JsonReader reader, out JsonEntry<T>? result) =>
            {
                result = null;
                if (!reader.Read())
                    return false;
                if (reader.TokenType == JsonTokenType.EndArray)
                    return true;
                var after = reader;
                if (!after.TrySkip())
                    return false;
                var line = LineAt(reader.TokenStartIndex);
                T? value = null;
                var fault = reader.TokenType == JsonTokenType.StartObject ? "" : $"is {JsonScalar.Read(ref reader)}, and must be an object";
                try
                {
                    if (fault.Length == 0)
                        value = JsonSerializer.Deserialize<T>(ref reader, _options);
                }
                catch (Exception e) when (e is JsonException or InvalidOperationException)
                {
                    // The latter: a name that is no UTF-8.
                    fault = $"cannot be read: {Cause(e)}";
                }
                reader = after;
                result = new JsonEntry<T>(index, line, value, fault);
                return true;
            }
        );

    private JsonTokenType Next(string place) =>
        Advance(
            place,
            (ref Utf8JsonReader reader, out JsonTokenType result) =>
            {
                var got = reader.Read();
                result = reader.TokenType;
                return got;
            }
        );

    private void RequireEnd() =>
        Advance(
            "at its end",
            (ref Utf8JsonReader reader, out bool result) =>
                result = reader.Read() ? throw new JsonException("It goes on after its end.") : _final
        );

    private T Advance<T>(string place, Step<T> step)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _ready - _start), _final, _state);
            try
            {
                if (step(ref reader, out var result))
                {
                    _line = LineAt(reader.BytesConsumed);
                    _start += (int)reader.BytesConsumed;
                    _state = reader.CurrentState;
                    return result;
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // The latter: a name that is no UTF-8.
                var line = (e as JsonException)?.LineNumber + 1 ?? _line;
                throw new DamagedFileException($"{_path} is damaged in line {line}, {place}: {Cause(e)}.", e);
            }
            if (_final)
                throw new DamagedFileException($"{_path} ends too early, in line {_line}, {place}.");
            if (_end - _start >= LargestElement)
            {
                throw new DamagedFileException(
                    $"{_path} has in line {_line} an element of more than {LargestElement >> 20} MiB, which no tool writes: {place}."
                );
            }
            Refill();
        }
    }

    private void Refill()
    {
        var rest = _buffer.AsSpan(_start, _end - _start);
        var done = _ready - _start;
        var target = rest.Length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        rest.CopyTo(target);
        (_buffer, _start, _end) = (target, 0, rest.Length);
        var wanted = _buffer.Length - _end;
        var got = Read(_buffer.AsSpan(_end));
        _end += got;
        _final = got < wanted;
        _ready = done + _numbers.Replace(_buffer.AsSpan(done, _end - done), _final);
    }

    private int Read(Span<byte> target)
    {
        try
        {
            return _stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
        catch (DecoderFallbackException e)
        {
            throw new DamagedFileException(
                $"{_path} is damaged after line {_line}: it begins as UTF-16 or UTF-32 and goes on as something else.",
                e
            );
        }
    }

    private long LineAt(long offset) => _line + _buffer.AsSpan(_start, (int)offset).Count((byte)'\n');

    /// <summary>The library's words where they help: without the place, which stands before.</summary>
    private static string Cause(Exception e) =>
        e.Message.Contains("maximum configured depth", StringComparison.Ordinal) ? $"it is nested deeper than {DeepestNesting} levels"
        : e is InvalidOperationException ? "a name in it is no UTF-8"
        : JsonFault.Cause(e);
}
