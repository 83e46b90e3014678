using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Nas.Model;

namespace Seed.Results.Html;

/// <summary>Markup that is safe to put into a page: made from literals, with everything else encoded.</summary>
public readonly record struct Markup(string Text)
{
    public static readonly Markup Empty = new("");

    /// <summary>Literal parts are markup, holes are text and are encoded, unless they are markup themselves.</summary>
    public static Markup Of(MarkupHandler handler) => new(handler.Result);

    /// <summary>Markup that this program made: a drawing, a plot, a style sheet. Never anything a user wrote.</summary>
    public static Markup Trusted(string text) => new(text);

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public override string ToString() => Text ?? "";
}

[InterpolatedStringHandler]
public readonly struct MarkupHandler(int literalLength, int formattedCount)
{
    private const int UsualHole = 24;
    private readonly StringBuilder _text = new(literalLength + (formattedCount * UsualHole));

    public string Result => _text.ToString();

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted(Markup markup) => _text.Append(markup.Text);

    public void AppendFormatted<T>(T value) => Append(Convert.ToString(value, CultureInfo.InvariantCulture));

    public void AppendFormatted<T>(T value, string format) =>
        Append(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    private void Append(string? text) => _text.Append(WebUtility.HtmlEncode(HarmlessText.Of(text ?? "")));
}
