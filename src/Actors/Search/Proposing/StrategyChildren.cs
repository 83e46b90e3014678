using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;
using Nas.Model.Settings;

namespace Actors.Search.Proposing;

/// <summary>Has the strategy of one candidate phase at work; its answers come to the search.</summary>
internal interface IStrategyChild
{
    void Tell(StrategyMessage message);

    void Stop();
}

/// <summary>
/// The strategies of the candidate phases at work: one child of the search for each. It begins when it is asked for the first time: what
/// the journal tells before that waits, since a later event may hand the phase to another strategy.
/// </summary>
internal sealed class StrategyChildren(
    StrategyCatalog catalog,
    Func<StrategyJob, Func<Action<ISearchStrategy>, Proposer>, IStrategyChild> begin
)
{
    private readonly Dictionary<string, Child> _children = [];

    /// <summary>A proposal that the journal tells of.</summary>
    /// <param name="phase">The phase as it was before the proposal.</param>
    public void Recall(CandidatePhase phase, CandidateProposed proposed)
    {
        var child = Of(phase.Name);
        Give(child, phase);
        child.Tell(new StrategyMessage.Recall(proposed.Architecture, phase.ObservedBy(proposed)));
        child.Asked = proposed.Index + 1;
    }

    /// <summary>A strategy as a snapshot has it.</summary>
    public void Restore(CandidatePhase phase, StrategyState saved)
    {
        var child = Of(phase.Name);
        child.Tell(new StrategyMessage.Restore(saved));
        (child.Asked, child.Given, child.IsRestored) = (phase.Proposed, saved.Observed, true);
    }

    /// <summary>
    /// Whether the strategy came from a snapshot: the journal alone has what it had observed before, so that another could not take over.
    /// </summary>
    public bool IsRestored(string phase) => _children.TryGetValue(phase, out var child) && child.IsRestored;

    /// <summary>Asks each strategy at work where it stands.</summary>
    /// <returns>Names of their phases.</returns>
    public IReadOnlyList<string> Save(int number)
    {
        foreach (var child in _children.Values)
            child.Tell(new StrategyMessage.Save(number));
        return [.. _children.Keys];
    }

    /// <summary>
    /// Gives the results that have not been given, and asks for every proposal that they allow and that has not been asked for.
    /// </summary>
    public void Ask(CandidatePhase phase, int number, SearchContext search)
    {
        var child = Of(phase.Name);
        if (child.IsDropped)
            return;
        if (!child.HasBegun)
            child.Begin(Begin(phase, number, search));
        Give(child, phase);
        for (; phase.Allows(child.Asked); child.Asked++)
            child.Tell(new StrategyMessage.Ask(child.Asked));
    }

    /// <summary>Another strategy takes over: this one's answers count no more.</summary>
    /// <returns>True: the results before are in the journal alone, so that the search has to recover before the next strategy can
    /// begin.</returns>
    public bool Drop(string phase)
    {
        if (!_children.TryGetValue(phase, out var child) || !(child.HasBegun || child.IsRestored))
            return false;
        child.Drop();
        return true;
    }

    /// <summary>Another search begins in place of the one that they were of.</summary>
    public void DropAll()
    {
        foreach (var child in _children.Values)
            child.Drop();
    }

    /// <summary>The strategy's word that it waits.</summary>
    public void NoteWaiting(string phase, int proposal, StrategyWaits waits) => Of(phase).Waits = (proposal, waits.Observed);

    /// <summary>Whether the strategy has said that all the results there are do not suffice for the next proposal.</summary>
    public bool IsWaiting(CandidatePhase phase) =>
        _children.TryGetValue(phase.Name, out var child) && child.Waits == (phase.Proposed, phase.Released + phase.Ready.Count);

    public bool Listens(string phase) => _children.TryGetValue(phase, out var child) && !child.IsDropped;

    /// <summary>Strategies whose phase is over.</summary>
    public void StopCompleted(SearchState state)
    {
        if (_children.Count == 0)
            return;
        foreach (var name in _children.Keys.Where(name => state.Phase(name) is { Completed: true }).ToList())
        {
            _children[name].Drop();
            _children.Remove(name);
        }
    }

    private static void Give(Child child, CandidatePhase phase)
    {
        for (; child.Given < phase.Released + phase.Ready.Count; child.Given++)
        {
            child.Tell(new StrategyMessage.Give(phase.Ready[child.Given - phase.Released]));
        }
    }

    private IStrategyChild Begin(CandidatePhase phase, int number, SearchContext search)
    {
        var (spec, strategies) = (phase.Spec, catalog);
        var named = SearchMethods.StrategyOf(search.Settings, phase.Name);
        var patience = (named?.Settings ?? SearchMethods.StrategiesOf(search.Settings).FirstOrDefault() ?? new StrategySettings()).Patience;
        return begin(
            new StrategyJob(phase.Name, named?.Section, spec.Strategy, TimeSpan.FromSeconds(patience)),
            made => Proposers.Open(strategies, search, spec, number, made)
        );
    }

    private Child Of(string phase)
    {
        if (!_children.TryGetValue(phase, out var child))
            _children.Add(phase, child = new Child());
        return child;
    }

    private sealed class Child
    {
        private readonly Queue<StrategyMessage> _waiting = [];
        private IStrategyChild? _strategy;

        public bool HasBegun { get; private set; }

        public bool IsDropped { get; private set; }

        /// <summary>Whether the strategy came from a snapshot.</summary>
        public bool IsRestored { get; set; }

        /// <summary>The next proposal to ask for.</summary>
        public int Asked { get; set; }

        /// <summary>Results that it has been given.</summary>
        public int Given { get; set; }

        /// <summary>The proposal that it makes only after more results than these; null: it has not said so.</summary>
        public (int Proposal, int Observed)? Waits { get; set; }

        public void Tell(StrategyMessage message)
        {
            if (HasBegun)
                _strategy?.Tell(message);
            else
                _waiting.Enqueue(message);
        }

        public void Begin(IStrategyChild strategy)
        {
            (_strategy, HasBegun) = (strategy, true);
            while (_waiting.TryDequeue(out var message))
                strategy.Tell(message);
            _waiting.TrimExcess();
        }

        public void Drop()
        {
            _strategy?.Stop();
            (_strategy, HasBegun, IsDropped, Waits) = (null, true, true, null);
            _waiting.Clear();
        }
    }
}
