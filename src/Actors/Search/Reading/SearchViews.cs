using System.Collections.Immutable;
using Actors.Search.State;
using Actors.Serialization;
using ProtoBuf;

namespace Actors.Search.Reading;

public enum PhaseStatus
{
    Waiting = 0,
    Running = 1,
    Completed = 2,
}

/// <summary>The progress of a phase.</summary>
/// <param name="Done">Units done, of <paramref name="Total"/>: steps, samples or candidates, as <paramref name="Unit"/> says.</param>
/// <param name="Note">One line for people: loss, best score.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record PhaseView(
    [property: ProtoMember(1), ShortName] string Name,
    [property: ProtoMember(2), Known] PhaseStatus Status,
    [property: ProtoMember(3), Count] long Done,
    [property: ProtoMember(4), Count] long Total,
    [property: ProtoMember(5), ShortName] string Unit,
    [property: ProtoMember(6), Anything] string? Note
);

/// <summary>One architecture inside one search, as reports and queries show it.</summary>
/// <param name="Index">Number of the proposal in its phase, from 0.</param>
/// <param name="Score">Mean over the samples; null where the candidate failed or is still open.</param>
/// <param name="StandardError">Standard error of the mean over samples; null for fewer than two.</param>
/// <param name="Scores">Scores by sample.</param>
/// <param name="Failure">Failure for which it was given up: the name of a <see cref="Dispatch.TaskFailure"/>.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record CandidateView(
    [property: ProtoMember(1), ShortName] string Phase,
    [property: ProtoMember(2), Count] int Index,
    [property: ProtoMember(3), Anything] string Architecture,
    [property: ProtoMember(4), Count] long Madds,
    [property: ProtoMember(5), Count] long Parameters,
    [property: ProtoMember(6), Anything] double? Score,
    [property: ProtoMember(7), Anything] double? StandardError,
    [property: ProtoMember(8), Anything] ImmutableArray<double> Scores,
    [property: ProtoMember(9), Anything] string? Failure
)
{
    /// <summary>
    /// Divisor of the minibatches, which were so many times smaller than the settings say because memory was short; 0: they were not.
    /// </summary>
    [ProtoMember(10), Count]
    public int BatchDivisor { get; init; }

    /// <summary>Scores on the images without those of each fold, means over the samples; none where they were not asked for.</summary>
    [ProtoMember(11), Anything]
    public ImmutableArray<double> Folds { get; init; } = [];
}

/// <summary>One training run: the supernet, a chain, a retrained network.</summary>
/// <param name="Name"><c>supernet</c>, <c>chain-0</c>, <c>winner-0</c>, <c>chain-only-0</c>, <c>random-0</c>.</param>
/// <param name="Weights">Blob of its final weights.</param>
public sealed record RunView(
    string Phase,
    string Name,
    int Run,
    string? Architecture,
    long? Madds,
    long? Parameters,
    int Step,
    int TotalSteps,
    ImmutableSortedDictionary<string, double> Measures,
    string? Weights
);

/// <summary>A whole search as its journal tells it.</summary>
/// <param name="Settings">The settings as JSON, every default filled in.</param>
/// <param name="Best">Winner of the search phase so far.</param>
/// <param name="Pareto">Scored candidates of the search phase that no other dominates (score up, MAdds down), by MAdds.</param>
public sealed record SearchView(
    string Id,
    SearchStatus Status,
    string Settings,
    ImmutableArray<PhaseView> Phases,
    CandidateView? Best,
    ImmutableArray<CandidateView> Pareto,
    ImmutableArray<RunView> Runs
)
{
    /// <summary>One line for people: best score so far, loss; or why the search failed.</summary>
    public string? Note { get; init; }

    /// <summary>Why it has no more work for devices than it has.</summary>
    public ImmutableArray<string> Waiting { get; init; } = [];

    /// <summary>Results that came when nobody waited for them any more, and were rejected.</summary>
    public int LateResults { get; init; }
}
