using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Strategies;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Conformance;

/// <summary>A strategy at work as in a search whose devices answer at once, with scores that are a function of the architecture.</summary>
/// <param name="fails">Tells whether a candidate of this number fails.</param>
internal sealed class StrategyTrial(StrategySubject subject, ConstrainedSpace space, int window, Func<int, bool> fails)
{
    private const long Seed = 20200823;

    private readonly Proposer _proposer = new(subject.Name, subject.Create(), space, Seed, phase: 0, window);
    private readonly List<CandidateResult> _results = [];
    private int _given;

    /// <summary>The proposals made; where results are not kept, only the last.</summary>
    public List<Proposed> Proposals { get; } = [];

    public int Count { get; private set; }

    /// <summary>Why there was no further proposal; null: there was no reason.</summary>
    public ProposalAnswer? End { get; private set; }

    public StrategyTrial Run(int proposals, bool keep = true)
    {
        while (End is null && Count < proposals)
            Next(keep);
        return this;
    }

    /// <summary>The same search in another process, which knows the first proposals from the journal.</summary>
    public StrategyTrial Restarted(int after)
    {
        var next = new StrategyTrial(subject, space, window, fails);
        foreach (var proposed in Proposals.Take(after))
        {
            while (next._given < proposed.Observed)
                next._proposer.Give(_results[next._given++]);
            next._proposer.Recall(proposed.Architecture, proposed.Observed);
            next.Note(proposed, keep: true);
        }
        return next;
    }

    /// <summary>The same search in another process, which knows them from a snapshot; null where the strategy has none.</summary>
    public StrategyTrial? Resumed()
    {
        if (_proposer.Save() is not { } state)
            return null;
        var next = new StrategyTrial(subject, space, window, fails);
        next._proposer.Restore(Stored(state));
        foreach (var proposed in Proposals)
            next.Note(proposed, keep: true);
        next._given = state.Observed;
        return next;
    }

    private static StrategyState Stored(StrategyState state)
    {
        var snapshot = new SearchSnapshot(SearchState.NotStarted, [], [new SavedStrategy("trial", state)]);
        return ((SearchSnapshot)WireTypes.Read(WireTypes.ManifestOf(snapshot), WireTypes.Write(snapshot))).Strategies[0].State;
    }

    private void Next(bool keep)
    {
        ProposalAnswer? answer;
        while ((answer = _proposer.TryPropose(Count)) is null)
        {
            var result = _results[keep ? _given : 0];
            if (!keep)
                _results.RemoveAt(0);
            _given++;
            _proposer.Give(result);
        }
        if (answer is Proposed proposed)
            Note(proposed, keep);
        else
            End = answer;
    }

    private void Note(Proposed proposed, bool keep)
    {
        if (!keep)
            Proposals.Clear();
        Proposals.Add(proposed);
        ImmutableArray<double> scores = fails(Count) ? [] : [Score(space, proposed.Architecture)];
        _results.Add(
            new CandidateResult(
                Count,
                proposed.Architecture,
                proposed.Madds,
                proposed.Parameters,
                scores,
                scores.IsEmpty ? TaskFailure.Error : TaskFailure.None,
                scores.IsEmpty ? "It failed." : null,
                proposed.IsPartial
            )
        );
        Count++;
    }

    /// <summary>Something to climb: each decision has options of its own worth.</summary>
    internal static double Score(ConstrainedSpace space, string text)
    {
        var choices = space.Space.Parse(text).Choices;
        var sum = 0.0;
        for (var i = 0; i < choices.Length; i++)
            sum += RandomStream.For(Seed, "conformance-score", i, choices[i]).NextDouble();
        return sum / choices.Length;
    }

    /// <summary>Whether an architecture fails whenever it is tried: about a third do.</summary>
    internal static bool Fails(string text) => RandomStream.For(Seed, "conformance-fails/" + text).Next(3) == 0;
}

/// <summary>A strategy under test.</summary>
/// <param name="Create">A new instance each time.</param>
public sealed record StrategySubject(string Name, Func<ISearchStrategy> Create);
