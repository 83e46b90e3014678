using System.Collections.Immutable;
using ProtoBuf;

namespace Actors.Search.State;

/// <summary>A phase that has started, as the journal tells it.</summary>
[ProtoContract(SkipConstructor = true)]
[ProtoInclude(11, typeof(TrainingPhase))]
[ProtoInclude(12, typeof(CandidatePhase))]
public abstract record PhaseState([property: ProtoMember(1)] string Name, [property: ProtoMember(2)] string? Note)
{
    public abstract bool Completed { get; }

    /// <summary>The same phase with every count of failures back at zero.</summary>
    public abstract PhaseState Forgiven();
}
