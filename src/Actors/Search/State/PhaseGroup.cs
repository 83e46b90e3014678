using System.Collections.Immutable;

namespace Actors.Search.State;

/// <summary>A phase that proposes candidates, with those phases of plug-ins that go on from it: together they come to one result.</summary>
internal static class PhaseGroup
{
    /// <summary>The phases of the group that have started, in their order; none where the first has not.</summary>
    public static ImmutableArray<CandidatePhase> Of(SearchState state, string first)
    {
        var from = state.Phases.OfType<CandidatePhase>().SkipWhile(phase => phase.Name != first).ToList();
        return [.. from.Take(1), .. from.Skip(1).TakeWhile(phase => phase.Spec.GoesOn)];
    }

    /// <summary>
    /// Those whose candidates compete for being the result: the last that has one, and those before it that were scored with the same
    /// samples, back to one that supersedes what was before it.
    /// </summary>
    public static ImmutableArray<CandidatePhase> Deciding(ImmutableArray<CandidatePhase> group)
    {
        var found = group.Where(phase => phase.Best is not null).ToImmutableArray();
        if (found.IsEmpty)
            return [.. group.Take(1)];
        var since = Math.Max(0, found.Select(phase => phase.Spec.Supersedes).ToList().LastIndexOf(true));
        return [.. found.Skip(since).Where(phase => phase.Spec.Samples.SequenceEqual(found[^1].Spec.Samples))];
    }

    /// <summary>The one that has the best candidate; before any has one, the first.</summary>
    public static CandidatePhase? Main(ImmutableArray<CandidatePhase> deciding) =>
        deciding.Aggregate(deciding.FirstOrDefault(), (best, phase) => phase.Best?.IsBetterThan(best!.Best) == true ? phase : best);

    /// <summary>The group's best result so far.</summary>
    public static CandidateResult? Best(SearchState state, string first) => Main(Deciding(Of(state, first)))?.Best;
}
