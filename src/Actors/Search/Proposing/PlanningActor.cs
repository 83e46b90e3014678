using Actors.Search.Planning;
using Akka.Actor;

namespace Actors.Search.Proposing;

/// <summary>
/// Asks somebody else's code for a phase's plan, on a thread of its own, tells the parent, and ends. A thread that never comes back ends
/// with the process.
/// </summary>
internal sealed class PlanningActor : ReceiveActor, IWithTimers
{
    public sealed record Answer(PhaseStart.AskPlugin Question, PhaseStart Start) : INoSerializationVerificationNeeded;

    public PlanningActor(PhaseStart.AskPlugin question)
    {
        var self = Self;
        new Thread(() => self.Tell(new Answer(question, question.Ask()))) { IsBackground = true, Name = "plan of a phase" }.Start();
        Timers.StartSingleTimer(nameof(question.Late), new Answer(question, question.Late), question.Patience);
        Receive<Answer>(answer =>
        {
            Context.Parent.Tell(answer);
            Context.Stop(Self);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(PhaseStart.AskPlugin question) => Akka.Actor.Props.Create(() => new PlanningActor(question));
}
