using System.Collections.Immutable;
using Actors.Checkpoints;
using Actors.Search.Deciding;
using Actors.Serialization;
using ProtoBuf;

namespace Actors.Dispatch;

/// <summary>The kind of work that a device is asked to do.</summary>
public enum DeviceTaskKind
{
    Train = 1,
    Evaluate = 2,
}

/// <summary>One piece of device work: immutable, a pure function of its fields and of the blobs they name.</summary>
/// <param name="Id">Unique in its search and the same after any restart: <c>supernet/0</c>, <c>search/12@3</c> (candidate 12, sample
/// 3).</param>
/// <param name="Settings">Blob: the search's settings (their JSON form).</param>
/// <param name="Run">Number of the training run in its phase; unused by evaluations.</param>
/// <param name="Architecture">Canonical text of what a training run trains; null where that is no single architecture.</param>
/// <param name="Weights">Blob: weights to start from, or to score with.</param>
/// <param name="Checkpoints">Blobs to go on from, newest first; a device takes the first that verifies.</param>
/// <param name="CheckpointEvery">Steps between checkpoints of a training run.</param>
/// <param name="Priority">Greater goes first: work that unlocks other work.</param>
/// <param name="Candidates">Canonical texts of what an evaluation scores, together or one by one, as the device likes.</param>
/// <param name="FailedOn">Places of devices on which it failed, the last one last: another device is tried first, where there is one. No
/// result depends on it.</param>
/// <param name="BatchDivisor">
/// Divisor of an evaluation: the proxy's minibatches are that many times smaller than the settings say; 0: as they say.
/// </param>
/// <param name="Sample">Number of an evaluation; null: the one in <paramref name="Id"/>.</param>
/// <param name="Like">Kind of the work that a plug-in's phase has done: <see cref="Nas.Model.Execution.TrainingTask.Like"/>.</param>
/// <param name="Within">Part of the space that a training run keeps to: <see cref="Nas.Model.Execution.TrainingTask.Within"/>.</param>
/// <param name="Steps">Steps of a training run that a plug-in planned; null: as the settings say.</param>
/// <param name="Draw">Name of a training run's random draws: <see cref="Nas.Model.Execution.TrainingTask.Draw"/>.</param>
[ProtoContract(SkipConstructor = true), Manifest("device-task/1")]
public sealed record DeviceTask(
    [property: ProtoMember(1), ShortName] string Id,
    [property: ProtoMember(2), Known] DeviceTaskKind Kind,
    [property: ProtoMember(3), ShortName] string Settings,
    [property: ProtoMember(4), ShortName] string Phase,
    [property: ProtoMember(5), Count] int Run,
    [property: ProtoMember(6), Anything] string? Architecture,
    [property: ProtoMember(7), ShortName] string? Weights,
    [property: ProtoMember(8), ShortName] ImmutableArray<string> Checkpoints,
    [property: ProtoMember(9), Count] int CheckpointEvery,
    [property: ProtoMember(10), Anything] int Priority,
    [property: ProtoMember(11), Anything] ImmutableArray<string> Candidates = default,
    [property: ProtoMember(12), ShortName] ImmutableArray<string> FailedOn = default,
    [property: ProtoMember(13), Count] int BatchDivisor = 0,
    [property: ProtoMember(14), Count] int? Sample = null,
    [property: ProtoMember(15), Anything] string? Like = null,
    [property: ProtoMember(16), Anything] string? Within = null,
    [property: ProtoMember(17), Count] int? Steps = null,
    [property: ProtoMember(18), Anything] int? Draw = null
) : IWireMessage;

/// <summary>The right to work on a task, until the dispatcher takes it back. The token tells this lease from every other.</summary>
[ProtoContract(SkipConstructor = true), Manifest("lease/1")]
public sealed record Lease(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), Count] long Token
) : IWireMessage;

// ---- Search -> Dispatcher: confirmed and repeated; idempotent by (search, task).

/// <param name="QuarantineAfter">
/// Number of different tasks that fail on a device in a row by the device's fault; 0: as many as usual.
/// </param>
[ProtoContract(SkipConstructor = true), Manifest("submit-task/1")]
public sealed record SubmitTask(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2)] DeviceTask Task,
    [property: ProtoMember(3), Count] int QuarantineAfter = 0
) : IWireMessage;

/// <summary>Nobody wants the task any more: it leaves the queue, or the device that works on it is stopped.</summary>
[ProtoContract(SkipConstructor = true), Manifest("withdraw-task/1")]
public sealed record WithdrawTask(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId
) : IWireMessage;

/// <summary>
/// The search stops for now: its queue is emptied, its training runs save a checkpoint. Answered by <see cref="SearchIdle"/>.
/// </summary>
[ProtoContract(SkipConstructor = true), Manifest("suspend-search/1")]
public sealed record SuspendSearch([property: ProtoMember(1), SearchName] string SearchId) : IWireMessage;

/// <summary>
/// Asks which dispatcher this is. Sent now and then: a new incarnation has an empty queue. Answered by <see cref="DispatcherIs"/>.
/// </summary>
[ProtoContract(SkipConstructor = true), Manifest("who-dispatches/1")]
public sealed record WhoDispatches([property: ProtoMember(1), SearchName] string SearchId) : IWireMessage;

// ---- Dispatcher -> Search (through its shard).

[ProtoContract(SkipConstructor = true), Manifest("task-accepted/1")]
public sealed record TaskAccepted(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), Count] long Incarnation
) : ISearchMessage;

/// <param name="Trouble">Why no device takes work at all, or which nodes take none of the search; null where all do. For people.</param>
/// <param name="Hopeless">Why no node can do the search's work: it fails, until the user helps. Null where one may.</param>
/// <param name="UserMistake">Whether the work is hopeless because of the search's data, which only the user can put right.</param>
[ProtoContract(SkipConstructor = true), Manifest("dispatcher-is/1")]
public sealed record DispatcherIs(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), Count] long Incarnation,
    [property: ProtoMember(3), Anything] string? Trouble = null,
    [property: ProtoMember(4), Anything] string? Hopeless = null,
    [property: ProtoMember(5), Anything] bool UserMistake = false
) : ISearchMessage;

/// <summary>No device works for the search any more.</summary>
[ProtoContract(SkipConstructor = true), Manifest("search-idle/1")]
public sealed record SearchIdle([property: ProtoMember(1), SearchName] string SearchId) : ISearchMessage;

/// <summary>
/// The device under a task went away; the task is queued again. <see cref="Failure"/> says whether that is held against the task.
/// </summary>
/// <param name="Token">
/// Token of the lease under which the try was lost, where that is held against the task: said twice, it counts once. Otherwise 0.
/// </param>
/// <param name="BatchDivisor">Divisor that the device had been told; null: that is not known.</param>
[ProtoContract(SkipConstructor = true), Manifest("attempt-lost/1")]
public sealed record AttemptLost(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), Known] TaskFailure Failure,
    [property: ProtoMember(4), Anything] string Reason,
    [property: ProtoMember(5), ShortName] string Device,
    [property: ProtoMember(6), Count] long Token = 0,
    [property: ProtoMember(7), ShortName] string? Place = null,
    [property: ProtoMember(8), Count] int? BatchDivisor = null
) : ISearchMessage;

/// <summary>The device on which the task failed is to blame for it. Said again with each further failure of the device.</summary>
[ProtoContract(SkipConstructor = true), Manifest("device-blamed/1")]
public sealed record DeviceBlamed(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), ShortName] string Place,
    [property: ProtoMember(4), Anything] string Reason
) : ISearchMessage;

// ---- Dispatcher <-> Device.

/// <summary>A device offers itself; repeated as a heartbeat, so that a new dispatcher learns of it and of the lease it holds.</summary>
/// <param name="Device">Unique among living devices: <c>host:pid:index</c>.</param>
/// <param name="Held">The lease it works on; null when free.</param>
/// <param name="Node">Name of the node that keeps its process; null where no node does.</param>
/// <param name="Place">
/// The device's place, the same whichever process it lives in: its failures are remembered by it. Null: its name.
/// </param>
/// <param name="Trouble">Why its work waits, half a sentence; null: it does not.</param>
[ProtoContract(SkipConstructor = true), Manifest("device-here/1")]
public sealed record DeviceHere(
    [property: ProtoMember(1), ShortName] string Device,
    [property: ProtoMember(2), ShortName] string Kind,
    [property: ProtoMember(3)] Lease? Held,
    [property: ProtoMember(4), ShortName] string? Node = null,
    [property: ProtoMember(5), ShortName] string? Place = null,
    [property: ProtoMember(6), Anything] string? Trouble = null
) : IWireMessage;

[ProtoContract(SkipConstructor = true), Manifest("assign-task/1")]
public sealed record AssignTask([property: ProtoMember(1)] Lease Lease, [property: ProtoMember(2)] DeviceTask Task) : IWireMessage;

/// <summary>Stop working under this lease. A training run saves a checkpoint first where asked.</summary>
[ProtoContract(SkipConstructor = true), Manifest("revoke-lease/1")]
public sealed record RevokeLease([property: ProtoMember(1)] Lease Lease, [property: ProtoMember(2)] bool SaveCheckpoint) : IWireMessage;

/// <summary>
/// The device is done with the lease, whatever came of it, and free for another. Sent when the search has accepted every report.
/// </summary>
/// <param name="Finished">
/// The search has the result, so that the task leaves the book. False (failed, revoked): it is queued again if the search submitted it
/// again meanwhile, which may reach the dispatcher before this message does.
/// </param>
/// <param name="Failure">The task's failure, as the search was told; None where it did not fail.</param>
/// <param name="Reason">Reason of the failure.</param>
[ProtoContract(SkipConstructor = true), Manifest("lease-ended/1")]
public sealed record LeaseEnded(
    [property: ProtoMember(1), ShortName] string Device,
    [property: ProtoMember(2)] Lease Lease,
    [property: ProtoMember(3)] bool Finished,
    [property: ProtoMember(4), Known] TaskFailure Failure = TaskFailure.None,
    [property: ProtoMember(5), Anything] string? Reason = null
) : IWireMessage;

/// <summary>A node's keeper says, again and again, that its devices take no more work. Silence for long means that they do.</summary>
/// <param name="Draining">Training runs save a checkpoint and go on elsewhere; evaluations are finished. Answered by
/// <see cref="NodeStands"/>.</param>
[ProtoContract(SkipConstructor = true), Manifest("node-closed/1")]
public sealed record NodeClosed([property: ProtoMember(1), ShortName] string Node, [property: ProtoMember(2)] bool Draining) : IWireMessage;

/// <summary>The node's devices take work again.</summary>
[ProtoContract(SkipConstructor = true), Manifest("node-opened/1")]
public sealed record NodeOpened([property: ProtoMember(1), ShortName] string Node) : IWireMessage;

/// <summary>Number of leases that the devices of a closed node still hold.</summary>
[ProtoContract(SkipConstructor = true), Manifest("node-stands/1")]
public sealed record NodeStands([property: ProtoMember(1), ShortName] string Node, [property: ProtoMember(2), Count] int Leases)
    : IWireMessage;

/// <summary>Asks who works on what, and what waits. Answered by <see cref="DispatchView"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("describe-dispatch/1")]
public sealed record DescribeDispatch : IWireMessage;

/// <param name="Tasks">The tasks that wait, first things first; not all of them where there are very many.</param>
/// <param name="Waiting">Number of tasks that wait.</param>
[ProtoContract(SkipConstructor = true), Manifest("dispatch-view/1")]
public sealed record DispatchView(
    [property: ProtoMember(1)] ImmutableArray<DeviceView> Devices,
    [property: ProtoMember(2)] ImmutableArray<WaitingTaskView> Tasks,
    [property: ProtoMember(3), Count] int Waiting,
    [property: ProtoMember(4)] ImmutableArray<UnfitNodeView> Unfit = default
) : IWireMessage;

/// <param name="SearchId">The search that it works for; null when free.</param>
/// <param name="Closed">Its node takes no more work.</param>
/// <param name="Quarantine">Why it is given no work for a while; null where it is not in quarantine.</param>
/// <param name="Trouble">The device's trouble: see <see cref="DeviceHere"/>.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record DeviceView(
    [property: ProtoMember(1), ShortName] string Name,
    [property: ProtoMember(2), ShortName] string Kind,
    [property: ProtoMember(3), ShortName] string? Node,
    [property: ProtoMember(4), SearchName] string? SearchId,
    [property: ProtoMember(5), ShortName] string? TaskId,
    [property: ProtoMember(6)] bool Closed,
    [property: ProtoMember(7), Anything] string? Quarantine = null,
    [property: ProtoMember(8), Anything] string? Trouble = null
);

/// <param name="Elsewhere">It waits for a device other than those on which it failed.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record WaitingTaskView(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), Anything] int Priority,
    [property: ProtoMember(4)] bool Elsewhere = false
);

/// <summary>A node that gets no work of a search for now, or a device by its place.</summary>
/// <param name="Reason">The fault: data that it cannot read, a store that it cannot write, a GPU that is not there.</param>
/// <param name="Minutes">Minutes after which it is tried again.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record UnfitNodeView(
    [property: ProtoMember(1), SearchName] string Search,
    [property: ProtoMember(2), ShortName] string Node,
    [property: ProtoMember(3), Anything] string Reason,
    [property: ProtoMember(4), Count] int Minutes
)
{
    /// <summary>A sentence for people.</summary>
    public override string ToString() =>
        $"{Node} gets no work of it: {Reason.TrimEnd('.')}. Mend that there; it is tried again in {Minutes} min";
}

/// <summary>A watched device process ended. Told by the process that started it, which knows before any failure detector can.</summary>
/// <param name="Process">The process's name, <c>host:pid</c>: the names of its devices begin with it.</param>
/// <param name="Failure">
/// The failure that the exit status stands for: <see cref="TaskFailure.DeviceLost"/>, DeviceKilled, NativeCrash or OutOfMemory.
/// </param>
[ProtoContract(SkipConstructor = true), Manifest("device-process-exited/1")]
public sealed record DeviceProcessExited(
    [property: ProtoMember(1), ShortName] string Process,
    [property: ProtoMember(2), Known] TaskFailure Failure,
    [property: ProtoMember(3), Anything] string Reason
) : IWireMessage;

/// <summary>A device's last word: it cannot go on, and its process is about to end. Said in place of heartbeats until then.</summary>
/// <param name="Failure">The failure of the task that it worked on, and of no other of its process.</param>
[ProtoContract(SkipConstructor = true), Manifest("device-gives-up/1")]
public sealed record DeviceGivesUp(
    [property: ProtoMember(1), ShortName] string Device,
    [property: ProtoMember(2), Known] TaskFailure Failure,
    [property: ProtoMember(3), Anything] string Reason
) : IWireMessage;

// ---- Device -> Search (through its shard). All but TaskProgressed are repeated until ReportAccepted comes.

/// <summary>A device's report to a search about its task.</summary>
public interface ITaskReport : ISearchMessage
{
    string TaskId { get; }
}

/// <summary>Volatile: a lost one is never missed.</summary>
[ProtoContract(SkipConstructor = true), Manifest("task-progressed/1")]
public sealed record TaskProgressed(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), Count] int Step,
    [property: ProtoMember(4), Count] int TotalSteps,
    [property: ProtoMember(5), Anything] double Loss,
    [property: ProtoMember(6), ShortName] string Device
) : ITaskReport;

[ProtoContract(SkipConstructor = true), Manifest("checkpoint-stored/1")]
public sealed record CheckpointStored(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), Count] int Step,
    [property: ProtoMember(4), BlobName] string Blob
) : ITaskReport;

/// <summary>A posterior sample exists.</summary>
[ProtoContract(SkipConstructor = true), Manifest("sample-stored/1")]
public sealed record SampleStored(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), Count] int Sample,
    [property: ProtoMember(4), Count] int Step,
    [property: ProtoMember(5), BlobName] string Blob
) : ITaskReport;

[ProtoContract(SkipConstructor = true), Manifest("training-finished/1")]
public sealed record TrainingFinished(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), BlobName] string Blob,
    [property: ProtoMember(4), Anything] ImmutableSortedDictionary<string, double>? Measures,
    [property: ProtoMember(5), ShortName] string Device,
    [property: ProtoMember(6), Count] double Seconds
) : ITaskReport;

/// <param name="Scores">Scores of the task's candidates, in their order.</param>
/// <param name="BatchDivisor">Divisor of the task.</param>
[ProtoContract(SkipConstructor = true), Manifest("evaluation-finished/2")]
public sealed record EvaluationFinished(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3)] ImmutableArray<CandidateScore> Scores,
    [property: ProtoMember(4), ShortName] string Device,
    [property: ProtoMember(5), Count] double Seconds,
    [property: ProtoMember(6), Count] int BatchDivisor = 0
) : ITaskReport;

/// <param name="Loss">Null where the evaluation has none.</param>
/// <param name="Folds">Scores on the images without those of each fold; none where they were not asked for.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record CandidateScore(
    [property: ProtoMember(1), Anything] double Score,
    [property: ProtoMember(2), Anything] double? Loss,
    [property: ProtoMember(3), Anything] ImmutableArray<double> Folds = default
);

/// <param name="Token">
/// Token of the lease under which it failed: the same in every repetition of one failure, and different in the next.
/// </param>
/// <param name="Place">Place of the device: see <see cref="DeviceHere"/>.</param>
/// <param name="BatchDivisor">Divisor of the task; null: told by an older version.</param>
[ProtoContract(SkipConstructor = true), Manifest("task-failed/1")]
public sealed record TaskFailed(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), Known] TaskFailure Failure,
    [property: ProtoMember(4), Anything] string Reason,
    [property: ProtoMember(5), ShortName] string Device,
    [property: ProtoMember(6), Count] long Token,
    [property: ProtoMember(7), ShortName] string? Place = null,
    [property: ProtoMember(8), Count] int? BatchDivisor = null
) : ITaskReport;

/// <summary>Search -> Device: the report is durable (or no longer of interest).</summary>
/// <param name="Report">The manifest of the report's type and what tells it from others of the task: see <c>ReportKey.Of</c>.</param>
[ProtoContract(SkipConstructor = true), Manifest("report-accepted/1")]
public sealed record ReportAccepted(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), ShortName] string TaskId,
    [property: ProtoMember(3), ShortName] string Report
) : IWireMessage;

/// <summary>Why a try at a task ended. Those before <see cref="DeviceLost"/> are held against the task; the others are not.</summary>
public enum TaskFailure
{
    None = 0,

    /// <summary>An exception in the work itself.</summary>
    Error = 1,

    /// <summary>NaN or infinity where a number was due.</summary>
    NotANumber = 2,

    OutOfMemory = 3,

    /// <summary>The process ended itself under the task: SIGABRT, SIGSEGV, ..., or an exit status other than 0.</summary>
    NativeCrash = 4,

    /// <summary>No progress for so long that the device under the task was given up.</summary>
    Stuck = 5,

    /// <summary>
    /// The device itself says that nothing it does can be trusted any more: a CUDA context that broke. It may be the task's doing.
    /// </summary>
    DeviceFault = 6,

    /// <summary>The process or its machine went away (SIGKILL, power, network).</summary>
    DeviceLost = 10,

    /// <summary>Every checkpoint offered, or the weights, failed verification.</summary>
    DamagedBlob = 11,

    /// <summary>
    /// The store cannot be written: full, read-only. The node gets no more work of the search for now; where every node fails so, the
    /// search does.
    /// </summary>
    StoreUnwritable = 12,

    /// <summary>The data cannot be read there: as <see cref="StoreUnwritable"/>.</summary>
    DataFault = 13,

    /// <summary>
    /// The search needs a device that is not there, or is dead. This one gets no more work of the search for now; where every device fails
    /// so, the search does.
    /// </summary>
    DeviceMissing = 14,

    /// <summary>
    /// The process was killed (SIGKILL), and its machine went on: by somebody, or by what it worked on, which <see cref="FailurePolicy"/>
    /// tells by repetition.
    /// </summary>
    DeviceKilled = 15,
}
