using Actors.Search.Planning;
using Akka.Actor;

namespace Actors.Search.Proposing;

/// <summary>Asks somebody else's code for a phase's plan, on a thread of its own, tells the parent, and ends. A thread that never comes back ends with the process.</summary>
internal sealed class PlanningActor : ReceiveActor, IWithTimers
{
    public sealed record Answer(PhaseStart.Thought Thought, PhaseStart Start) : INoSerializationVerificationNeeded;

    public PlanningActor(PhaseStart.Thought thought)
    {
        var self = Self;
        new Thread(() => self.Tell(new Answer(thought, thought.Ask()))) { IsBackground = true, Name = "plan of a phase" }.Start();
        Timers.StartSingleTimer(nameof(thought.Late), new Answer(thought, thought.Late), thought.Patience);
        Receive<Answer>(answer =>
        {
            Context.Parent.Tell(answer);
            Context.Stop(Self);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(PhaseStart.Thought thought) => Akka.Actor.Props.Create(() => new PlanningActor(thought));
}
