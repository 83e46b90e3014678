using System.Collections.Immutable;

namespace Actors.Simulation;

/// <summary>The rates of the faults.</summary>
public sealed record FaultRates
{
    public static readonly FaultRates None = new();

    /// <summary>Times a day that each device's process, or its whole machine, dies.</summary>
    public double Crash { get; init; }

    /// <summary>Times a day that each control node dies.</summary>
    public double ControlCrash { get; init; }

    /// <summary>Times a day that a part of the cluster is cut off: some devices, or a control node with some.</summary>
    public double Partition { get; init; }

    /// <summary>Times a day that the journal's disk is full.</summary>
    public double DiskFull { get; init; }

    /// <summary>Times a day that the wall clock of each control node jumps.</summary>
    public double ClockJump { get; init; }

    /// <summary>Share of messages that are lost.</summary>
    public double Loss { get; init; }

    /// <summary>Share of messages that arrive twice.</summary>
    public double Repeat { get; init; }

    /// <summary>Share of messages that are seconds late, and hold up those behind them.</summary>
    public double Delay { get; init; }

    /// <summary>Share of attempts that take several times as long.</summary>
    public double Straggler { get; init; }

    /// <summary>Share of candidates that do not fit into a device's memory; half of them do with smaller minibatches.</summary>
    public double OutOfMemory { get; init; }

    /// <summary>Share of candidates that end the process of any device that tries them.</summary>
    public double NativeCrash { get; init; }

    /// <summary>
    /// Times a day that each device begins to fail, or crash under, whatever it is given, for a while: see
    /// <see cref="Simulation.BadDevice"/>.
    /// </summary>
    public double BadDevice { get; init; }

    /// <summary>
    /// Times a day that the data are gone from each machine, for a while. From one machine at a time, and never from the only one.
    /// </summary>
    public double NoData { get; init; }

    /// <summary>The rates without what happens to the cluster; the faults of candidates belong to the search, and stay.</summary>
    public FaultRates OfCandidatesOnly() => None with { OutOfMemory = OutOfMemory, NativeCrash = NativeCrash };
}

/// <summary>A fault as search tools name it.</summary>
/// <param name="IsRate">Times a day; otherwise a share, from 0 to 1.</param>
public sealed record FaultKind(string Name, bool IsRate, Func<FaultRates, double, FaultRates> With)
{
    public static ImmutableArray<FaultKind> All { get; } =
    [
        new("crash", true, (rates, value) => rates with { Crash = value }),
        new("control-crash", true, (rates, value) => rates with { ControlCrash = value }),
        new("partition", true, (rates, value) => rates with { Partition = value }),
        new("disk-full", true, (rates, value) => rates with { DiskFull = value }),
        new("clock-jump", true, (rates, value) => rates with { ClockJump = value }),
        new("bad-device", true, (rates, value) => rates with { BadDevice = value }),
        new("no-data", true, (rates, value) => rates with { NoData = value }),
        new("loss", false, (rates, value) => rates with { Loss = value }),
        new("repeat", false, (rates, value) => rates with { Repeat = value }),
        new("delay", false, (rates, value) => rates with { Delay = value }),
        new("straggler", false, (rates, value) => rates with { Straggler = value }),
        new("out-of-memory", false, (rates, value) => rates with { OutOfMemory = value }),
        new("native-crash", false, (rates, value) => rates with { NativeCrash = value }),
    ];
}
