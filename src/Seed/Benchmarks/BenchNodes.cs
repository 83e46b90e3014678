using System.Diagnostics;
using System.Text.Json;
using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Seed.Benchmarks;

/// <summary>
/// Device nodes of a benchmark: processes of this program, which end with their standard input and then say what their devices saw.
/// </summary>
internal sealed class BenchNodes : IDisposable
{
    private readonly List<Process> _processes = [];

    /// <param name="key">The cluster's key: <see cref="LocalCluster.Key"/>.</param>
    /// <param name="devices">Number of devices of each node.</param>
    public BenchNodes(string contact, KeyValuePair<string, string> key, string directory, IReadOnlyList<int> devices)
    {
        foreach (var count in devices)
        {
            string[] arguments = ["bench", "devices", "--join", contact, "--dir", directory, "--evaluators", count.ToString()];
            _processes.Add(
                Process.Start(
                    new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "langevin"), arguments)
                    {
                        RedirectStandardInput = true,
                        RedirectStandardOutput = true,
                        UseShellExecute = false,
                        Environment = { [key.Key] = key.Value },
                    }
                )!
            );
        }
    }

    /// <summary>Serves as one device node until its standard input ends.</summary>
    public static async Task<DeviceTimes> ServeAsync(string contact, string directory, int devices, CancellationToken cancellation)
    {
        var runtimes = new InstantRuntimeFactory();
        var store = new FileBlobStore(Path.Combine(directory, LocalCluster.BlobFolder), TimeProvider.System);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = NodeOptions.SystemName });
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddAkka(
            NodeOptions.SystemName,
            akka =>
                akka.WithControlProxies()
                    .WithDevices(new DeviceOptions(devices, "cpu"), store, runtimes, TimeProvider.System)
                    .WithNode(
                        new NodeOptions
                        {
                            Join = [contact],
                            Roles = [NodeOptions.DeviceRole, Node.ProcessRole(DeviceName.ThisProcess)],
                            Tls = RunKey.Inherited(),
                        }
                    )
        );
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null, cancellation);
        // Its times do not change any more, and the process ends: there is nothing to leave in good order.
        return runtimes.Times;
    }

    /// <summary>The times of all nodes, once they have ended.</summary>
    public async Task<DeviceTimes> TimesAsync(CancellationToken cancellation)
    {
        List<DeviceTimes> all = [];
        foreach (var process in _processes)
        {
            process.StandardInput.Close();
            all.Add(
                JsonSerializer.Deserialize<DeviceTimes>(
                    await process.StandardOutput.ReadToEndAsync(cancellation),
                    JsonSerializerOptions.Web
                )!
            );
            await process.WaitForExitAsync(cancellation);
        }
        return new DeviceTimes(all.Where(one => one.Began > 0).Min(one => one.Began), [], [.. all.SelectMany(one => one.Gaps)]);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }
    }
}
