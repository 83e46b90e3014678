using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State.Events;
using Nas.Model.Settings;
using ProtoBuf;

namespace Actors.Search.State;

/// <summary>
/// Candidates proposed, scored and observed. The strategy makes proposal p after it has observed p - W + 1 results, or as many more as it
/// waits for; a result leaves this state with the first proposal made after it was observed: what is kept is about W candidates, or as many
/// as the strategy waits for, however long the search.
/// </summary>
[ProtoContract(SkipConstructor = true)]
public sealed record CandidatePhase(string Name, string? Note, [property: ProtoMember(1)] CandidateSpec Spec) : PhaseState(Name, Note)
{
    /// <summary>Proposals made: their indices are 0 to this, exclusive.</summary>
    [ProtoMember(2)]
    public int Proposed { get; init; }

    /// <summary>The strategy has nothing new left.</summary>
    [ProtoMember(3)]
    public bool Exhausted { get; init; }

    [ProtoMember(4)]
    public ImmutableSortedDictionary<int, OpenCandidate> Open { get; init; } = ImmutableSortedDictionary<int, OpenCandidate>.Empty;

    /// <summary>Decided, but an earlier proposal is still open (in-order phases only).</summary>
    [ProtoMember(5)]
    public ImmutableSortedDictionary<int, CandidateResult> Early { get; init; } = ImmutableSortedDictionary<int, CandidateResult>.Empty;

    /// <summary>Results that the strategy has not been given yet, in the order of observation.</summary>
    [ProtoMember(6)]
    public ImmutableList<CandidateResult> Ready { get; init; } = [];

    [ProtoMember(7)]
    public int Decided { get; init; }

    [ProtoMember(8)]
    public int Failed { get; init; }

    [ProtoMember(9)]
    public CandidateResult? Best { get; init; }

    [ProtoMember(10)]
    public ImmutableArray<CandidateResult> Pareto { get; init; } = [];

    /// <summary>Why the first failed candidate failed: what the user is told where all fail.</summary>
    [ProtoMember(11)]
    public string? FirstFailure { get; init; }

    /// <summary>Results that were observed before the latest proposal.</summary>
    [ProtoMember(12)]
    public int Released { get; init; }

    /// <summary>The best first, as many as <see cref="CandidateSpec.Kept"/> says.</summary>
    [ProtoMember(13)]
    public ImmutableArray<CandidateResult> Top { get; init; } = [];

    /// <summary>
    /// The last set that goes without the proposals that would make it whole: of these, the first and the next behind it, with which
    /// another set begins.
    /// </summary>
    [ProtoMember(14)]
    public int ClosedFirst { get; init; }

    [ProtoMember(15)]
    public int ClosedEnd { get; init; }

    internal CandidateSet Closed => new(ClosedFirst, ClosedEnd - ClosedFirst);

    public override bool Completed => Open.IsEmpty && (Exhausted || Proposed == Spec.Budget);

    /// <summary>Whether the strategy can be asked for a proposal now; proposals are asked for in order.</summary>
    public bool Allows(int proposal) =>
        !Exhausted && proposal < Spec.Budget && (proposal < Spec.Window || proposal - Spec.Window < Released + Ready.Count);

    /// <summary>Why none of its candidates is a result: for the user, once the phase is over.</summary>
    public string WhyNothing()
    {
        var phase = Name == PhaseNames.Search ? "" : $" of the phase {Name}";
        if (Proposed == 0)
            return $"There is no candidate{phase}: the strategy '{Spec.Strategy}' proposed nothing.";
        var first = $"the first because: {Reasons.Of(FirstFailure, nameof(TaskFailure.Error))}";
        if (Failed == Proposed)
            return $"None of the {Proposed} candidates{phase} could be scored, {first}";
        return $"None of the {Proposed} candidates{phase} came to a result: {Proposed - Failed} scored in part"
            + (
                Failed > 0 ? $", {Failed} failed, {first}"
                : Exhausted ? $", and the strategy '{Spec.Strategy}' let none of them go on."
                : ", and there were no more proposals for them to go on: allow more candidates."
            );
    }

    /// <summary>
    /// Number of results that had been observed when a proposal was made; journals of format 0.1.0 do not say it, when no strategy could
    /// wait.
    /// </summary>
    public int ObservedBy(CandidateProposed proposed) => proposed.Observed ?? Math.Max(0, proposed.Index - Spec.Window + 1);

    public CandidatePhase Apply(CandidateProposed proposed)
    {
        var released = ObservedBy(proposed) - Released;
        if (proposed.Index != Proposed || !Allows(proposed.Index) || released < 0 || released > Ready.Count)
        {
            throw new InvalidOperationException($"Proposal {proposed.Index} of {Name} where {Proposed} was due: the journal is damaged.");
        }
        return this with
        {
            Ready = Ready.RemoveRange(0, released),
            Released = Released + released,
            Proposed = Proposed + 1,
            Open = Open.Add(proposed.Index, OpenCandidate.Of(proposed, Spec)),
        };
    }

    public CandidatePhase Apply(SetClosed closed) =>
        closed.Index == Proposed && CandidateSet.OfNext(this) is { Count: > 0 } set
            ? this with
            {
                ClosedFirst = set.First,
                ClosedEnd = set.End,
            }
            : throw new InvalidOperationException(
                $"A set of {Name} was closed before proposal {closed.Index} where {Proposed} was due: the journal is damaged."
            );

    /// <summary>The phase with another strategy: where the one before had nothing new, the next one may have something.</summary>
    public CandidatePhase Apply(StrategyReplaced replaced) =>
        this with
        {
            Spec = Spec with { Strategy = replaced.Strategy, Options = replaced.Options },
            Exhausted = false,
            Note =
                $"{(Note is null ? "" : $"{Note} ")}From proposal {Proposed} on the strategy '{replaced.Strategy}' takes over from '{Spec.Strategy}'.",
        };

    public CandidatePhase Apply(EvaluationRecorded recorded)
    {
        if (!Open.TryGetValue(recorded.Index, out var candidate))
            return this;
        candidate = candidate.Apply(recorded);
        return candidate.Scored is { } result ? Decide(result) : this with { Open = Open.SetItem(recorded.Index, candidate) };
    }

    public CandidatePhase Apply(BatchHalved halved) =>
        Open.TryGetValue(halved.Index, out var candidate) ? this with { Open = Open.SetItem(halved.Index, candidate.Apply(halved)) } : this;

    public CandidatePhase Apply(CandidateFailed failed) =>
        Open.TryGetValue(failed.Index, out var candidate) ? Decide(candidate.Failed(failed)) : this;

    /// <summary>The phase with another count of the open candidate's failed tries.</summary>
    public CandidatePhase With(int index, Func<AttemptCount, AttemptCount> change) =>
        Open.TryGetValue(index, out var candidate)
            ? this with
            {
                Open = Open.SetItem(index, candidate with { Attempts = change(candidate.Attempts) }),
            }
            : this;

    public override PhaseState Forgiven() =>
        this with
        {
            Open = Open.SetItems(Open.Select(entry => KeyValuePair.Create(entry.Key, entry.Value with { Attempts = AttemptCount.None }))),
        };

    private CandidatePhase Decide(CandidateResult result)
    {
        var (early, ready) = (Early, Ready);
        if (Spec.InOrder)
        {
            early = early.Add(result.Index, result);
            while (early.TryGetValue(Released + ready.Count, out var next))
            {
                (early, ready) = (early.Remove(next.Index), ready.Add(next));
            }
        }
        else
        {
            ready = ready.Add(result);
        }
        var best =
            Spec.Margin > 0 ? StartRule.Best(Best, result, Spec.Margin)
            : result.IsBetterThan(Best) ? result
            : Best;
        return this with
        {
            Open = Open.Remove(result.Index),
            Early = early,
            Ready = ready,
            Decided = Decided + 1,
            Failed = result.Score is null ? Failed + 1 : Failed,
            Best = best,
            Pareto = Spec.Margin > 0 ? [.. best is null ? [] : new[] { best }] : ParetoFront.Add(Pareto, result),
            FirstFailure = FirstFailure ?? result.Reason,
            Top = WithTop(result),
        };
    }

    private ImmutableArray<CandidateResult> WithTop(CandidateResult result)
    {
        if (Spec.Kept == 0 || !result.IsBetterThan(Top.Length < Spec.Kept ? null : Top[^1]))
            return Top;
        var place = 0;
        while (place < Top.Length && !result.IsBetterThan(Top[place]))
            place++;
        return (Top.Length < Spec.Kept ? Top : Top.RemoveAt(Top.Length - 1)).Insert(place, result);
    }
}
