using Actors.Clusters;

namespace GpuHost;

/// <summary>The command line; see <see cref="DeviceCommand"/> for what each means.</summary>
internal sealed record DeviceHostOptions
{
    public required string Join { get; init; }

    public required string Directory { get; init; }

    public required int Devices { get; init; }

    public required string Kind { get; init; }

    public int? DeviceIndex { get; init; }

    public int DeviceSpan { get; init; } = 1;

    public int? Number { get; init; }

    public string? Plugins { get; init; }

    public required bool ParentPipe { get; init; }

    /// <summary>Cluster settings of the node that keeps this process; null where none does.</summary>
    public ClusterSettings? Cluster { get; init; }
}
