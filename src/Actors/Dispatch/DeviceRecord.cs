namespace Actors.Dispatch;

/// <summary>A device whichever process it lives in, and how it has done of late.</summary>
internal sealed class DeviceRecord(string name)
{
    public string Name { get; } = name;

    /// <summary>The node that keeps it.</summary>
    public string? Node { get; set; }

    /// <summary>The device's computer: see <see cref="BookedDevice.Machine"/>.</summary>
    public string Machine => Node ?? Name;

    public DateTimeOffset LastHeard { get; set; }

    /// <summary>
    /// The last leases under which different tasks failed on it since its last success, as far as they failed nowhere else.
    /// </summary>
    public List<(string Subject, Lease Lease)> Streak { get; } = [];

    /// <summary>Number of quarantines since its last success. Above 0 with the time over: it is on trial.</summary>
    public int Quarantines { get; set; }

    public DateTimeOffset QuarantinedUntil { get; set; }

    /// <summary>Why it is in quarantine.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Whether it is neither in quarantine nor on trial.</summary>
    public bool IsTrusted => Quarantines == 0;
}
