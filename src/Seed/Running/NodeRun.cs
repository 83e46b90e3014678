using Actors.Clusters;
using Nas.Model;
using Seed.Output;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;

namespace Seed.Running;

/// <summary><c>langevin node</c>: a node until it is told to end, is drained, or is no longer in its cluster.</summary>
public sealed class NodeRun(Terminal terminal)
{
    private const long MaxFileBytes = 64 << 20;

    /// <returns>The exit code: 0 where it ended by someone's wish. With any other, whoever keeps the process may start it again.</returns>
    /// <exception cref="UserException">Something is in the way that the user can mend.</exception>
    public async Task<int> RunAsync(ClusterSettings settings, bool control, bool devices)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!control && settings.Join.IsEmpty) throw new UserException("A gpu node joins a cluster: give --join HOST:PORT of a control node.");
        Directory.CreateDirectory(settings.LogPath);
        await using var log = OpenLog(settings);
        using var loggers = new SerilogLoggerFactory(log);
        using var signals = new NodeSignals(terminal.Error.WriteLine);

        await using var node = await ClusterNode.StartAsync(settings, control, devices, loggers, signals.Token);
        terminal.Error.WriteLine($"{settings.NodeName} is up at {settings.Contact} ({(control ? devices ? "control, gpu" : "control" : "gpu")}).");
        var first = await Task.WhenAny(signals.Told, node.Drained, node.Left, node.Conflict);
        if (first == node.Conflict)
        {
            terminal.Error.WriteLine($"{await node.Conflict} Two clusters are at work on one journal: this node leaves the one that came second.");
            return ExitCodes.Failed;
        }
        if (first == node.Left)
        {
            terminal.Error.WriteLine(
                $"{settings.NodeName} was taken out of its cluster, or was on the side of a partition that does not go on: see {settings.LogPath}. Started again, it joins again.");
            return ExitCodes.Failed;
        }
        if (first == signals.Told) await node.DrainAsync();
        terminal.Error.WriteLine($"{settings.NodeName} leaves.");
        return ExitCodes.Done;
    }

    private static Logger OpenLog(ClusterSettings settings) => new LoggerConfiguration()
        .MinimumLevel.Information()
        .Enrich.FromLogContext()
        .WriteTo.File(
            new CompactJsonFormatter(), Path.Combine(settings.LogPath, $"{settings.NodeName}.jsonl"), fileSizeLimitBytes: MaxFileBytes, rollOnFileSizeLimit: true,
            retainedFileCountLimit: 5)
        .WriteTo.Logger(people => people.Filter.ByIncludingOnly(RunLog.IsForPeople).WriteTo.Console(
            restrictedToMinimumLevel: LogEventLevel.Warning, standardErrorFromLevel: LogEventLevel.Verbose, outputTemplate: "{Timestamp:u} {Level}: {Message:lj}{NewLine}"))
        .CreateLogger();
}
