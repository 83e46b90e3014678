using System.Collections.Concurrent;
using Actors.Clusters;
using Actors.Dispatch;
using Actors.Hosting;
using Actors.Tests.Devices;
using Akka.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Testing;

namespace Actors.Tests.Clusters;

/// <summary>
/// A cluster of two nodes in this process, on loopback without TLS: a control node, and one with a device that works as a test tells it to.
/// </summary>
public sealed class Victim : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Lines _lines = new();
    private ClusterNode? _control;
    private IHost? _device;

    internal FakeRuntimeFactory Runtimes { get; } = new();

    public string Contact { get; private set; } = "";

    /// <summary>Contact of the device's node.</summary>
    public string DeviceContact { get; private set; } = "";

    public Task Left => _control!.Left;

    public string Directory => _folder.Path;

    public async ValueTask InitializeAsync()
    {
        var settings = new ClusterSettings
        {
            Name = "control",
            Port = FreePorts.Take(1)[0],
            Directory = _folder.File("control"),
            Store = _folder.File("store"),
            JoinWithin = 120,
        };
        Contact = settings.Contact;
        _control = await ClusterNode.StartAsync(settings, new NodeRoles(Control: true), _lines, CancellationToken.None);

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "device" });
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        var stores = NodeBlobs.Stores(settings);
        string[] roles = [NodeOptions.DeviceRole, Node.ProcessRole(DeviceName.ThisProcess)];
        builder.Services.AddAkka(
            NodeOptions.SystemName,
            akka =>
                akka.WithBlobs(settings, stores, keepsAll: false)
                    .WithControlProxies()
                    .WithDevices(new DeviceOptions(1, "cpu"), stores, Runtimes, TimeProvider.System)
                    .WithNode(ClusterConfig.Node(settings, roles, port: 0, [Contact], _lines))
        );
        _device = builder.Build();
        await _device.StartAsync(CancellationToken.None);
        DeviceContact = NodeOptions.Contact(
            Akka.Cluster.Cluster.Get(_device.Services.GetRequiredService<Akka.Actor.ActorSystem>()).SelfAddress
        );
    }

    /// <summary>The first line of the nodes' logs that says so, whenever it is written.</summary>
    public Task<string> LogsAsync(params string[] parts) =>
        _lines.FirstAsync(parts).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Runtimes.Before = _ => { };
        if (_device is not null)
            await _device.StopAsync();
        _device?.Dispose();
        if (_control is not null)
            await _control.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _all = new();
        private readonly ConcurrentDictionary<TaskCompletionSource<string>, string[]> _awaited = new();

        public Task<string> FirstAsync(string[] parts)
        {
            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited[found] = parts;
            foreach (var line in _all)
                Look(line);
            return found.Task;
        }

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var line = $"{logLevel}: {formatter(state, exception)} {exception}";
            _all.Enqueue(line);
            Look(line);
        }

        private void Look(string line)
        {
            foreach (var (found, parts) in _awaited)
            {
                if (Array.TrueForAll(parts, part => line.Contains(part, StringComparison.Ordinal)))
                    found.TrySetResult(line);
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose() { }
    }
}
