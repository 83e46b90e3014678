using System.Collections.Immutable;
using Actors.Dispatch;
using ProtoBuf;

namespace Actors.Search.State;

/// <summary>Training runs side by side.</summary>
[ProtoContract(SkipConstructor = true)]
public sealed record TrainingPhase(
    string Name,
    string? Note,
    [property: ProtoMember(1)] TrainingSpec Spec,
    [property: ProtoMember(2)] ImmutableArray<RunState> Runs
) : PhaseState(Name, Note)
{
    public TrainingPhase(string name, string? note, TrainingSpec spec)
        : this(name, note, spec, [.. spec.Runs.Select((run, number) => new RunState(TaskName.OfRun(name, number), run))]) { }

    public override bool Completed => Runs.All(run => run.Completed);

    public override PhaseState Forgiven() =>
        this with
        {
            Runs = [.. Runs.Select(run => run with { Resets = 0, Attempts = AttemptCount.None })],
        };
}
