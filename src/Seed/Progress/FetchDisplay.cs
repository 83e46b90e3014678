using Nas.Model;
using Nas.Model.Data.Fetching;
using Seed.Output;

namespace Seed.Progress;

/// <summary>Shows a download: one line that is rewritten for a person, a line now and then otherwise.</summary>
public sealed class FetchDisplay(Terminal terminal) : IProgress<FetchProgress>
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private string? _what;
    private long _last;

    public void Report(FetchProgress value)
    {
        lock (_gate)
        {
            var now = terminal.Time.GetTimestamp();
            var begins = value.What != _what;
            if (!begins && !terminal.Live && terminal.Time.GetElapsedTime(_last, now) < Between)
                return;
            if (terminal.Live)
                terminal.Screen.Write($"\r\u001b[2K{HarmlessText.Line(Text(value))}");
            else
                terminal.Error.WriteLine(Text(value));
            (_what, _last) = (value.What, now);
        }
    }

    /// <summary>Leaves the line.</summary>
    public void End()
    {
        if (terminal.Live && _what is not null)
            terminal.Error.WriteLine();
    }

    internal static string Text(FetchProgress progress) =>
        progress switch
        {
            { Done: 0, Total: null } => progress.What,
            { Total: { } total and > 0 } =>
                $"{progress.What}: {MiB(progress.Done)} of {MiB(total)} MiB ({100.0 * progress.Done / total:0} %)",
            _ => $"{progress.What}: {MiB(progress.Done)} MiB",
        };

    private static string MiB(long bytes) => (bytes / 1048576.0).ToString("0.0");
}
