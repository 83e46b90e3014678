using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.Events;
using ProtoBuf;

namespace Actors.Search;

[ProtoContract(SkipConstructor = true)]
public sealed record CheckpointRef(
    [property: ProtoMember(1)] int Step,
    [property: ProtoMember(2)] string Blob);

/// <summary>One training run as the journal tells it.</summary>
[ProtoContract(SkipConstructor = true)]
public sealed record RunState(
    [property: ProtoMember(1)] string Task,
    [property: ProtoMember(2)] RunSpec Spec)
{
    /// <summary>As many as are kept: the second is for the day on which the first turns out damaged.</summary>
    public const int CheckpointsKept = 2;

    /// <summary>Newest first.</summary>
    [ProtoMember(3)]
    public ImmutableArray<CheckpointRef> Checkpoints { get; init; } = [];

    /// <summary>Blobs of the posterior samples, by number within the run.</summary>
    [ProtoMember(4)]
    public ImmutableSortedDictionary<int, string> Samples { get; init; } = ImmutableSortedDictionary<int, string>.Empty;

    /// <summary>Blob of the final weights.</summary>
    [ProtoMember(5)]
    public string? Weights { get; init; }

    [ProtoMember(6)]
    public ImmutableSortedDictionary<string, double> Measures { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Its last step is done, and nothing that it made was lost since.</summary>
    [ProtoMember(7)]
    public bool Finished { get; init; }

    /// <summary>How often it had to start over.</summary>
    [ProtoMember(8)]
    public int Resets { get; init; }

    [ProtoMember(9)]
    public AttemptCount Attempts { get; init; } = AttemptCount.None;

    /// <summary>Nothing is left to do for it.</summary>
    public bool Completed => Finished && Samples.Count == Spec.Samples;

    /// <summary>Steps that will not have to be done again.</summary>
    public int DurableStep => Finished ? Spec.Steps : Checkpoints is [var newest, ..] ? newest.Step : 0;

    /// <summary>Progress clears the run of what was held against it: only failures in one place tell that it cannot go on.</summary>
    public RunState Apply(CheckpointRecorded recorded) => this with
    {
        Attempts = recorded.Step > DurableStep ? Attempts.Cleared() : Attempts,
        Checkpoints = [.. Checkpoints.Where(kept => kept.Step != recorded.Step).Append(new CheckpointRef(recorded.Step, recorded.Blob))
            .OrderByDescending(kept => kept.Step).Take(CheckpointsKept)],
    };

    public RunState Apply(SamplePublished published) => this with { Samples = Samples.SetItem(published.Sample, published.Blob) };

    /// <summary>The checkpoints have done their duty: they are no longer referred to.</summary>
    public RunState Apply(TrainingCompleted completed) =>
        this with { Finished = true, Weights = completed.Blob, Measures = completed.Measures, Checkpoints = [] };

    public RunState Apply(RunReset reset)
    {
        var started = this with { Finished = false, Checkpoints = [], Resets = Resets + 1 };
        return reset.Lost switch
        {
            null => started,
            { Sample: { } sample } => started with { Samples = Samples.Remove(sample) },
            _ => started with { Weights = null },
        };
    }
}

/// <summary>Tries that failed.</summary>
/// <param name="HeldAt">How many are held against the task, by the place of the device.</param>
/// <param name="Alone">A set that it was part of failed: nobody knows by whose fault, so that it is tried alone from now on.</param>
/// <param name="Tokens">Leases whose failure was taken note of, newest last: a report is repeated until it is accepted.</param>
/// <param name="FailedOn">Places where it failed, the last ones, forgiven or not: it goes elsewhere first.</param>
/// <param name="Kills">How often the process under it was killed since it last got on. Not held against it, unless it is the evaluator that kills.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record AttemptCount(
    [property: ProtoMember(1)] ImmutableSortedDictionary<string, int> HeldAt,
    [property: ProtoMember(2)] bool Alone,
    [property: ProtoMember(3)] ImmutableArray<long> Tokens,
    [property: ProtoMember(4)] ImmutableArray<string> FailedOn,
    [property: ProtoMember(5)] int Kills = 0)
{
    public static readonly AttemptCount None = new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), false, [], []);

    private const int TokensKept = 16, PlacesKept = 8;

    public int Held => HeldAt.Values.Sum();

    public bool Knows(long token) => token != 0 && Tokens.Contains(token);

    /// <param name="inSet">It was not tried alone: the failure is held against no single one.</param>
    public AttemptCount Add(AttemptFailed failed, bool inSet)
    {
        var tokens = failed.Token == 0 ? Tokens : [.. Tokens.TakeLast(TokensKept - 1), failed.Token];
        if (!FailurePolicy.IsHeld(failed.Failure)) return this with { Tokens = tokens, Kills = Kills + (failed.Failure == TaskFailure.DeviceKilled ? 1 : 0) };
        return new(
            inSet ? HeldAt : HeldAt.SetItem(failed.Where, HeldAt.GetValueOrDefault(failed.Where) + 1),
            Alone || inSet,
            tokens,
            [.. FailedOn.Where(place => place != failed.Where).TakeLast(PlacesKept - 1), failed.Where],
            Kills);
    }

    /// <summary>The device there was to blame. It is still avoided.</summary>
    public AttemptCount Forgive(string place) => this with { HeldAt = HeldAt.Remove(place) };

    /// <summary>It has got beyond where it failed.</summary>
    public AttemptCount Cleared() => this with { HeldAt = None.HeldAt, FailedOn = [], Kills = 0 };
}
