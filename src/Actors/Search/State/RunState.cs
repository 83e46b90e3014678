using System.Collections.Immutable;
using Actors.Search.State.Events;
using ProtoBuf;

namespace Actors.Search.State;

[ProtoContract(SkipConstructor = true)]
public sealed record CheckpointRef([property: ProtoMember(1)] int Step, [property: ProtoMember(2)] string Blob);

/// <summary>One training run as the journal tells it.</summary>
[ProtoContract(SkipConstructor = true)]
public sealed record RunState([property: ProtoMember(1)] string Task, [property: ProtoMember(2)] RunSpec Spec)
{
    /// <summary>Number of checkpoints that are kept: the second is for the day on which the first turns out damaged.</summary>
    public const int CheckpointsKept = 2;

    /// <summary>Checkpoints of the run, newest first.</summary>
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

    /// <summary>Number of times that it had to start over.</summary>
    [ProtoMember(8)]
    public int Resets { get; init; }

    [ProtoMember(9)]
    public AttemptCount Attempts { get; init; } = AttemptCount.None;

    /// <summary>Whether nothing is left to do for it.</summary>
    public bool Completed => Finished && Samples.Count == Spec.Samples;

    /// <summary>Steps that will not have to be done again.</summary>
    public int DurableStep =>
        Finished ? Spec.Steps
        : Checkpoints is [var newest, ..] ? newest.Step
        : 0;

    /// <summary>Progress clears the run of what was held against it: only failures in one place tell that it cannot go on.</summary>
    public RunState Apply(CheckpointRecorded recorded) =>
        this with
        {
            Attempts = recorded.Step > DurableStep ? Attempts.Cleared() : Attempts,
            Checkpoints =
            [
                .. Checkpoints
                    .Where(kept => kept.Step != recorded.Step)
                    .Append(new CheckpointRef(recorded.Step, recorded.Blob))
                    .OrderByDescending(kept => kept.Step)
                    .Take(CheckpointsKept),
            ],
        };

    public RunState Apply(SamplePublished published) => this with { Samples = Samples.SetItem(published.Sample, published.Blob) };

    /// <summary>The checkpoints have done their duty: they are no longer referred to.</summary>
    public RunState Apply(TrainingCompleted completed) =>
        this with
        {
            Finished = true,
            Weights = completed.Blob,
            Measures = completed.Measures,
            Checkpoints = [],
        };

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
