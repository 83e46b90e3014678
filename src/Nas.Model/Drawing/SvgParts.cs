using System.Collections.Immutable;
using System.Globalization;
using System.Security;
using System.Text;

namespace Nas.Model.Drawing;

/// <summary>Parts that all drawings share: no background, and colours of middle lightness that are visible on white and on black.</summary>
internal static class SvgParts
{
    /// <summary>
    /// Colour of lines and words without a meaning of their own; contrast 4.5 to 1 against white as well as against black.
    /// </summary>
    public const string Neutral = "#757575";

    /// <summary>Colour of what is present but has no effect; its contrast is that of <see cref="Palette"/>.</summary>
    public const string Grey = "#6b7280";

    /// <summary>Colours that each have a contrast of at least 4.5 to 1 against the white words on them, and 3 to 1 against black.</summary>
    public static readonly ImmutableArray<string> Palette = ["#2f6fde", "#b8560f", "#9b45d6", "#0f7f5f", "#c7317a"];

    public static void Words(StringBuilder body, int x, int y, string words, string anchor, int size, bool bold, string colour = Neutral)
    {
        body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-size=\"{size}\"");
        if (bold)
            body.Append(" font-weight=\"600\"");
        body.Append(CultureInfo.InvariantCulture, $" fill=\"{colour}\">{Escaped(words)}</text>\n");
    }

    /// <summary>Text as it may stand in a drawing, which knows no control characters.</summary>
    public static string Escaped(string text) => SecurityElement.Escape(HarmlessText.Line(text));
}
