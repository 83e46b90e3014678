namespace Seed.Output;

/// <summary>Tells what of a user's data is taken for something else, and names the entries that are left out, the first ones in full.</summary>
internal static class LeftOut
{
    private const int MostShown = 20;

    /// <param name="sentences">One for each; those about entries left out come last.</param>
    public static void Tell(Terminal terminal, IReadOnlyCollection<string> sentences)
    {
        foreach (var sentence in sentences.Take(MostShown)) terminal.Error.WriteLine(sentence);
        if (sentences.Count > MostShown) terminal.Error.WriteLine($"{sentences.Count - MostShown:N0} more entries are left out.");
    }
}
