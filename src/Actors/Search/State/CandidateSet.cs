namespace Actors.Search.State;

/// <summary>
/// Candidates that follow each other and make one device task. A set waits until as many have been proposed as it takes
/// (<see cref="CandidateSpec.Set"/>): unless no more are to come, or only its own results could bring them.
/// </summary>
internal readonly record struct CandidateSet(int First, int Count)
{
    public int End => First + Count;

    /// <summary>The sets that have open candidates and wait for no more.</summary>
    public static IEnumerable<CandidateSet> Offered(CandidatePhase phase)
    {
        var ended = phase.Exhausted || phase.Proposed == phase.Spec.Budget;
        var end = 0;
        foreach (var index in phase.Open.Keys)
        {
            if (index < end)
                continue;
            var set = At(phase, index);
            end = set.End;
            if (ended || set.Count == Size(phase) || set == phase.Closed)
                yield return set;
        }
    }

    /// <summary>The set to which the next proposal belongs, as far as there is one.</summary>
    public static CandidateSet OfNext(CandidatePhase phase) => At(phase, phase.Proposed);

    /// <summary>
    /// Whether a strategy that waits for more than so many results waits for the next proposal's set: it has been given all the results
    /// that there are, and no candidate outside of that set will bring another.
    /// </summary>
    public static bool IsWaitedFor(CandidatePhase phase, int observed) =>
        OfNext(phase) is { Count: > 0 } next
        && observed == phase.Released + phase.Ready.Count
        && !phase.Open.IsEmpty
        && phase.Open.Keys.First() >= next.First;

    private static CandidateSet At(CandidatePhase phase, int index)
    {
        if (index < phase.Closed.End)
            return phase.Closed;
        var size = Size(phase);
        var first = index - ((index - phase.Closed.End) % size);
        return new CandidateSet(first, Math.Min(size, phase.Proposed - first));
    }

    /// <summary>Size of a set: at most the window, for more are never proposed before a result is known.</summary>
    private static int Size(CandidatePhase phase) => Math.Max(1, Math.Min(phase.Spec.Set, phase.Spec.Window));
}
