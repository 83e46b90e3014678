using System.Collections.Immutable;
using Nas.Model.Plugins;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Strategies;

/// <summary>
/// Decides what to try next. A plain class: no actor, no clock, no random numbers but the context's. What it keeps must follow from what
/// it observed, in that order, and from nothing else: after a restart a new instance observes the same candidates again, and its next
/// proposal must be the one that the old instance would have made. All calls come one at a time. An exception stops the search, with the
/// exception's message as the reason; the search can go on later.
/// </summary>
[PluginContract("strategy")]
public interface ISearchStrategy
{
    /// <summary>
    /// The next architecture: inside <see cref="ProposalContext.Space"/> and <see cref="ProposalContext.IsNew"/>, or the search stops.
    /// <see cref="Proposal.NotYet"/>: not before another result has been observed. Null: nothing new is left, whatever the results that are
    /// due (<see cref="ProposalContext.Outstanding"/>) may say, which ends the phase.
    /// </summary>
    Proposal? Propose(ProposalContext context);

    /// <summary>
    /// A result, in the order of the proposals or of arrival, as the search file says. Each candidate at most once; an architecture again
    /// where it was proposed again with more samples.
    /// </summary>
    void Observe(Observation observation);
}

/// <summary>
/// A strategy that need not observe a whole phase again after a restart: snapshots of the search have what it goes by. A phase whose
/// strategy is none of these is replayed from its first candidate.
/// </summary>
public interface IResumableStrategy : ISearchStrategy
{
    /// <summary>The results by which a new instance can go on as this one, of those that it has observed.</summary>
    IEnumerable<Observation> Remembered { get; }

    /// <summary>The strategy's knowledge of the other results, in a form that its later versions go on reading; empty: none.</summary>
    ReadOnlyMemory<byte> Kept => default;

    /// <summary>
    /// Go on as the instance that had these. Called once, before anything else. Unless told otherwise, the results are observed in their
    /// order.
    /// </summary>
    void Resume(IReadOnlyList<Observation> remembered, ReadOnlyMemory<byte> kept)
    {
        ArgumentNullException.ThrowIfNull(remembered);
        foreach (var observation in remembered)
            Observe(observation);
    }
}

/// <param name="Origin">
/// Origin of the proposal, for people: <c>mutation of 12</c>. Part of the history, so a function of what was observed.
/// </param>
public sealed record Proposal(Architecture Architecture, string Origin)
{
    /// <summary>
    /// Numbers of the proposals of this phase that it was made from; none: it is nobody's child. <see cref="Origin"/> may say the same in
    /// words.
    /// </summary>
    public ImmutableArray<int> Parents { get; init; } = [];

    /// <summary>
    /// Samples that it is to be scored with; null: all. What has been scored with fewer may be proposed once more with more, where
    /// <see cref="ProposalContext.CanGoOn"/> says so: only those that are missing are then taken.
    /// </summary>
    public int? Samples { get; init; }

    /// <summary>
    /// The strategy waits for the next result: then it is asked again, and not before. A fault where every proposal's result has been
    /// observed.
    /// </summary>
    public static readonly Proposal NotYet = new(new Architecture([]), "");
}

/// <summary>A candidate and its result.</summary>
/// <param name="Index">Number of the proposal.</param>
/// <param name="Score">Higher is better; null where the candidate failed.</param>
public sealed record Observation(int Index, Architecture Architecture, long Madds, double? Score)
{
    /// <summary>Scores by sample, in their order; none where the candidate failed.</summary>
    public ImmutableArray<double> Scores { get; init; } = [];
}

/// <summary>The means that a strategy may use for one proposal.</summary>
/// <param name="Index">Number of the proposal, from 0.</param>
/// <param name="Random">A function of (seed, phase, index) alone.</param>
/// <param name="Space">Space of the architectures that may be proposed.</param>
/// <param name="IsNew">
/// Tells whether an architecture has not been proposed in this phase yet, nor one that is the same network but for names.
/// </param>
public sealed record ProposalContext(int Index, RandomStream Random, ConstrainedSpace Space, Func<Architecture, bool> IsNew)
{
    private const int Draws = 100;

    /// <summary>K: what a candidate is scored with, unless its proposal says fewer.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Proposals that are left after this one.</summary>
    public int Left { get; init; } = int.MaxValue;

    /// <summary>Proposals whose results have not been observed yet: there is something to wait for.</summary>
    public int Outstanding { get; init; }

    /// <summary>Tells whether an architecture has been observed with fewer than all samples and not been proposed again since.</summary>
    public Func<Architecture, bool> CanGoOn { get; init; } = _ => false;

    /// <summary>
    /// A new architecture, uniformly or as the space is sampled; null where every one has been proposed. Only where nearly all have been,
    /// and a hundred draws found none, the numbering of the space is walked from a random place, which is not exactly that distribution.
    /// </summary>
    public Architecture? SampleNew()
    {
        for (var draw = 0; draw < Draws; draw++)
        {
            var drawn = Space.Sample(Random);
            if (IsNew(drawn))
                return drawn;
        }
        var count = Space.Count;
        var start = Random.Next(count);
        for (var step = count - count; step < count; step++)
        {
            var met = Space.At((start + step) % count);
            if (IsNew(met))
                return met;
        }
        return null;
    }
}
