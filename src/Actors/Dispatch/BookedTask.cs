namespace Actors.Dispatch;

/// <summary>The book's page for one task: queued while <see cref="Lease"/> is null.</summary>
internal sealed class BookedTask(string searchId, string taskId, long sequence)
{
    public string SearchId { get; } = searchId;

    public string TaskId { get; } = taskId;

    /// <summary>Of its first submission. Kept when it is queued again: nothing submitted later overtakes it.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>Null while only a device has spoken of it: a new dispatcher hears of leases before the search submits its tasks.</summary>
    public DeviceTask? Task { get; set; }

    public Lease? Lease { get; private set; }

    public bool Revoked { get; private set; }

    /// <summary>Revoked for a suspension: a training run saves a checkpoint.</summary>
    public bool SaveCheckpoint { get; private set; }

    /// <summary>The search submitted it while a lease was running: once more, unless the lease brings the result.</summary>
    public bool SubmittedAgain { get; set; }

    public void Begin(Lease lease)
    {
        Lease = lease;
        Revoked = SaveCheckpoint = SubmittedAgain = false;
    }

    public RevokeLease Revoke(bool saveCheckpoint)
    {
        Revoked = true;
        SaveCheckpoint = saveCheckpoint;
        SubmittedAgain = false;
        return new RevokeLease(Lease!, saveCheckpoint);
    }

    /// <summary>The device lets go of it; another goes on from the checkpoint that it saves.</summary>
    public RevokeLease HandOn()
    {
        var revoke = Revoke(saveCheckpoint: true);
        SubmittedAgain = Task is not null;
        return revoke;
    }

    public void End()
    {
        Lease = null;
        Revoked = SaveCheckpoint = SubmittedAgain = false;
    }
}
