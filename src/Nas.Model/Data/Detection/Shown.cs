namespace Nas.Model.Data.Detection;

/// <summary>Prepares a file's text for a sentence: harmless on a terminal, and short enough for a sentence.</summary>
internal static class Shown
{
    private const int Longest = 80;

    public static string Briefly(string text, int longest = Longest) =>
        HarmlessText.Line(text.Length > longest ? text[..longest] + "..." : text);
}
