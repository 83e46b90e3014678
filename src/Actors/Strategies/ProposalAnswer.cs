using System.Collections.Immutable;
using Actors.Search.Proposing;
using Nas.Model.Spaces;
using ProtoBuf;

namespace Actors.Strategies;

/// <summary>The answer of a strategy that was asked for a proposal.</summary>
public abstract record ProposalAnswer;

/// <param name="Observed">Number of results that the strategy had observed when it made the proposal.</param>
/// <param name="IsPartial">Something is left to decide, or samples are left out: it can be scored, but is no result.</param>
public sealed record Proposed(string Architecture, long Madds, long Parameters, string Origin, int Observed, bool IsPartial)
    : ProposalAnswer
{
    /// <summary>Samples that it is scored with; null: all.</summary>
    public int? Samples { get; init; }

    /// <inheritdoc cref="Proposal.Parents"/>
    public ImmutableArray<int> Parents { get; init; } = [];

    /// <summary>Scores of the first of them, known from an earlier proposal.</summary>
    public ImmutableArray<double> Known { get; init; } = [];

    /// <summary>Compares contents: a strategy that goes on as another would have makes proposals that are equal to the other's.</summary>
    public bool Equals(Proposed? other) =>
        base.Equals(other)
        && (Architecture, Madds, Parameters, Origin, Observed, IsPartial, Samples)
            == (other.Architecture, other.Madds, other.Parameters, other.Origin, other.Observed, other.IsPartial, other.Samples)
        && Parents.AsSpan().SequenceEqual(other.Parents.AsSpan())
        && Known.AsSpan().SequenceEqual(other.Known.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Architecture, Origin, Observed, Samples);
}

public sealed record NothingNew : ProposalAnswer;

/// <summary>
/// No proposal before another result has been observed. Not the last word on the proposal: that follows once there is one.
/// </summary>
/// <param name="Observed">Number of results that the strategy has observed.</param>
public sealed record StrategyWaits(int Observed) : ProposalAnswer;

/// <param name="Reason">A sentence for the user.</param>
public sealed record StrategyFault(string Reason) : ProposalAnswer;

/// <summary>The answer to <see cref="StrategyMessage.Save"/>.</summary>
/// <param name="State">The strategy's state; null: it cannot be saved.</param>
public sealed record StrategySaved(StrategyState? State) : ProposalAnswer;
