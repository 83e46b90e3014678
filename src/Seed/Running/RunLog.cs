using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Seed.Running;

/// <summary>The control process's log: everything as compact JSON in a file; what a person may want to act on, on the terminal too.</summary>
public static class RunLog
{
    private const long MaxFileBytes = 64 << 20;
    private const int MaxFiles = 5;

    public static string FileIn(string logs) => Path.Combine(logs, "control.jsonl");

    public static Logger Open(string logs, IProgressDisplay display) => new LoggerConfiguration()
        .MinimumLevel.Information()
        .Enrich.FromLogContext()
        .WriteTo.File(new CompactJsonFormatter(), FileIn(logs), fileSizeLimitBytes: MaxFileBytes, rollOnFileSizeLimit: true, retainedFileCountLimit: MaxFiles)
        .WriteTo.Logger(people => people.Filter.ByIncludingOnly(IsForPeople).WriteTo.Sink(new DisplaySink(display), LogEventLevel.Warning))
        .CreateLogger();

    /// <summary>
    /// The search and its devices have something to say to the user; the cluster under them (singletons, shards, remoting, its shutdown)
    /// talks to itself, and the loss of a device, its usual subject, is told by the device's keeper.
    /// </summary>
    internal static bool IsForPeople(LogEvent logEvent)
    {
        if (!logEvent.Properties.TryGetValue("ActorPath", out var value) || value is not ScalarValue { Value: string path }) return true;
        return path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [_, _, "user", .., var name] => !name.EndsWith("-proxy", StringComparison.Ordinal),
            [_, _, "system", "sharding", _, _, _, ..] => true,
            _ => false,
        };
    }

    /// <summary>Goes through the display, which knows how not to write into its own bars.</summary>
    private sealed class DisplaySink(IProgressDisplay display) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            var message = logEvent.RenderMessage(CultureInfo.InvariantCulture).ReplaceLineEndings(" ");
            display.Say(logEvent.Exception is { } exception ? $"{logEvent.Level}: {message} ({exception.Message.ReplaceLineEndings(" ")})" : $"{logEvent.Level}: {message}");
        }
    }
}
