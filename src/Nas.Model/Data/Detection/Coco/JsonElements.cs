using System.Text.Json;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>
/// Walks a JSON file of any size: only one element of its arrays is in memory at a time. Every error is a sentence that names the file,
/// the line and the element.
/// </summary>
internal sealed class JsonElements : IDisposable
{
    private const int LargestElement = 1 << 30;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly JsonSerializerOptions _options;
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;
    private bool _final;
    private long _line = 1;
    private JsonReaderState _state;

    /// <exception cref="UserException">There is no such file.</exception>
    public JsonElements(string path, JsonSerializerOptions options)
    {
        if (!File.Exists(path)) throw new UserException($"There is no file {path}.");
        (_path, _options) = (path, options);
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        Refill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8)) _start = 3;
    }

    /// <summary>Reads on; false where the buffer ends too early and more of the file is needed.</summary>
    private delegate bool Step<T>(ref Utf8JsonReader reader, out T result);

    /// <summary>The root has to begin with this token.</summary>
    /// <param name="token">Start of an object or of an array.</param>
    /// <param name="expected">What the file should be, as the end of a sentence.</param>
    public void Enter(JsonTokenType token, string expected)
    {
        if (Next("at its start") != token) throw new DamagedFileException($"{_path} is not {expected}.");
    }

    /// <summary>The next property of the root object; null at its end, which must be the file's.</summary>
    public string? NextProperty()
    {
        var name = Advance("between its arrays", (ref Utf8JsonReader reader, out string? result) =>
        {
            var got = reader.Read();
            result = got && reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;
            return got;
        });
        if (name is null) RequireEnd();
        return name;
    }

    /// <summary>Passes over the value of the property just read.</summary>
    public void SkipValue(string name) => Advance(name, (ref Utf8JsonReader reader, out bool result) => result = reader.Read() && reader.TrySkip());

    /// <summary>Visits, with its position, each element of the array that is the value of the property just read.</summary>
    public void Each<T>(string name, Action<int, T> visit)
        where T : class
    {
        if (Next(name) != JsonTokenType.StartArray) throw new DamagedFileException($"{_path} has something else than an array as '{name}'.");
        Visit(name, visit);
    }

    /// <summary>Visits, with its position, each element of the root array, which has been entered and must end the file.</summary>
    public void EachOfRoot<T>(string name, Action<int, T> visit)
        where T : class
    {
        Visit(name, visit);
        RequireEnd();
    }

    public void Dispose() => _stream.Dispose();

    private void Visit<T>(string name, Action<int, T> visit)
        where T : class
    {
        for (var index = 0; Element<T>($"{name}[{index}]") is { } element; index++) visit(index, element);
    }

    /// <summary>Null at the end of the array.</summary>
    private T? Element<T>(string place)
        where T : class => Advance(place, (ref Utf8JsonReader reader, out T? result) =>
    {
        result = null;
        if (!reader.Read()) return false;
        if (reader.TokenType == JsonTokenType.EndArray) return true;
        var whole = reader;
        if (!whole.TrySkip()) return false;
        var start = reader.TokenStartIndex;
        try
        {
            result = JsonSerializer.Deserialize<T>(ref reader, _options) ?? throw new JsonException("It is null.");
            return true;
        }
        catch (JsonException e)
        {
            // The serialiser counts lines from the start of the element.
            var line = LineAt(start) + (e.LineNumber ?? 0);
            throw Damaged(line, place + e.Path?.TrimStart('$'), e);
        }
    });

    private JsonTokenType Next(string place) => Advance(place, (ref Utf8JsonReader reader, out JsonTokenType result) =>
    {
        var got = reader.Read();
        result = reader.TokenType;
        return got;
    });

    private void RequireEnd() => Advance("at its end", (ref Utf8JsonReader reader, out bool result) =>
        result = reader.Read() ? throw new JsonException("It goes on after its end.") : _final);

    private T Advance<T>(string place, Step<T> step)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _final, _state);
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
                throw Damaged((e as JsonException)?.LineNumber + 1 ?? _line, place, e);
            }
            if (_final) throw new DamagedFileException($"{_path} ends too early, in line {_line}, {place}.");
            if (_end - _start >= LargestElement) throw new DamagedFileException($"{_path} has an element of more than {LargestElement:N0} bytes: {place}.");
            Refill();
        }
    }

    private void Refill()
    {
        var rest = _buffer.AsSpan(_start, _end - _start);
        var target = rest.Length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        rest.CopyTo(target);
        (_buffer, _start, _end) = (target, 0, rest.Length);
        var wanted = _buffer.Length - _end;
        var got = _stream.ReadAtLeast(_buffer.AsSpan(_end), wanted, throwOnEndOfStream: false);
        _end += got;
        _final = got < wanted;
    }

    private long LineAt(long offset) => _line + _buffer.AsSpan(_start, (int)offset).Count((byte)'\n');

    private DamagedFileException Damaged(long line, string place, Exception e)
    {
        // The library's words where they help: without the names of types, and without the place, which stands before.
        var cause = e.Message.Split(" Path:")[0].Split(" LineNumber:")[0].Split(" encountered during")[0].TrimEnd('.');
        if (cause.Contains("could not be converted", StringComparison.Ordinal)) cause = "its value is of another kind than it must be";
        return new DamagedFileException($"{_path} is damaged in line {line}, {place}: {cause}.", e);
    }
}
