using Actors.Clusters;
using Nas.Model;
using Seed.Output;
using Seed.Web;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;
using Serilog.Sinks.SystemConsole.Themes;

namespace Seed.Running;

/// <summary><c>langevin node</c>: a node until it is told to end, is drained, or is no longer in its cluster.</summary>
public sealed class NodeRun(Terminal terminal)
{
    private const long MaxFileBytes = 64 << 20;
    private static readonly TimeSpan BetweenJoins = TimeSpan.FromSeconds(5);

    /// <returns>The exit code: 0 where it ended by someone's wish. With any other, whoever keeps the process may start it again.</returns>
    /// <exception cref="UserException">Something is in the way that the user can mend.</exception>
    public async Task<int> RunAsync(ClusterSettings settings, NodeRoles roles)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(roles);
        if (!roles.Control && settings.Join.IsEmpty)
            throw new UserException($"A {roles} node joins a cluster: give --join HOST:PORT of a control node.");
        var access = roles.Web ? WebAccess.Of(settings, Environment.GetEnvironmentVariable(WebSettings.Variable)) : null;
        Directory.CreateDirectory(settings.LogPath);
        await using var log = OpenLog(settings);
        using var loggers = new SerilogLoggerFactory(log);
        using var signals = new NodeSignals(terminal.Error.WriteLine);

        var cluster = new CurrentCluster();
        await using var web = access is null
            ? null
            : await WebServer.StartAsync(settings.Web, access, cluster, log, terminal.Time, signals.Token);
        if (web is not null)
            terminal.Error.WriteLine($"The cluster's page is at {web.Address}.");
        return roles.OnlyWeb
            ? await StayAsync(settings, () => LiveAsync(settings, roles, cluster, loggers, signals), signals)
            : await LiveAsync(settings, roles, cluster, loggers, signals);
    }

    /// <summary>
    /// A page need not end with the cluster that it shows, as happens where the last control node dies: it says so, and the node joins
    /// again.
    /// </summary>
    private async Task<int> StayAsync(ClusterSettings settings, Func<Task<int>> live, NodeSignals signals)
    {
        for (var hasJoined = false; ; hasJoined = true)
        {
            try
            {
                if (await live() is var code && (code == ExitCodes.Done || signals.Told.IsCompleted))
                    return code;
            }
            catch (UserException mistake) when (hasJoined)
            {
                terminal.Error.WriteLine(mistake.Message);
                await Task.WhenAny(signals.Told, Task.Delay(BetweenJoins, terminal.Time));
            }
            catch (OperationCanceledException) when (hasJoined)
            {
                return ExitCodes.Done;
            }
            terminal.Error.WriteLine($"{settings.NodeName} joins again.");
        }
    }

    private async Task<int> LiveAsync(
        ClusterSettings settings,
        NodeRoles roles,
        CurrentCluster cluster,
        SerilogLoggerFactory loggers,
        NodeSignals signals
    )
    {
        await using var node = await ClusterNode.StartAsync(settings, roles, loggers, signals.Token);
        terminal.Error.WriteLine($"{settings.NodeName} is up at {settings.Contact} ({roles}).");
        cluster.Is(node);
        try
        {
            return await UntilItEndsAsync(settings, node, signals);
        }
        finally
        {
            cluster.Is(null);
        }
    }

    private async Task<int> UntilItEndsAsync(ClusterSettings settings, ClusterNode node, NodeSignals signals)
    {
        var first = await Task.WhenAny(signals.Told, node.Drained, node.Left, node.Conflict);
        if (first == node.Conflict)
        {
            terminal.Error.WriteLine(
                $"{await node.Conflict} Two clusters are at work on one journal: this node leaves the one that came second."
            );
            return ExitCodes.Failed;
        }
        if (first == node.Left)
        {
            terminal.Error.WriteLine(
                $"{settings.NodeName} was taken out of its cluster, or was on the side of a partition that does not go on: see {settings.LogPath}. Started again, it joins again."
            );
            return ExitCodes.Failed;
        }
        if (first == signals.Told)
            await node.DrainAsync();
        terminal.Error.WriteLine($"{settings.NodeName} leaves.");
        return ExitCodes.Done;
    }

    private static Logger OpenLog(ClusterSettings settings) =>
        new LoggerConfiguration()
            .MinimumLevel.Information()
            // Every request, and every probe of a node that is not ready: whoever asks is told.
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            .Enrich.FromLogContext()
            .WriteTo.File(
                new CompactJsonFormatter(),
                Path.Combine(settings.LogPath, $"{settings.NodeName}.jsonl"),
                fileSizeLimitBytes: MaxFileBytes,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: 5
            )
            .WriteTo.Logger(people =>
                people
                    .Filter.ByIncludingOnly(RunLog.IsForPeople)
                    .WriteTo.Console(
                        restrictedToMinimumLevel: LogEventLevel.Warning,
                        standardErrorFromLevel: LogEventLevel.Verbose,
                        outputTemplate: "{Timestamp:u} {Level}: " + RunLog.PeoplesMessage + "{NewLine}",
                        theme: ConsoleTheme.None
                    )
            )
            .CreateLogger();
}
