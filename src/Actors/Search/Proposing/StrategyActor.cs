using Actors.Strategies;
using Actors.Strategies.ActorStrategies;
using Akka.Actor;

namespace Actors.Search.Proposing;

/// <summary>
/// One candidate phase's strategy, on a thread of its own: a proposal may take its time while the search goes on listening. Where it takes
/// longer than the strategy's patience, or twice that at most, the strategy is given up.
/// </summary>
internal sealed class StrategyActor : ReceiveActor, IWithTimers
{
    /// <summary>The strategy's answer, sent to the parent.</summary>
    public sealed record Answer(StrategyAnswer Content) : INoSerializationVerificationNeeded;

    private sealed record Told(StrategyMessage Message) : INoSerializationVerificationNeeded;

    private sealed record Answered(IReadOnlyList<StrategyAnswer> Answers) : INoSerializationVerificationNeeded;

    /// <param name="Served">Messages that the strategy was done with when this was asked.</param>
    private sealed record IsItStuck(long Served) : INoSerializationVerificationNeeded;

    /// <summary>A strategy that is an actor: answered with that.</summary>
    private sealed record Start(ActorStrategy Strategy, Props Props) : INoSerializationVerificationNeeded;

    private readonly StrategyJob _job;
    private readonly StrategyThread _thread;
    private readonly Queue<int> _asked = [];
    private long _told;
    private StrategyFault? _fault;
    private ActorStrategy? _hosted;

    public StrategyActor(StrategyJob job, Func<Action<ISearchStrategy>, Proposer> open)
    {
        _job = job;
        var self = Self;
        _thread = new StrategyThread(
            $"strategy {job.Strategy}",
            new StrategyDesk(job.Phase, () => open(made => (made as ActorStrategy)?.Host(self, (actor, props) => new Start(actor, props)))),
            answers => self.Tell(new Answered(answers))
        );
        Receive<Start>(OnStart);
        Receive<Terminated>(_ => _hosted?.Ended(null));
        Receive<Told>(told => OnTold(told.Message));
        Receive<Answered>(answered => OnAnswered(answered.Answers));
        Receive<IsItStuck>(asked => OnDoubt(asked.Served));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Starts one as a child.</summary>
    public static IStrategyChild Begin(IActorContext context, StrategyJob job, Func<Action<ISearchStrategy>, Proposer> open) =>
        new Child(context, context.ActorOf(Props.Create(() => new StrategyActor(job, open))));

    protected override void PostStop()
    {
        _thread.Abandon();
        // Whoever waits for an answer of its actor waits no more.
        _hosted?.Ended(null);
    }

    /// <summary>An actor that failed has lost what it observed.</summary>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(cause =>
        {
            _hosted?.Ended(cause);
            return Directive.Stop;
        });

    private void OnStart(Start start)
    {
        _hosted = start.Strategy;
        Sender.Tell(Context.Watch(Context.ActorOf(start.Props)));
    }

    private void OnTold(StrategyMessage message)
    {
        if (message is StrategyMessage.Ask ask)
            _asked.Enqueue(ask.Index);
        if (_fault is not null)
        {
            AnswerFault();
            return;
        }
        _told++;
        _thread.Give(message);
        if (!Timers.IsTimerActive(nameof(IsItStuck)))
            Doubt();
    }

    private void OnAnswered(IReadOnlyList<StrategyAnswer> answers)
    {
        if (_fault is not null)
            return;
        foreach (var answer in answers)
        {
            if (answer.Content is not (StrategySaved or StrategyWaits))
                _asked.Dequeue();
            Context.Parent.Tell(new Answer(answer));
        }
    }

    private void OnDoubt(long servedBefore)
    {
        var served = _thread.Served;
        if (served == _told)
            return;
        if (served > servedBefore)
        {
            Doubt();
            return;
        }
        _thread.Abandon();
        _fault = _job.NoAnswer(_asked.TryPeek(out var proposal) ? proposal : null);
        AnswerFault();
    }

    private void Doubt() => Timers.StartSingleTimer(nameof(IsItStuck), new IsItStuck(_thread.Served), _job.Patience);

    private void AnswerFault()
    {
        while (_asked.TryDequeue(out var proposal))
            Context.Parent.Tell(new Answer(new StrategyAnswer(_job.Phase, proposal, _fault!)));
    }

    private sealed class Child(IActorContext context, IActorRef actor) : IStrategyChild
    {
        public void Tell(StrategyMessage message) => actor.Tell(new Told(message));

        public void Stop() => context.Stop(actor);
    }
}
