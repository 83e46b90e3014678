namespace Nas.Model.Data.Detection;

/// <summary>Shows what a file says in a sentence: harmless on a terminal, and no longer than a sentence bears.</summary>
internal static class Shown
{
    private const int Longest = 80;

    public static string Briefly(string text)
    {
        var harmless = text.Any(Harms) ? string.Concat(text.Select(character => Harms(character) ? '\uFFFD' : character)) : text;
        return harmless.Length > Longest ? harmless[..Longest] + "..." : harmless;
    }

    /// <summary>Escapes and line ends, and marks that turn the order of the text round them.</summary>
    private static bool Harms(char character) => char.IsControl(character) || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';
}
