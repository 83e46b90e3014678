using Actors.Search.Events;
using Actors.Search.Methods;
using Actors.Strategies;
using Akka.Actor;

namespace Actors.Search;

/// <summary>The strategies of the candidate phases at work: one child of the search for each.</summary>
internal sealed class StrategyChildren(IActorContext context, StrategyCatalog catalog)
{
    private readonly Dictionary<string, Child> _children = [];

    /// <summary>A proposal that the journal tells of.</summary>
    /// <param name="phase">As it was before the proposal.</param>
    public void Recall(CandidatePhase phase, CandidateProposed proposed, int number, SearchContext search)
    {
        var child = Of(phase, number, search);
        Give(child, phase);
        child.Actor.Tell(new StrategyActor.Recall(proposed.Architecture, phase.ObservedBy(proposed)));
        child.Asked = proposed.Index + 1;
    }

    /// <summary>Gives the results that have not been given, and asks for every proposal that they allow and that has not been asked for.</summary>
    public void Ask(CandidatePhase phase, int number, SearchContext search)
    {
        var child = Of(phase, number, search);
        Give(child, phase);
        for (; phase.Allows(child.Asked); child.Asked++) child.Actor.Tell(new StrategyActor.Ask(child.Asked), context.Self);
    }

    /// <summary>Strategies whose phase is over.</summary>
    public void StopCompleted(SearchState state)
    {
        if (_children.Count == 0) return;
        foreach (var name in _children.Keys.Where(name => state.Phase(name) is { Completed: true }).ToList())
        {
            context.Stop(_children[name].Actor);
            _children.Remove(name);
        }
    }

    private static void Give(Child child, CandidatePhase phase)
    {
        for (; child.Given < phase.Released + phase.Ready.Count; child.Given++)
        {
            child.Actor.Tell(new StrategyActor.Give(phase.Ready[child.Given - phase.Released]));
        }
    }

    private Child Of(CandidatePhase phase, int number, SearchContext search)
    {
        if (_children.TryGetValue(phase.Name, out var child)) return child;
        var (spec, strategies) = (phase.Spec, catalog);
        child = new Child(context.ActorOf(StrategyActor.Props(phase.Name, () => Proposers.Open(strategies, search, spec, number))));
        _children.Add(phase.Name, child);
        return child;
    }

    private sealed class Child(IActorRef actor)
    {
        public IActorRef Actor { get; } = actor;

        /// <summary>The next proposal to ask for.</summary>
        public int Asked { get; set; }

        /// <summary>Results that it has been given.</summary>
        public int Given { get; set; }
    }
}
