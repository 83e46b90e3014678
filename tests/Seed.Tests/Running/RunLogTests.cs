using Seed.Running;
using Serilog.Events;
using Serilog.Parsing;

namespace Seed.Tests.Running;

public class RunLogTests
{
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
        var logged = new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Warning, null, new MessageTemplateParser().Parse("x"), properties);
        Assert.Equal(heard, RunLog.IsForPeople(logged));
    }
}
