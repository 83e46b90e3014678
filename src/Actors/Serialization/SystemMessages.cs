using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;

namespace Actors.Serialization;

/// <summary>
/// The words by which actors watch actors of other nodes. Only those of others are watched and mourned so: a stranger who said that one of
/// ours had ended, or had one of ours watch one of his and ended that, would end ours.
/// </summary>
public sealed class SystemMessages(ExtendedActorSystem system, Config settings) : AkkaMessages(system, settings)
{
    protected override string? FaultOf(object message) =>
        message switch
        {
            Watch { Watcher: var watcher } when IsOurs(watcher) => "Nobody else says whom our actors watch.",
            Unwatch { Watcher: var watcher } when IsOurs(watcher) => "Nobody else says whom our actors no longer watch.",
            DeathWatchNotification { Actor: var actor } when IsOurs(actor) => "Nobody else says that our actors have ended.",
            _ => null,
        };

    private static bool IsOurs(IActorRef? actor) => actor is not IActorRefScope { IsLocal: false };
}
