using System.Collections.Immutable;
using Actors.Dispatch;
using Nas.Model.Settings;

namespace Actors.Devices;

// Messages inside a device: between its actor and its thread.

/// <summary>A task with everything it names on this machine's disk, verified.</summary>
/// <param name="Weights">Path; null where the task names none.</param>
/// <param name="Checkpoints">Paths of the checkpoints, newest first.</param>
internal sealed record DeviceJob(
    Lease Lease,
    DeviceTask Task,
    SearchSettings Settings,
    string? Weights,
    ImmutableArray<string> Checkpoints
);

/// <summary>Stop the job at its next step, after a checkpoint where asked.</summary>
internal sealed record StopJob(long Token, bool SaveCheckpoint);

/// <summary>Something to tell the search.</summary>
internal sealed record JobReport(long Token, ITaskReport Report);

/// <summary>The device's thread has left the job; nothing more comes of it.</summary>
internal abstract record JobOver(long Token);

/// <param name="Finished">The last report was the result; otherwise the job was stopped.</param>
internal sealed record JobEnded(long Token, bool Finished) : JobOver(Token);

internal sealed record JobFailed(long Token, JobFailure Failure) : JobOver(Token);

/// <summary>Why a job failed, as the search is told.</summary>
/// <param name="DeviceUnfit">Nothing that this process does on its device from now on can be trusted.</param>
internal sealed record JobFailure(TaskFailure Kind, string Reason, bool DeviceUnfit = false);
