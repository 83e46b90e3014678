using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>
/// A property's value, of whatever kind: for the same number tools write 1, 1.0, "1" and true. What it must be is asked by whoever needs
/// it, so that an odd value that nobody needs does no harm.
/// </summary>
internal readonly struct JsonScalar
{
    private readonly Kind _kind;
    private readonly long _bits;
    private readonly string? _text;

    /// <summary>Order of scalars: numbers by value, before text.</summary>
    public static IComparer<JsonScalar> Order { get; } = Comparer<JsonScalar>.Create((a, b) => a.CompareTo(b));

    private JsonScalar(Kind kind, long bits, string? text = null) => (_kind, _bits, _text) = (kind, bits, text);

    private enum Kind : byte
    {
        /// <summary>A value that is not there, or null.</summary>
        Missing,
        Whole,
        Real,
        Text,

        /// <summary>An array, an object, or text that is no UTF-8.</summary>
        Other,
    }

    public bool IsMissing => _kind == Kind.Missing;

    public bool IsWhole => _kind == Kind.Whole;

    public bool IsText => _kind == Kind.Text;

    /// <summary>The text, or a whole number as text; null where it is neither, or empty.</summary>
    public string? Name =>
        _kind switch
        {
            Kind.Text when _text!.Length > 0 => _text,
            Kind.Whole => ToString(),
            _ => null,
        };

    public static JsonScalar Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.True:
                return new JsonScalar(Kind.Whole, 1);
            case JsonTokenType.False:
                return new JsonScalar(Kind.Whole, 0);
            case JsonTokenType.Number when reader.TryGetInt64(out var whole):
                return new JsonScalar(Kind.Whole, whole);
            case JsonTokenType.Number:
                return OfNumber(reader.ValueSpan);
            case JsonTokenType.String:
                return OfText(ref reader);
            case var token:
                reader.Skip();
                return new JsonScalar(Kind.Other, 0, token == JsonTokenType.StartArray ? "an array" : "an object");
        }
    }

    /// <summary>Reads any finite number, or the infinities and NaN where the file has them.</summary>
    public bool TryNumber(out double number)
    {
        number = _kind switch
        {
            Kind.Whole => _bits,
            Kind.Real => BitConverter.Int64BitsToDouble(_bits),
            _ => double.NaN,
        };
        return _kind is Kind.Whole or Kind.Real
            || (_kind == Kind.Text && double.TryParse(_text, NumberStyles.Float, CultureInfo.InvariantCulture, out number));
    }

    public bool TryWhole(out long number)
    {
        number = _bits;
        if (_kind == Kind.Whole)
            return true;
        if (!TryNumber(out var real) || !HoldsWhole(real))
            return false;
        number = (long)real;
        return true;
    }

    /// <summary>The value as an id; null where it cannot be an id.</summary>
    public CocoId? Id =>
        _kind switch
        {
            Kind.Whole => new CocoId(_bits, null),
            Kind.Real when TryNumber(out var real) && double.IsFinite(real) => new CocoId(0, ToString()),
            Kind.Text => CocoId.OfText(_text!),
            _ => null,
        };

    /// <summary>Order in which the reference sorts ids: numbers by value, texts by their characters.</summary>
    private int CompareTo(JsonScalar other)
    {
        if (_kind == Kind.Whole && other._kind == Kind.Whole)
            return _bits.CompareTo(other._bits);
        if (_kind != Kind.Text && other._kind != Kind.Text && TryNumber(out var mine) && other.TryNumber(out var theirs))
            return mine.CompareTo(theirs);
        return _kind == other._kind ? string.CompareOrdinal(_text, other._text) : _kind.CompareTo(other._kind);
    }

    /// <summary>The value as it stands in the file, for messages.</summary>
    public override string ToString() =>
        _kind switch
        {
            Kind.Missing => "null",
            Kind.Whole => _bits.ToString(CultureInfo.InvariantCulture),
            Kind.Real => BitConverter.Int64BitsToDouble(_bits).ToString(CultureInfo.InvariantCulture),
            Kind.Text => $"'{Shown.Briefly(_text!)}'",
            _ => _text!,
        };

    private static JsonScalar OfNumber(ReadOnlySpan<byte> digits)
    {
        // Greater than any long, and still an id that must equal itself alone.
        if (digits.IndexOfAny(".eE"u8) < 0)
            return new JsonScalar(Kind.Text, 0, Encoding.ASCII.GetString(digits));
        return OfReal(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private static JsonScalar OfReal(double real) =>
        HoldsWhole(real) ? new JsonScalar(Kind.Whole, (long)real) : new JsonScalar(Kind.Real, BitConverter.DoubleToInt64Bits(real));

    private static JsonScalar OfText(ref Utf8JsonReader reader)
    {
        if (PythonNumbers.Of(reader.ValueSpan) is { } real)
            return OfReal(real);
        try
        {
            return new JsonScalar(Kind.Text, 0, reader.GetString());
        }
        catch (InvalidOperationException)
        {
            return new JsonScalar(Kind.Other, 0, "text that is no UTF-8");
        }
    }

    private static bool HoldsWhole(double real) => Math.Abs(real) < 1L << 62 && real == Math.Floor(real);
}

internal sealed class JsonScalarConverter : JsonConverter<JsonScalar>
{
    public override bool HandleNull => true;

    public override JsonScalar Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonScalar.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonScalar value, JsonSerializerOptions options) => throw new NotSupportedException();
}
