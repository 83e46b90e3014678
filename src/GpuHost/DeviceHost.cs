using System.Diagnostics;
using System.Runtime.InteropServices;
using Actors.Checkpoints;
using Actors.Clusters;
using Actors.Dispatch;
using Actors.Hosting;
using Actors.Plugins;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nas.Model;
using Nas.Model.Methods;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;

namespace GpuHost;

/// <summary>A node that lends devices. It may be killed at any time: nothing but work in progress is lost.</summary>
internal static class DeviceHost
{
    private const int UserMistake = 2;

    /// <summary>
    /// This program, which keeps commands in another mode. On systems other than Linux, commands are started without a keeper.
    /// </summary>
    private static string? Keeper => OperatingSystem.IsLinux() ? Environment.ProcessPath : null;

    public static async Task<int> RunAsync(DeviceHostOptions options, CancellationToken cancellation)
    {
        using var parent = options.ParentPipe ? ParentPipe.Watch() : null;
        if (options.DeviceIndex is { } index)
            CudaDevice.Choose(index * options.DeviceSpan, options.DeviceSpan);
        MakeRoomForOthers();
        try
        {
            if ((options.Plugins ?? options.Cluster?.Plugins) is { } plugins)
                NodePlugins.Load(plugins);
            var store = options.Cluster is { } cluster
                ? NodeBlobs.Stores(cluster)
                : new FileBlobStore(Path.Combine(options.Directory, LocalCluster.BlobFolder), TimeProvider.System);
            await using var log = OpenLog(options.Directory);
            using var loggers = new SerilogLoggerFactory(log);
            using var host = Build(
                options,
                store,
                new SearchRuntimeFactory(
                    warning => log.Warning("{Warning:l}", warning),
                    said => log.Information("Evaluator: {Said:l}", said),
                    Keeper,
                    options.ParentPipe ? AtWork.Tell : null
                ),
                loggers
            );
            using var termination = options.ParentPipe ? StopOnTermination(host) : null;
            await host.RunAsync(cancellation);
            return 0;
        }
        catch (UserException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return UserMistake;
        }
    }

    private static IHost Build(DeviceHostOptions options, IBlobStores stores, SearchRuntimeFactory runtimes, SerilogLoggerFactory loggers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "GpuHost" });
        if (options.ParentPipe)
            builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddAkka(
            NodeOptions.SystemName,
            akka =>
                (options.Cluster is { } cluster ? akka.WithBlobs(cluster, stores, keepsAll: false) : akka)
                    .WithControlProxies()
                    .WithDevices(
                        new DeviceOptions(options.Devices, options.Kind, options.Cluster?.NodeName, options.Number),
                        stores,
                        runtimes,
                        TimeProvider.System
                    )
                    .WithNode(NodeOf(options, loggers))
        );
        return builder.Build();
    }

    private static NodeOptions NodeOf(DeviceHostOptions options, SerilogLoggerFactory loggers)
    {
        string[] roles = [NodeOptions.DeviceRole, Node.ProcessRole(DeviceName.ThisProcess)];
        return options.Cluster is { } cluster
            ? ClusterConfig.Node(cluster, roles, port: 0, [options.Join], loggers)
            : new NodeOptions
            {
                Join = [options.Join],
                Roles = roles,
                Loggers = loggers,
                Tls = RunKey.Inherited(),
            };
    }

    /// <summary>Leaves the cluster in good order. Without a parent process, the host's own lifetime does this.</summary>
    private static PosixSignalRegistration StopOnTermination(IHost host)
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        return PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            context =>
            {
                context.Cancel = true;
                lifetime.StopApplication();
            }
        );
    }

    /// <summary>Heartbeats, the control process and the terminal go first.</summary>
    private static void MakeRoomForOthers()
    {
        using var self = Process.GetCurrentProcess();
        self.PriorityClass = ProcessPriorityClass.BelowNormal;
    }

    /// <summary>
    /// Opens one file for each process, compact JSON; errors and warnings also go to standard error, where the parent process reads them.
    /// </summary>
    private static Logger OpenLog(string directory) =>
        new LoggerConfiguration()
            .MinimumLevel.Information()
            .Enrich.FromLogContext()
            .WriteTo.File(
                new CompactJsonFormatter(),
                Path.Combine(directory, "logs", $"device-{Environment.ProcessId}.jsonl"),
                fileSizeLimitBytes: 16 << 20,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: 2
            )
            .WriteTo.Console(
                restrictedToMinimumLevel: LogEventLevel.Warning,
                standardErrorFromLevel: LogEventLevel.Verbose,
                outputTemplate: "{Level}: {Message:lj}{NewLine}"
            )
            .CreateLogger();
}
