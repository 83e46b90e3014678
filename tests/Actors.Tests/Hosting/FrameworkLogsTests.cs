using Actors.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Tests.Hosting;

public class FrameworkLogsTests
{
    [Theory]
    [InlineData(LogLevel.Error, "[akka://langevin/system/endpointManager/reliableEndpointWriter-1#1]", LogLevel.Information)]
    [InlineData(LogLevel.Warning, "Akka.Cluster.Cluster", LogLevel.Information)]
    [InlineData(LogLevel.Debug, "Akka.Cluster.Cluster", LogLevel.Debug)]
    [InlineData(LogLevel.Warning, "[akka://langevin/user/device-process-0#1]", LogLevel.Warning)]
    [InlineData(LogLevel.Error, "[akka://langevin/system/sharding/search/25/tiny#1]", LogLevel.Error)]
    public void Only_our_own_actors_warn(LogLevel level, string source, LogLevel expected) => Assert.Equal(expected, FrameworkLogs.LevelOf(level, source));
}
