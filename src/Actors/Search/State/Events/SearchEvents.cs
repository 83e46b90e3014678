using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Serialization;
using ProtoBuf;

namespace Actors.Search.State.Events;

/// <summary>
/// An event of a search, as its journal keeps it for ever: fields are only added, names never reused. Times and devices are for people; no
/// decision depends on them.
/// </summary>
public interface ISearchEvent : IJournaled
{
    /// <summary>Time of the event: milliseconds since 1970, UTC.</summary>
    long Time { get; }
}

/// <param name="Settings">The settings' JSON form, every default filled in.</param>
/// <param name="Phases">Names of the phases in their order.</param>
/// <param name="Versions">Versions of all parts that took part, by name.</param>
[ProtoContract(SkipConstructor = true), Manifest("search-started/1")]
public sealed record SearchStarted(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string SearchId,
    [property: ProtoMember(3)] string Settings,
    [property: ProtoMember(4)] ImmutableArray<string> Phases,
    [property: ProtoMember(5)] ImmutableSortedDictionary<string, string> Versions
) : ISearchEvent;

/// <summary>
/// The first event of a search that was forked from another: the phases before, and the first candidates of a phase with their results,
/// were copied from there. They follow behind the start.
/// </summary>
/// <param name="Origin">Id of the other search.</param>
/// <param name="Settings">Its settings' JSON form: what was made with them is made again with them, where it is lost.</param>
/// <param name="At">Results of the phase that were to be inherited.</param>
/// <param name="Inherited">Those of them that meet this search's constraint.</param>
/// <param name="Hash">Names all that was inherited: lower-case hex SHA-256 of its history.</param>
[ProtoContract(SkipConstructor = true), Manifest("search-forked/1")]
public sealed record SearchForked(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Origin,
    [property: ProtoMember(3)] string Settings,
    [property: ProtoMember(4)] string Phase,
    [property: ProtoMember(5)] int At,
    [property: ProtoMember(6)] int Inherited,
    [property: ProtoMember(7)] string Hash
) : ISearchEvent;

/// <summary>A suspended or failed search goes on, with a fresh count of failures.</summary>
/// <param name="Settings">The settings' JSON form from now on: it may differ in what no result depends on, and in what takes over.</param>
/// <param name="Phases">Names of the phases in their order, those that have begun first; none: as they were.</param>
[ProtoContract(SkipConstructor = true), Manifest("search-resumed/1")]
public sealed record SearchResumed(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Settings,
    [property: ProtoMember(3)] ImmutableArray<string> Phases = default
) : ISearchEvent;

/// <summary>No device works for the search; it rests until it is started again.</summary>
[ProtoContract(SkipConstructor = true), Manifest("suspension-recorded/1")]
public sealed record SuspensionRecorded([property: ProtoMember(1)] long Time) : ISearchEvent;

/// <param name="UserMistake">Whether the reason is in its data or its settings, which only the user can put right.</param>
[ProtoContract(SkipConstructor = true), Manifest("search-failed/1")]
public sealed record SearchFailed(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Reason,
    [property: ProtoMember(3)] bool UserMistake = false
) : ISearchEvent;

[ProtoContract(SkipConstructor = true), Manifest("search-completed/1")]
public sealed record SearchCompleted([property: ProtoMember(1)] long Time) : ISearchEvent;

/// <summary>A phase whose inputs are known: exactly one of the two specifications is present.</summary>
/// <param name="Note">A note for readers of the result: a constraint that had to be moved.</param>
[ProtoContract(SkipConstructor = true), Manifest("phase-started/1")]
public sealed record PhaseStarted(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Phase,
    [property: ProtoMember(3)] TrainingSpec? Training,
    [property: ProtoMember(4)] CandidateSpec? Candidates,
    [property: ProtoMember(5)] string? Note
) : ISearchEvent;

[ProtoContract(SkipConstructor = true), Manifest("checkpoint-recorded/1")]
public sealed record CheckpointRecorded(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Task,
    [property: ProtoMember(3)] int Step,
    [property: ProtoMember(4)] string Blob
) : ISearchEvent;

/// <param name="Sample">Number within the run.</param>
[ProtoContract(SkipConstructor = true), Manifest("sample-published/1")]
public sealed record SamplePublished(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Task,
    [property: ProtoMember(3)] int Sample,
    [property: ProtoMember(4)] int Step,
    [property: ProtoMember(5)] string Blob
) : ISearchEvent;

[ProtoContract(SkipConstructor = true), Manifest("training-completed/1")]
public sealed record TrainingCompleted(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Task,
    [property: ProtoMember(3)] string Blob,
    [property: ProtoMember(4)] ImmutableSortedDictionary<string, double> Measures,
    [property: ProtoMember(5)] string Device,
    [property: ProtoMember(6)] double Seconds
) : ISearchEvent;

/// <summary>A run starts over from its first step: its checkpoints cannot be used, or something that it made is damaged.</summary>
/// <param name="Lost">The part of its work that was lost and is to be made again; null: nothing.</param>
[ProtoContract(SkipConstructor = true), Manifest("run-reset/1")]
public sealed record RunReset(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Task,
    [property: ProtoMember(3)] WeightsRef? Lost,
    [property: ProtoMember(4)] string Reason
) : ISearchEvent;

/// <param name="Origin">The strategy's word on where the proposal comes from.</param>
/// <param name="Observed">Results that the strategy had observed; null in journals of format 0.1.0, where the window alone decided
/// it.</param>
/// <param name="IsPartial">Something is left to decide, or samples are left out.</param>
/// <param name="Samples">Number of samples that it is scored with, the first of the phase's; null: all.</param>
/// <param name="Known">Scores of the first of these, from an earlier proposal of the same architecture with fewer.</param>
/// <param name="Parents">Candidates of the phase that it was made from; journals that are older than this have them in the words of
/// <paramref name="Origin"/> alone.</param>
[ProtoContract(SkipConstructor = true), Manifest("candidate-proposed/1")]
public sealed record CandidateProposed(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Phase,
    [property: ProtoMember(3)] int Index,
    [property: ProtoMember(4)] string Architecture,
    [property: ProtoMember(5)] long Madds,
    [property: ProtoMember(6)] long Parameters,
    [property: ProtoMember(7)] string Origin,
    [property: ProtoMember(8)] int? Observed,
    [property: ProtoMember(9)] bool IsPartial,
    [property: ProtoMember(10)] int? Samples = null,
    [property: ProtoMember(11)] ImmutableArray<double> Known = default,
    [property: ProtoMember(12)] ImmutableArray<int> Parents = default
) : ISearchEvent;

/// <summary>The strategy has nothing new left: the phase ends with the proposals it has.</summary>
[ProtoContract(SkipConstructor = true), Manifest("proposals-exhausted/1")]
public sealed record ProposalsExhausted([property: ProtoMember(1)] long Time, [property: ProtoMember(2)] string Phase) : ISearchEvent;

/// <summary>
/// The set of candidates to which the next proposal would belong goes without it: the strategy makes none before it knows results of that
/// set.
/// </summary>
/// <param name="Index">Number of that proposal.</param>
[ProtoContract(SkipConstructor = true), Manifest("set-closed/1")]
public sealed record SetClosed(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Phase,
    [property: ProtoMember(3)] int Index
) : ISearchEvent;

/// <summary>
/// Another strategy proposes from the next proposal on, by the user's wish. It is given what was proposed and found before.
/// </summary>
/// <param name="Options">The strategy's options as JSON.</param>
[ProtoContract(SkipConstructor = true), Manifest("strategy-replaced/1")]
public sealed record StrategyReplaced(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Phase,
    [property: ProtoMember(3)] string Strategy,
    [property: ProtoMember(4)] string Options
) : ISearchEvent;

/// <param name="Sample">Position in the phase's list of samples.</param>
/// <param name="Reused">It was known: the device had scored it for this search or another one before.</param>
/// <param name="Folds">Scores on the images without those of each fold; none where they were not asked for.</param>
[ProtoContract(SkipConstructor = true), Manifest("evaluation-recorded/1")]
public sealed record EvaluationRecorded(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Phase,
    [property: ProtoMember(3)] int Index,
    [property: ProtoMember(4)] int Sample,
    [property: ProtoMember(5)] double Score,
    [property: ProtoMember(6)] double? Loss,
    [property: ProtoMember(7)] string Device,
    [property: ProtoMember(8)] double Seconds,
    [property: ProtoMember(9)] bool Reused = false,
    [property: ProtoMember(10)] ImmutableArray<double> Folds = default
) : ISearchEvent;

[ProtoContract(SkipConstructor = true), Manifest("candidate-failed/1")]
public sealed record CandidateFailed(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Phase,
    [property: ProtoMember(3)] int Index,
    [property: ProtoMember(4)] TaskFailure Failure,
    [property: ProtoMember(5)] string Reason
) : ISearchEvent;

/// <summary>A try at a device task ended without a result. Whether it counts depends on <see cref="Failure"/>.</summary>
/// <param name="Token">Token of the lease it ran under: a failure that is told twice counts once. 0: not held against the task.</param>
/// <param name="Place">Place of the device, the same whichever process it lives in; null: only its name is known.</param>
[ProtoContract(SkipConstructor = true), Manifest("attempt-failed/1")]
public sealed record AttemptFailed(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Task,
    [property: ProtoMember(3)] TaskFailure Failure,
    [property: ProtoMember(4)] string Reason,
    [property: ProtoMember(5)] string Device,
    [property: ProtoMember(6)] long Token,
    [property: ProtoMember(7)] string? Place = null
) : ISearchEvent
{
    public string Where => Place ?? Device;
}

/// <summary>The device was to blame: what is held against the task for its failures there is taken back.</summary>
/// <param name="Tries">Number of failures taken back.</param>
/// <param name="Reason">Why the device is to blame.</param>
[ProtoContract(SkipConstructor = true), Manifest("attempt-forgiven/1")]
public sealed record AttemptForgiven(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Task,
    [property: ProtoMember(3)] string Place,
    [property: ProtoMember(4)] int Tries,
    [property: ProtoMember(5)] string Reason
) : ISearchEvent;

/// <summary>
/// A result came when nobody waited for it any more: of a device that was cut off, or taken for dead. It changes nothing.
/// </summary>
[ProtoContract(SkipConstructor = true), Manifest("late-result-rejected/1")]
public sealed record LateResultRejected(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Task,
    [property: ProtoMember(3)] string Device
) : ISearchEvent;

/// <summary>
/// The candidate does not fit into a device's memory: with this sample it is scored with smaller minibatches from now on. That may change
/// the score, and is part of the history.
/// </summary>
/// <param name="Sample">Position in the phase's list of samples.</param>
/// <param name="Divisor">Divisor of the minibatches, which are so many times smaller than the settings say.</param>
[ProtoContract(SkipConstructor = true), Manifest("batch-halved/1")]
public sealed record BatchHalved(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string Phase,
    [property: ProtoMember(3)] int Index,
    [property: ProtoMember(4)] int Sample,
    [property: ProtoMember(5)] int Divisor,
    [property: ProtoMember(6)] string Device,
    [property: ProtoMember(7)] string Reason
) : ISearchEvent;
