using System.CommandLine;
using System.Text.Json;
using Actors.Clusters;

namespace GpuHost;

/// <summary>The command line of a process that lends devices.</summary>
internal static class DeviceCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var join = new Option<string>("--join")
        {
            Description = "HOST:PORT of a control node.",
            HelpName = "HOST:PORT",
            Required = true,
        };
        var store = new Option<DirectoryInfo>("--store")
        {
            Description = "The search's directory: blobs, logs.",
            HelpName = "DIR",
            Required = true,
        };
        var devices = new Option<int>("--devices")
        {
            Description = "Devices of this process. More than one share its fate.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var kind = new Option<string>("--kind") { Description = "What the devices are.", DefaultValueFactory = _ => "cpu" };
        kind.AcceptOnlyFromAmong("cpu", "cuda");
        var deviceIndex = new Option<int?>("--device-index")
        {
            Description = "Which CUDA device, where there are several; which span of them, with --device-span.",
            HelpName = "N",
        };
        var deviceSpan = new Option<int>("--device-span")
        {
            Description = "CUDA devices that shards of minibatches are dealt to.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var number = new Option<int?>("--number")
        {
            Description = "Of this process among those beside it: a process that starts in its place has the same.",
            HelpName = "N",
        };
        var plugins = new Option<DirectoryInfo?>("--plugins") { Description = "Directory of plug-ins.", HelpName = "DIR" };
        var parentPipe = new Option<bool>("--parent-pipe")
        {
            Description = "End at once when standard input closes, and leave Ctrl-C to the parent process.",
        };

        var probe = new Option<bool>("--probe") { Description = "Print what libtorch finds here, as JSON, and end.", Action = new Probe() };
        var direct = new Option<bool>("--direct")
        {
            Description = "With --check-layers: without the ways round known faults of libtorch, which may end this process.",
        };
        var checkLayers = new Option<bool>("--check-layers")
        {
            Description = "Hold every layer that networks here are made of against its definition, print what is wrong, as JSON, and end.",
            Action = new LayerProbe(direct),
        };

        var command = new RootCommand("Lends this machine's devices to a Langevin cluster.");
        foreach (
            var option in new Option[]
            {
                join,
                store,
                devices,
                kind,
                deviceIndex,
                deviceSpan,
                number,
                plugins,
                parentPipe,
                probe,
                checkLayers,
                direct,
            }
        )
            command.Add(option);
        command.SetAction(
            (arguments, cancellation) =>
                DeviceHost.RunAsync(
                    new DeviceHostOptions
                    {
                        Join = arguments.GetRequiredValue(join),
                        Directory = arguments.GetRequiredValue(store).FullName,
                        Devices = arguments.GetValue(devices),
                        Kind = arguments.GetRequiredValue(kind),
                        DeviceIndex = arguments.GetValue(deviceIndex),
                        DeviceSpan = arguments.GetValue(deviceSpan),
                        Number = arguments.GetValue(number),
                        Plugins = arguments.GetValue(plugins)?.FullName,
                        ParentPipe = arguments.GetValue(parentPipe),
                        Cluster = Environment.GetEnvironmentVariable(ClusterSettings.Variable) is { } told
                            ? JsonSerializer.Deserialize<ClusterSettings>(told)
                            : null,
                    },
                    cancellation
                )
        );

        // The host below deals with signals itself.
        return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
