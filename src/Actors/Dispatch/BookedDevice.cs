namespace Actors.Dispatch;

/// <summary>The book's page for one living device: free while <see cref="Lease"/> is null.</summary>
internal sealed class BookedDevice(string name, string kind, string? node, string place)
{
    public string Name { get; } = name;

    public string Kind { get; } = kind;

    public string? Node { get; } = node;

    /// <summary>The device's place: see <see cref="DeviceHere"/>.</summary>
    public string Place { get; } = place;

    /// <summary>
    /// The computer that has the device's data and its disk: its node, or, where no node keeps it, the device's own place.
    /// </summary>
    public string Machine => Node ?? Place;

    public DateTimeOffset LastHeard { get; set; }

    /// <summary>The device's trouble, as it last said.</summary>
    public string? Trouble { get; set; }

    public Lease? Lease { get; private set; }

    /// <summary>
    /// True once it was freed as it did not show its lease. It may have had it all the same: until it shows the next, nothing that kills it
    /// is held against that.
    /// </summary>
    public bool IsInDoubt { get; set; }

    /// <summary>Time when it was last sent something that its next heartbeats must show.</summary>
    public DateTimeOffset LastTold { get; set; }

    /// <summary>Grows with every lease that ends anywhere: the device that is free for longest is served first.</summary>
    public long FreeSince { get; private set; }

    public void Hold(Lease lease, DateTimeOffset now)
    {
        Lease = lease;
        LastTold = now;
    }

    public void Release(long order)
    {
        Lease = null;
        FreeSince = order;
    }
}
