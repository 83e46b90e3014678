using Actors.Peers;
using Microsoft.Extensions.Logging;

namespace Actors.Hosting;

/// <summary>
/// Demotes warnings and errors of Akka's own actors to information. Where processes may die at any time, broken connections and
/// unreachable members are the normal course of things: they belong in the log file, and only what our actors make of them is worth a
/// user's attention. Each is said once a minute: whoever reaches the port can have the same thing said thousands of times a second.
/// </summary>
internal sealed class FrameworkLogs(ILoggerFactory inner, TimeProvider time) : ILoggerFactory
{
    private static readonly string[] Own = ["/user/", "/system/sharding/"];

    private readonly SaidOnce _said = new(time);

    public ILogger CreateLogger(string categoryName) => new Logger(inner.CreateLogger(categoryName), _said);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <summary>The inner factory belongs to whoever made it.</summary>
    public void Dispose() { }

    /// <param name="source">Path of the actor that logs, as Akka gives it.</param>
    internal static LogLevel LevelOf(LogLevel level, string source) =>
        level > LogLevel.Information && !Array.Exists(Own, path => source.Contains(path, StringComparison.Ordinal))
            ? LogLevel.Information
            : level;

    /// <summary>
    /// The words that are the same whoever says them, and when: the template, and the values for its places, whose names are numbers.
    /// </summary>
    private static string WordsOf(IEnumerable<KeyValuePair<string, object>> properties) =>
        string.Join(
            '\n',
            properties
                .Where(property => property.Key == "{OriginalFormat}" || char.IsAsciiDigit(property.Key[0]))
                .Select(property => property.Value)
        );

    private sealed class Logger(ILogger inner, SaidOnce said) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var properties = state as IEnumerable<KeyValuePair<string, object>> ?? [];
            var level = LevelOf(logLevel, properties.FirstOrDefault(property => property.Key == "LogSource").Value?.ToString() ?? "");
            if (level == logLevel || said.IsNew(WordsOf(properties)))
                inner.Log(level, eventId, state, exception, formatter);
        }
    }
}
