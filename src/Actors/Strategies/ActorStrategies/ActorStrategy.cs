using Akka.Actor;

namespace Actors.Strategies.ActorStrategies;

/// <summary>
/// Makes an actor a strategy like any other. Called on the strategy's own thread, which may wait.
/// </summary>
internal sealed class ActorStrategy(IStrategyActor plugin) : ISearchStrategy
{
    private readonly TaskCompletionSource<object> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IActorRef? _actor;

    /// <summary>Must come before any other call.</summary>
    /// <param name="host">Starts the actor when it is told to, answers with it, and calls <see cref="Ended"/> when that ends.</param>
    /// <param name="start">Makes the message that the actor is started with.</param>
    public void Host(IActorRef host, Func<ActorStrategy, Props, object> start) =>
        _actor = host.Ask<IActorRef>(start(this, plugin.Props), Timeout.InfiniteTimeSpan).GetAwaiter().GetResult();

    /// <param name="cause">Exception that it threw; null: none.</param>
    public void Ended(Exception? cause) => _ended.TrySetException(cause ?? new InvalidOperationException("its actor has ended."));

    public Proposal? Propose(ProposalContext context)
    {
        var answer = Task.WhenAny(Actor.Ask<object>(new ProposeNext(context), Timeout.InfiniteTimeSpan), _ended.Task)
            .Unwrap()
            .GetAwaiter()
            .GetResult();
        return answer switch
        {
            Proposal proposal => proposal,
            NothingLeft => null,
            Status.Failure failure => throw failure.Cause,
            _ => throw new InvalidOperationException($"its actor answered with {answer.GetType().Name}, which is no proposal."),
        };
    }

    public void Observe(Observation observation) => Actor.Tell(new ResultObserved(observation), ActorRefs.NoSender);

    private IActorRef Actor => _actor ?? throw new InvalidOperationException("it is an actor, and there is no actor system here.");
}
