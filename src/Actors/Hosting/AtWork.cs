namespace Actors.Hosting;

/// <summary>
/// What a device process says it is about to do, on its standard error, where it may not live to say how it went. Whoever started it names
/// that with its end.
/// </summary>
public static class AtWork
{
    private const string Mark = "at work: ";

    /// <param name="what">In words; null: what it said last is done.</param>
    public static void Tell(string? what) => Console.Error.WriteLine(Mark + what);

    /// <returns>Whether the line is such a word.</returns>
    public static bool TryRead(string line, out string? what)
    {
        var found = line.StartsWith(Mark, StringComparison.Ordinal);
        what = found && line.Length > Mark.Length ? line[Mark.Length..] : null;
        return found;
    }
}
