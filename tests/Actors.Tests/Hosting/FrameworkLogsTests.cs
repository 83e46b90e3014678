using Actors.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Hosting;

public class FrameworkLogsTests
{
    [Theory]
    [InlineData(LogLevel.Error, "[akka://langevin/system/endpointManager/reliableEndpointWriter-1#1]", LogLevel.Information)]
    [InlineData(LogLevel.Warning, "Akka.Cluster.Cluster", LogLevel.Information)]
    [InlineData(LogLevel.Debug, "Akka.Cluster.Cluster", LogLevel.Debug)]
    [InlineData(LogLevel.Warning, "[akka://langevin/user/device-process-0#1]", LogLevel.Warning)]
    [InlineData(LogLevel.Error, "[akka://langevin/system/sharding/search/25/tiny#1]", LogLevel.Error)]
    public void Only_our_own_actors_warn(LogLevel level, string source, LogLevel expected) =>
        Assert.Equal(expected, FrameworkLogs.LevelOf(level, source));

    [Fact]
    public void What_Akka_warns_of_is_said_once_a_minute_and_no_flood_fills_the_disk()
    {
        var (said, time) = (new Said(), new FakeTimeProvider());
        using var logs = new FrameworkLogs(said, time);
        var logger = logs.CreateLogger("Akka");
        // As Akka's logger hands it on.
        void Warn(string source, int value)
        {
            Dictionary<string, object> state = new()
            {
                ["0"] = value,
                ["LogSource"] = source,
                ["Timestamp"] = Guid.NewGuid(),
                ["{OriginalFormat}"] = "serializer {0}",
            };
            logger.Log(LogLevel.Warning, default, state, null, (_, _) => "");
        }

        for (var i = 0; i < 5; i++)
            Warn("/system/endpoint", 3);
        Assert.Equal(1, said.Count);
        for (var i = 0; i < 100_000; i++)
            Warn("/system/endpoint", i);
        Assert.Equal(100, said.Count);
        for (var i = 0; i < 5; i++)
            Warn("/user/dispatcher", 3);
        Assert.Equal(105, said.Count);

        time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++)
            Warn("/system/endpoint", 3);
        Assert.Equal(106, said.Count);
    }

    private sealed class Said : ILoggerFactory, ILogger
    {
        public int Count { get; private set; }

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Count++;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose() { }
    }
}
