using System.Globalization;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>
/// Id that a file gives an image, a category or an annotation. A text of digits is the number, as "7" is 7; "007" is a text.
/// </summary>
/// <param name="Number">The number, where <paramref name="Name"/> is null.</param>
/// <param name="Name">Any text.</param>
internal readonly record struct CocoId(long Number, string? Name)
{
    public static CocoId OfText(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number.ToString(CultureInfo.InvariantCulture) == text
            ? new CocoId(number, null)
            : new CocoId(0, text);

    public string Text => Name ?? Number.ToString(CultureInfo.InvariantCulture);

    public override string ToString() => Name is null ? $"{Number}" : $"'{Shown.Briefly(Name)}'";
}
