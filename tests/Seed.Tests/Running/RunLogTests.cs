using Actors.Search.Reading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Nas.Model;
using Seed.Progress;
using Seed.Running;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Parsing;
using Testing;

namespace Seed.Tests.Running;

public sealed class RunLogTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_person_reads_texts_as_they_are_on_one_line_and_without_what_moves_the_cursor()
    {
        var said = Said(log =>
        {
            log.LogWarning("Search {Search}: {Trouble}", "x", "a is gone.\nMend \"that\".");
            log.LogWarning(new IOException("the disk\u001b[2J is full"), "{Count} events of {Search} were not saved", 3, "x");
        });
        Assert.Equal(
            ["Warning: Search x: a is gone. Mend \"that\".", "Warning: 3 events of x were not saved (the disk [2J is full)"],
            said
        );
    }

    [Fact]
    public void Of_one_kind_a_few_are_shown_a_minute_and_then_where_the_others_are()
    {
        var said = Said(log =>
        {
            for (var i = 0; i < 8; i++)
                log.LogWarning("{Task} failed", i);
            log.LogWarning("another kind");
            _time.Advance(TimeSpan.FromMinutes(1));
            log.LogWarning("{Task} failed", 8);
        });
        Assert.Equal(
            [
                "Warning: 0 failed",
                "Warning: 1 failed",
                "Warning: 2 failed",
                "Warning: 3 failed",
                "Warning: 4 failed",
                $"Warning: more like the last one are in {RunLog.FileIn(_folder.Path)}",
                "Warning: another kind",
                "Warning: 8 failed",
            ],
            said
        );
    }

    [Fact]
    public void A_log_that_cannot_be_written_is_a_sentence()
    {
        Directory.CreateDirectory(RunLog.FileIn(_folder.Path));
        Assert.Contains(
            "control.jsonl: cannot be written",
            Assert.Throws<UserException>(() => Said(_ => { })).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>The lines of a log that is written as the actors do, through Microsoft's interface.</summary>
    private List<string> Said(Action<ILogger> log)
    {
        var display = new Display();
        using (var logger = RunLog.Open(_folder.Path, display, _time))
        using (var factory = new SerilogLoggerFactory(logger))
            log(factory.CreateLogger("test"));
        return display.Lines;
    }

    private sealed class Display : IProgressDisplay
    {
        public List<string> Lines { get; } = [];

        public void Show(SearchProgress progress) { }

        public void Say(string line) => Lines.Add(line);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("akka://langevin/user/device-process-0", true)]
    [InlineData("akka://langevin/user/dispatcher/dispatcher", true)]
    [InlineData("akka://langevin/system/sharding/search/25/quickstart", true)]
    [InlineData("akka://langevin/user/dispatcher-proxy", false)]
    [InlineData("akka://langevin/system/sharding/search", false)]
    [InlineData("akka://langevin/system/cluster/core/daemon", false)]
    [InlineData("akka://langevin/deadLetters", false)]
    public void The_terminal_hears_the_search_and_not_the_cluster_under_it(string? path, bool heard)
    {
        LogEventProperty[] properties = path is null ? [] : [new LogEventProperty("ActorPath", new ScalarValue(path))];
        var logged = new LogEvent(
            DateTimeOffset.UnixEpoch,
            LogEventLevel.Warning,
            null,
            new MessageTemplateParser().Parse("x"),
            properties
        );
        Assert.Equal(heard, RunLog.IsForPeople(logged));
    }
}
