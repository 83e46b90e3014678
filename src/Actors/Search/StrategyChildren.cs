using Actors.Search.Events;
using Actors.Search.Methods;
using Actors.Strategies;

namespace Actors.Search;

/// <summary>Has the strategy of one candidate phase at work; its answers come to the search.</summary>
internal interface IStrategyChild
{
    void Tell(StrategyMessage message);

    void Stop();
}

/// <summary>The strategies of the candidate phases at work: one child of the search for each.</summary>
internal sealed class StrategyChildren(StrategyCatalog catalog, Func<string, Func<Proposer>, IStrategyChild> begin)
{
    private readonly Dictionary<string, Child> _children = [];

    /// <summary>A proposal that the journal tells of.</summary>
    /// <param name="phase">As it was before the proposal.</param>
    public void Recall(CandidatePhase phase, CandidateProposed proposed, int number, SearchContext search)
    {
        var child = Of(phase, number, search);
        Give(child, phase);
        child.Strategy.Tell(new StrategyMessage.Recall(proposed.Architecture, phase.ObservedBy(proposed)));
        child.Asked = proposed.Index + 1;
    }

    /// <summary>A strategy as a snapshot has it.</summary>
    public void Restore(CandidatePhase phase, StrategyState saved, int number, SearchContext search)
    {
        var child = Of(phase, number, search);
        child.Strategy.Tell(new StrategyMessage.Restore(saved));
        (child.Asked, child.Given) = (phase.Proposed, saved.Observed);
    }

    /// <summary>Asks each strategy at work where it stands.</summary>
    /// <returns>Names of their phases.</returns>
    public IReadOnlyList<string> Save(int number)
    {
        foreach (var child in _children.Values) child.Strategy.Tell(new StrategyMessage.Save(number));
        return [.. _children.Keys];
    }

    /// <summary>Gives the results that have not been given, and asks for every proposal that they allow and that has not been asked for.</summary>
    public void Ask(CandidatePhase phase, int number, SearchContext search)
    {
        var child = Of(phase, number, search);
        Give(child, phase);
        for (; phase.Allows(child.Asked); child.Asked++) child.Strategy.Tell(new StrategyMessage.Ask(child.Asked));
    }

    /// <summary>Strategies whose phase is over.</summary>
    public void StopCompleted(SearchState state)
    {
        if (_children.Count == 0) return;
        foreach (var name in _children.Keys.Where(name => state.Phase(name) is { Completed: true }).ToList())
        {
            _children[name].Strategy.Stop();
            _children.Remove(name);
        }
    }

    private static void Give(Child child, CandidatePhase phase)
    {
        for (; child.Given < phase.Released + phase.Ready.Count; child.Given++)
        {
            child.Strategy.Tell(new StrategyMessage.Give(phase.Ready[child.Given - phase.Released]));
        }
    }

    private Child Of(CandidatePhase phase, int number, SearchContext search)
    {
        if (_children.TryGetValue(phase.Name, out var child)) return child;
        var (spec, strategies) = (phase.Spec, catalog);
        child = new Child(begin(phase.Name, () => Proposers.Open(strategies, search, spec, number)));
        _children.Add(phase.Name, child);
        return child;
    }

    private sealed class Child(IStrategyChild strategy)
    {
        public IStrategyChild Strategy { get; } = strategy;

        /// <summary>The next proposal to ask for.</summary>
        public int Asked { get; set; }

        /// <summary>Results that it has been given.</summary>
        public int Given { get; set; }
    }
}
