using Nas.Model;
using Seed.Archive;
using Seed.Output;
using Seed.Progress;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace Seed.Running;

/// <summary>
/// The control process's log: everything as compact JSON in a file; what a person may want to act on, on the terminal too.
/// </summary>
public static class RunLog
{
    /// <summary>Texts as they are, and not as in a program, in quotation marks.</summary>
    internal const string PeoplesMessage = "{Message:lj}";

    private const long MaxFileBytes = 64 << 20;
    private const int MaxFiles = 5;

    public static string FileIn(string logs) => Path.Combine(logs, SearchDirectory.ControlLog);

    /// <exception cref="UserException">The file cannot be written.</exception>
    public static Logger Open(string logs, IProgressDisplay display, TimeProvider time)
    {
        var file = FileIn(logs);
        RequireWritable(file);
        return new LoggerConfiguration()
            .MinimumLevel.Information()
            .Enrich.FromLogContext()
            .WriteTo.File(
                new CompactJsonFormatter(),
                file,
                fileSizeLimitBytes: MaxFileBytes,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: MaxFiles
            )
            .WriteTo.Logger(people =>
                people.Filter.ByIncludingOnly(IsForPeople).WriteTo.Sink(new DisplaySink(display, file, time), LogEventLevel.Warning)
            )
            .CreateLogger();
    }

    /// <summary>
    /// The search and its devices have something to say to the user; the cluster under them (singletons, shards, remoting, its shutdown)
    /// talks to itself, and the loss of a device, its usual subject, is told by the device's keeper.
    /// </summary>
    internal static bool IsForPeople(LogEvent logEvent)
    {
        if (!logEvent.Properties.TryGetValue("ActorPath", out var value) || value is not ScalarValue { Value: string path })
            return true;
        return path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [_, _, "user", .., var name] => !name.EndsWith("-proxy", StringComparison.Ordinal),
            [_, _, "system", "sharding", _, _, _, ..] => true,
            _ => false,
        };
    }

    /// <summary>A log that cannot be written is silent about it.</summary>
    private static void RequireWritable(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var _ = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException
                && StorageFault.Of(exception) is null or { ExitCode: ExitCodes.UserMistake }
            )
        {
            throw new UserException(
                $"{file}: cannot be written ({exception.Message.TrimEnd('.')}); make it writable, or choose another directory with --dir",
                exception
            );
        }
    }

    /// <summary>
    /// Goes through the display, which knows how not to write into its own bars. Of one kind, a few a minute: where a thousand candidates
    /// fail, one sees why from the first, and progress between them.
    /// </summary>
    internal sealed class DisplaySink(IProgressDisplay display, string file, TimeProvider time) : ILogEventSink
    {
        private const int MostOfAKind = 5;
        private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);
        private static readonly MessageTemplateTextFormatter MessageFormat = new(
            PeoplesMessage,
            System.Globalization.CultureInfo.InvariantCulture
        );
        private readonly Lock _gate = new();
        private readonly Dictionary<string, (long Since, int Count)> _told = [];

        public void Emit(LogEvent logEvent)
        {
            switch (Count(logEvent.MessageTemplate.Text))
            {
                case <= MostOfAKind:
                    display.Say($"{logEvent.Level}: {Text(logEvent)}");
                    break;
                case MostOfAKind + 1:
                    display.Say($"{logEvent.Level}: more like the last one are in {file}");
                    break;
            }
        }

        private static string Text(LogEvent logEvent)
        {
            using var message = new StringWriter();
            MessageFormat.Format(logEvent, message);
            if (logEvent.Exception is { } exception)
                message.Write($" ({exception.Message})");
            // What programs say that are not ours may have anything in it.
            return string.Concat(message.ToString().ReplaceLineEndings(" ").Select(letter => char.IsControl(letter) ? ' ' : letter));
        }

        private int Count(string kind)
        {
            lock (_gate)
            {
                var now = time.GetTimestamp();
                var (since, count) = _told.GetValueOrDefault(kind, (now, 0));
                if (time.GetElapsedTime(since, now) >= Within)
                    (since, count) = (now, 0);
                _told[kind] = (since, count + 1);
                return count + 1;
            }
        }
    }
}
