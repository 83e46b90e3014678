namespace Nas.Model.Data.Detection;

/// <summary>Shows what a file says in a sentence: harmless on a terminal, and no longer than a sentence bears.</summary>
internal static class Shown
{
    private const int Longest = 80;

    public static string Briefly(string text, int longest = Longest) =>
        HarmlessText.Line(text.Length > longest ? text[..longest] + "..." : text);
}
