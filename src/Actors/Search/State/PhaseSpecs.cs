using System.Collections.Immutable;
using ProtoBuf;

namespace Actors.Search.State;

/// <summary>
/// Names weights by what makes them, so that they can be made again: a run's final weights, or one of its posterior samples; or no weights
/// at all.
/// </summary>
/// <param name="Task">The training run: <c>supernet/0</c>.</param>
/// <param name="Sample">Number of the sample within the run; null: its final weights.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record WeightsRef([property: ProtoMember(1)] string Task, [property: ProtoMember(2)] int? Sample)
{
    private const string Nothing = "none";

    /// <summary>True where scores need no weights: a number alone tells evaluations of one architecture apart.</summary>
    public bool IsNone => Task == Nothing;

    public static WeightsRef None(int sample) => new(Nothing, sample);

    public override string ToString() => Sample is { } sample ? $"sample {sample} of {Task}" : $"the weights of {Task}";
}

/// <summary>A training run that a phase consists of.</summary>
/// <param name="Name">Name of the run, for people: <c>chain-0</c>, <c>winner-0</c>.</param>
/// <param name="Architecture">Canonical text, where the run trains one architecture.</param>
/// <param name="From">Weights it starts from; null: initialised from the seed.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Samples">Posterior samples that it publishes on its way.</param>
/// <param name="Like">The method's own phase whose work it is, where a plug-in planned the phase; null: this phase is one of these.</param>
/// <param name="Within">Name of the part of the space that paths are drawn from; null: all of it.</param>
/// <param name="Draw">Names the run's random streams in place of its number: runs that share one are alike in all but what they
/// train.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record RunSpec(
    [property: ProtoMember(1)] string Name,
    [property: ProtoMember(2)] string? Architecture,
    [property: ProtoMember(3)] long? Madds,
    [property: ProtoMember(4)] long? Parameters,
    [property: ProtoMember(5)] WeightsRef? From,
    [property: ProtoMember(6)] int Steps,
    [property: ProtoMember(7)] int Samples,
    [property: ProtoMember(8)] string? Like = null,
    [property: ProtoMember(9)] string? Within = null,
    [property: ProtoMember(10)] int? Draw = null
);

/// <summary>A phase of the first kind: training runs side by side, each with checkpoints, samples, final weights, measures.</summary>
/// <param name="Attempts">Failures of a run's own making, without a new checkpoint between them, after which the search fails.</param>
/// <param name="Priority">Priority of its device tasks: greater goes first.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record TrainingSpec(
    [property: ProtoMember(1)] ImmutableArray<RunSpec> Runs,
    [property: ProtoMember(2)] int CheckpointEvery,
    [property: ProtoMember(3)] int Attempts,
    [property: ProtoMember(4)] int Priority
);

/// <summary>A phase of the second kind: a strategy proposes candidates, and each is scored with every one of the samples.</summary>
/// <param name="Budget">Candidates to propose.</param>
/// <param name="Window">W: proposal i + W is made when result i is observed.</param>
/// <param name="InOrder">Results are observed in proposal order; false: as they arrive.</param>
/// <param name="Attempts">Failures of a candidate's own making, after which it is recorded as failed: on one device; two devices are
/// enough.</param>
/// <param name="Strategy">Name in the strategy catalogue.</param>
/// <param name="Options">The strategy's options as JSON.</param>
/// <param name="Space">Name of the space that is explored: <see cref="Nas.Model.Spaces.IPhaseSpaces"/>.</param>
/// <param name="MinCost">Least cost of a candidate, with <paramref name="MaxCost"/> a closed range of what the space is bounded by.</param>
/// <param name="Set">Candidates that make one device task, in the order of their proposals; at most the window. No result depends on
/// it.</param>
/// <param name="Samples">The weights each candidate is scored with; they need not exist yet.</param>
/// <param name="Seed">Seed of the strategy's random draws; null: the search's.</param>
/// <param name="Inherited">The first so many candidates came with their results from the search that this one was forked from.</param>
/// <param name="Kept">Number of the best that are kept for the phases that follow.</param>
/// <param name="GoesOn">It goes on where the phases before it ended: its best is, or competes for, the search's best. See
/// <see cref="PhaseGroup"/>.</param>
/// <param name="FirstSample">Number of the first of the samples, where they are weights.</param>
/// <param name="Supersedes">Its best stands in place of what the phases before it found, whatever they were scored with.</param>
/// <param name="Like">
/// The method's own phase whose kind of candidates it has, where a plug-in planned the phase; null: this phase is one of these, or there is
/// one kind only.
/// </param>
/// <param name="Margin">
/// Of two candidates the first is the best, unless the other one's score is greater by more than so many standard errors of the difference:
/// <see cref="StartRule"/>. 0: the greatest score is the best.
/// </param>
[ProtoContract(SkipConstructor = true)]
public sealed record CandidateSpec(
    [property: ProtoMember(1)] int Budget,
    [property: ProtoMember(2)] int Window,
    [property: ProtoMember(3)] bool InOrder,
    [property: ProtoMember(4)] int Attempts,
    [property: ProtoMember(5)] string Strategy,
    [property: ProtoMember(6)] string Options,
    [property: ProtoMember(7)] string Space,
    [property: ProtoMember(8)] long MinCost,
    [property: ProtoMember(9)] long MaxCost,
    [property: ProtoMember(10)] ImmutableArray<WeightsRef> Samples,
    [property: ProtoMember(11)] int Priority,
    [property: ProtoMember(12)] int Set = 1,
    [property: ProtoMember(20)] long? Seed = null,
    [property: ProtoMember(21)] int Inherited = 0,
    [property: ProtoMember(22)] int Kept = 0,
    [property: ProtoMember(23)] bool GoesOn = false,
    [property: ProtoMember(24)] int FirstSample = 0,
    [property: ProtoMember(25)] bool Supersedes = false,
    [property: ProtoMember(26)] string? Like = null,
    [property: ProtoMember(27)] double Margin = 0
)
{
    /// <summary>The number of an evaluation that an evaluator is told: it decides what the evaluator sees.</summary>
    /// <param name="position">Position among the samples.</param>
    public int NumberOf(int position) => Samples[position] is { IsNone: true, Sample: { } number } ? number : FirstSample + position;
}
