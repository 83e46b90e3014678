namespace Seed.Output;

/// <summary>
/// The two outputs of a command: results on <see cref="Out"/>, everything else on <see cref="Error"/>. Text from elsewhere does no harm on
/// either.
/// </summary>
/// <param name="Live">A person looks at <see cref="Error"/>: progress may be redrawn in place.</param>
/// <param name="Width">Columns.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, bool Live, int Width, TimeProvider Time)
{
    private const int DefaultWidth = 100;

    public TextWriter Out { get; init; } = new HarmlessWriter(Out);

    public TextWriter Error { get; init; } = new HarmlessWriter(Error);

    /// <summary>
    /// The same place as <see cref="Error"/>, for who draws there: whatever of it is not our own must be
    /// <see cref="Nas.Model.HarmlessText"/>.
    /// </summary>
    public TextWriter Screen { get; } = Error;

    public static Terminal Process()
    {
        var live = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
        var results = Console.Out;
        var terminal = new Terminal(results, Console.Error, live, ColumnsOf(live), TimeProvider.System);
        // Whatever a library prints, results alone go to standard output.
        Console.SetError(terminal.Error);
        Console.SetOut(terminal.Error);
        return terminal;
    }

    private static int ColumnsOf(bool live)
    {
        try
        {
            return live && Console.WindowWidth > 20 ? Console.WindowWidth : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
