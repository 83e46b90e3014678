using System.Collections.Immutable;

namespace Actors.Dispatch;

/// <summary>The times for which the book waits for devices and searches.</summary>
public sealed record DispatchLimits
{
    /// <summary>A device unheard of for longer is lost. Many heartbeats long: a machine busy with training stutters.</summary>
    public TimeSpan DeviceSilence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A device that has not taken what it was sent after this long is sent it again: messages get lost.</summary>
    public TimeSpan Reaction { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// A node that was said to be closed is open again after this long, unless it is said again: keepers say so every second.
    /// </summary>
    public TimeSpan Closure { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A suspended search is told that it is idle after this long, whether its devices have saved or not.</summary>
    public TimeSpan Suspension { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time for which a task that failed on a device waits for another before it is tried there again.</summary>
    public TimeSpan Elsewhere { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A new dispatcher takes it that there are other devices for so long: it has not heard of them yet.</summary>
    public TimeSpan Acquaintance { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Number of devices; null: nobody knows. Once it has heard of all of them, a new dispatcher waits for no other.</summary>
    public int? Devices { get; init; }

    /// <summary>Time for which a device that is not heard of is counted on: it may be starting again.</summary>
    public TimeSpan Absence { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// All devices are on one machine: what one of them cannot read or write, none can, and no other machine is waited for.
    /// </summary>
    public bool OneMachine { get; init; }

    /// <summary>
    /// Time for which a device is in quarantine, and a node gets no work of a search whose data it cannot read: the first time, the second,
    /// and from the last on. Then it is tried again.
    /// </summary>
    public ImmutableArray<TimeSpan> Quarantine { get; init; } =
    [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30)];
}
