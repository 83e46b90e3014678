namespace Actors.Dispatch;

/// <summary>How long the book waits for whom.</summary>
public sealed record DispatchLimits
{
    /// <summary>A device unheard of for longer is lost. Many heartbeats long: a machine busy with training stutters.</summary>
    public TimeSpan DeviceSilence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A device that has not taken what it was sent after this long is sent it again: messages get lost.</summary>
    public TimeSpan Reaction { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A node that was said to be closed is open again after this long, unless it is said again: keepers say so every second.</summary>
    public TimeSpan Closure { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A suspended search is told that it is idle after this long, whether its devices have saved or not.</summary>
    public TimeSpan Suspension { get; init; } = TimeSpan.FromSeconds(3);
}
