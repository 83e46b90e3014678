using Actors.Devices;

namespace Actors.Simulation;

/// <summary>A cluster to be simulated, and what befalls it. With the search, all that a simulation depends on.</summary>
public sealed record SimulationOptions
{
    /// <summary>Number of control nodes.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Devices, each in a process of its own.</summary>
    public int Devices { get; init; } = 2;

    /// <summary>Seed of the luck: faults, latencies, durations. The search has its own.</summary>
    public long Seed { get; init; } = 1;

    public FaultRates Faults { get; init; } = FaultRates.None;

    public WorkSpeed Speed { get; init; } = new();

    public ClusterTimes Times { get; init; } = new();

    /// <summary>Time after which nothing goes wrong any more; null: faults go on to the end.</summary>
    public TimeSpan? FaultsEnd { get; init; }

    /// <summary>A search that is not finished by then is given up; null: after a hundred times as long as it takes undisturbed.</summary>
    public TimeSpan? Limit { get; init; }
}

/// <summary>The average durations of device work.</summary>
public sealed record WorkSpeed
{
    /// <summary>Seconds of one training step.</summary>
    public double StepSeconds { get; init; } = 0.1;

    /// <summary>Seconds of one candidate with one sample.</summary>
    public double EvaluationSeconds { get; init; } = 1;

    /// <summary>Standard deviation of an attempt's duration, as a fraction of it.</summary>
    public double Spread { get; init; } = 0.1;
}

/// <summary>The durations of a cluster's own work.</summary>
public sealed record ClusterTimes
{
    /// <summary>Time of a message on its way, on average.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Time from handing events to the journal to their being on disk, on average.</summary>
    public TimeSpan Write { get; init; } = TimeSpan.FromMilliseconds(3);

    /// <summary>Time between a device's heartbeats.</summary>
    public TimeSpan Heartbeat { get; init; } = DeviceCore.Heartbeat;

    /// <summary>
    /// Time from a node's falling silent to its searches' and dispatcher's being at work elsewhere: the resolver's settings for small
    /// clusters.
    /// </summary>
    public TimeSpan Failover { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time from a control node's death to its being back.</summary>
    public TimeSpan NodeRestart { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time from the death of a device's process to another's offering itself.</summary>
    public TimeSpan ProcessRestart { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same where the whole machine died.</summary>
    public TimeSpan MachineRestart { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time for which a part of the cluster is cut off, on average.</summary>
    public TimeSpan Partition { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for which a device fails whatever it is given, on average.</summary>
    public TimeSpan BadDevice { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time for which the data are gone from a machine, on average.</summary>
    public TimeSpan NoData { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time for which a disk stays full, on average.</summary>
    public TimeSpan DiskFull { get; init; } = TimeSpan.FromMinutes(1);
}
