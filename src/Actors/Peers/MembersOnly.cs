using Actors.Serialization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace Actors.Peers;

/// <summary>
/// Has an actor listen, of what comes from other processes, to the members of its cluster alone: devices, searches, dispatcher and the rest
/// speak to each other, and clients speak to a gate. Not a proof of who somebody is, for an address is what its owner says it is: that is
/// TLS's.
/// </summary>
/// <param name="open">Messages that anybody may say.</param>
internal sealed class MembersOnly(IActorContext context, params Type[] open)
{
    private readonly Cluster? _cluster = context.System.HasExtension<Cluster>() ? Cluster.Get(context.System) : null;
    private readonly ILoggingAdapter _log = context.GetLogger();
    private readonly SaidOnce _said = new(TimeProvider.System);
    private (object Members, HashSet<Address> Addresses)? _known;

    /// <summary>Whether the message is none of the actor's business. The log says so, of each kind of message once a minute.</summary>
    public bool Refuses(object message, IActorRef sender)
    {
        if (message is not IWireMessage || _cluster is null || Array.IndexOf(open, message.GetType()) >= 0 || IsMember(sender, _cluster))
            return false;
        var kind = message.GetType().Name;
        if (_said.IsNew(kind))
            _log.Warning("{Message} of {Sender} is not listened to: that is no member of this cluster", kind, sender.Path);
        return true;
    }

    /// <summary>
    /// Whether the sender is in the cluster. A sender that does not name itself appears as the dead letters of this process.
    /// </summary>
    private bool IsMember(IActorRef sender, Cluster cluster)
    {
        if (sender.IsNobody() || sender.Equals(context.System.DeadLetters))
            return false;
        var address = sender.Path.Address;
        if (address.HasLocalScope || address == cluster.SelfAddress)
            return true;
        var members = cluster.State.Members;
        if (_known is not { } known || !ReferenceEquals(known.Members, members))
            _known = known = (members, [.. members.Select(member => member.Address)]);
        return known.Addresses.Contains(address);
    }
}
