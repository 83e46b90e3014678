namespace Seed.Output;

/// <summary>Where a command speaks: results on <see cref="Out"/>, everything else on <see cref="Error"/>.</summary>
/// <param name="Live">A person looks at <see cref="Error"/>: progress may be redrawn in place.</param>
/// <param name="Width">Columns.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, bool Live, int Width, TimeProvider Time)
{
    private const int DefaultWidth = 100;

    public static Terminal Process()
    {
        var live = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
        var results = Console.Out;
        // Whatever a library prints, results alone go to standard output.
        Console.SetOut(Console.Error);
        return new Terminal(results, Console.Error, live, ColumnsOf(live), TimeProvider.System);
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
