using System.Collections.Immutable;

namespace Actors.Dispatch;

/// <summary>The book's page for one task: queued while <see cref="Lease"/> is null.</summary>
internal sealed class BookedTask(string searchId, string taskId, long sequence)
{
    public string SearchId { get; } = searchId;

    public string TaskId { get; } = taskId;

    /// <summary>
    /// Number of the task's first submission. It is kept when the task is queued again: nothing submitted later overtakes it.
    /// </summary>
    public long Sequence { get; } = sequence;

    /// <summary>
    /// The task; null while only a device has spoken of it: a new dispatcher hears of leases before the search submits its tasks.
    /// </summary>
    public DeviceTask? Task { get; set; }

    /// <summary>Number of different tasks that may fail on a device in a row, as its search says; 0: as many as usual.</summary>
    public int QuarantineAfter { get; set; }

    /// <summary>Places where it failed, the last one last.</summary>
    public ImmutableArray<string> FailedOn => Task is { FailedOn: { IsDefault: false } places } ? places : [];

    /// <summary>Time since when it waits.</summary>
    public DateTimeOffset QueuedAt { get; set; }

    public Lease? Lease { get; private set; }

    public bool Revoked { get; private set; }

    /// <summary>Revoked for a suspension: a training run saves a checkpoint.</summary>
    public bool SaveCheckpoint { get; private set; }

    /// <summary>The search submitted it while a lease was running: once more, unless the lease brings the result.</summary>
    public bool SubmittedAgain { get; set; }

    /// <summary>Its search says so too, but another device may be free before that is heard.</summary>
    public void HasFailedOn(string place)
    {
        if (Task is { } task)
            Task = task with { FailedOn = FailedOn.Remove(place).Add(place) };
    }

    /// <summary>Divisor of the task as the device was told it; null: another dispatcher told it.</summary>
    public int? BatchDivisor { get; private set; }

    /// <summary>Whether the device works on something else than its search wants by now.</summary>
    public bool HasChanged => Task is { } task && BatchDivisor is { } told && told != task.BatchDivisor;

    /// <param name="task">The task as the device is told it; null: another dispatcher told it.</param>
    public void Begin(Lease lease, DeviceTask? task)
    {
        (Lease, BatchDivisor) = (lease, task?.BatchDivisor);
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
