using Microsoft.Extensions.Logging;

namespace Actors.Hosting;

/// <summary>
/// Demotes warnings and errors of Akka's own actors to information. Where processes may die at any time, broken connections and
/// unreachable members are the normal course of things: they belong in the log file, and only what our actors make of them is worth a
/// user's attention.
/// </summary>
internal sealed class FrameworkLogs(ILoggerFactory inner) : ILoggerFactory
{
    private static readonly string[] Own = ["/user/", "/system/sharding/"];

    public ILogger CreateLogger(string categoryName) => new Logger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <summary>The inner factory belongs to whoever made it.</summary>
    public void Dispose()
    {
    }

    /// <param name="source">Path of the actor that logs, as Akka gives it.</param>
    internal static LogLevel LevelOf(LogLevel level, string source) =>
        level > LogLevel.Information && !Array.Exists(Own, path => source.Contains(path, StringComparison.Ordinal)) ? LogLevel.Information : level;

    private sealed class Logger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var source = (state as IEnumerable<KeyValuePair<string, object>>)?.FirstOrDefault(property => property.Key == "LogSource").Value?.ToString();
            inner.Log(LevelOf(logLevel, source ?? ""), eventId, state, exception, formatter);
        }
    }
}
