using System.Collections.Immutable;
using ProtoBuf;

namespace Actors.Search;

/// <summary>A phase that has started, as the journal tells it.</summary>
[ProtoContract(SkipConstructor = true)]
[ProtoInclude(11, typeof(TrainingPhase))]
[ProtoInclude(12, typeof(CandidatePhase))]
public abstract record PhaseState(
    [property: ProtoMember(1)] string Name,
    [property: ProtoMember(2)] string? Note)
{
    public abstract bool Completed { get; }

    /// <summary>The same phase with every count of failures back at zero.</summary>
    public abstract PhaseState Forgiven();
}

/// <summary>Training runs side by side.</summary>
[ProtoContract(SkipConstructor = true)]
public sealed record TrainingPhase(
    string Name,
    string? Note,
    [property: ProtoMember(1)] TrainingSpec Spec,
    [property: ProtoMember(2)] ImmutableArray<RunState> Runs) : PhaseState(Name, Note)
{
    public TrainingPhase(string name, string? note, TrainingSpec spec)
        : this(name, note, spec, [.. spec.Runs.Select((run, number) => new RunState(TaskName.OfRun(name, number), run))])
    {
    }

    public override bool Completed => Runs.All(run => run.Completed);

    public override PhaseState Forgiven() =>
        this with { Runs = [.. Runs.Select(run => run with { Resets = 0, Attempts = AttemptCount.None })] };
}
