using Microsoft.Extensions.Logging;
using Nas.Model.Execution;

namespace Actors.Hosting;

/// <summary>The smallest cluster: a control node in this process and device processes beside it.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>The search's directory: journal, blobs, logs.</summary>
    public required string Directory { get; init; }

    /// <summary>Device processes, one device each.</summary>
    public int Devices { get; init; } = 1;

    /// <summary>Kind of the devices: cpu or cuda.</summary>
    public string Kind { get; init; } = "cpu";

    /// <summary>Threads of a CPU device.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// The runtimes of devices in this very process, which must not need libtorch; null: devices have processes of their own.
    /// </summary>
    public ISearchRuntimeFactory? Runtimes { get; init; }

    /// <summary>CUDA devices of each process, for the shards of a minibatch.</summary>
    public int DeviceSpan { get; init; } = 1;

    /// <summary>Directory of the plug-ins that device processes load; null: none. This process has loaded its own.</summary>
    public string? Plugins { get; init; }

    public ILoggerFactory? Loggers { get; init; }
}
