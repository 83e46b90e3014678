using Nas.Model;

namespace Seed.Output;

/// <summary>
/// Tells what of a user's data is taken for something else, and names the entries that are left out, the first ones in full.
/// </summary>
internal static class LeftOut
{
    private const int MostShown = 20,
        MostSummed = 3;

    /// <param name="sentences">One for each; those about entries left out come last.</param>
    public static void Tell(Terminal terminal, IReadOnlyCollection<string> sentences)
    {
        foreach (var sentence in First(sentences))
            terminal.Error.WriteLine(HarmlessText.Line(sentence));
    }

    /// <summary>The first ones, and how many more there are.</summary>
    public static IEnumerable<string> First(IReadOnlyCollection<string> sentences) =>
        sentences.Count <= MostShown
            ? sentences
            : sentences.Take(MostShown).Append($"{sentences.Count - MostShown:N0} more entries are left out.");

    /// <summary>The same in a few lines.</summary>
    /// <param name="notes">Sentences about what was taken for something else.</param>
    /// <param name="skipped">Sentences about why each entry was left out.</param>
    /// <param name="entry">Word for an entry.</param>
    public static IEnumerable<string> Summary(IReadOnlyCollection<string> notes, IReadOnlyCollection<string> skipped, string entry) =>
        skipped.Count switch
        {
            0 => notes,
            1 => notes.Append($"1 {entry} is left out: {skipped.First()}"),
            _ => notes.Append($"{skipped.Count:N0} {entry}s are left out, the first: {string.Join("; ", skipped.Take(MostSummed))}"),
        };
}
