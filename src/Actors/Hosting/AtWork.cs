namespace Actors.Hosting;

/// <summary>
/// The notice of a device process, on its standard error, of what it is about to do, where it may not live to say how it went. Whoever
/// started it names that with its end.
/// </summary>
public static class AtWork
{
    private const string Mark = "at work: ";

    /// <param name="what">The work in words; null: the last one is done.</param>
    public static void Tell(string? what) => Console.Error.WriteLine(Mark + what);

    /// <returns>True where the line is such a notice.</returns>
    public static bool TryRead(string line, out string? what)
    {
        var found = line.StartsWith(Mark, StringComparison.Ordinal);
        what = found && line.Length > Mark.Length ? line[Mark.Length..] : null;
        return found;
    }
}
