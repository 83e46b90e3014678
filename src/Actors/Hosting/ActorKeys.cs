using Actors.Checkpoints;
using Akka.Actor;
using Akka.Hosting;

namespace Actors.Hosting;

// Keys of the actor registry.

/// <summary>The way to the searches: the shard region, or a proxy of it on nodes without searches.</summary>
public sealed class Searches
{
    public const string TypeName = "search";
}

/// <summary>The way to the dispatcher: a proxy of the singleton.</summary>
public sealed class Dispatcher
{
    public const string Name = "dispatcher";
}

/// <summary>The way to the catalogue: a proxy of the singleton.</summary>
public sealed class Catalogue
{
    public const string Name = "catalogue";
}

/// <summary>The way to this node's blobs.</summary>
internal static class Blobs
{
    /// <summary>Other nodes ask it for blobs.</summary>
    public const string ActorName = "checkpoints";

    /// <summary>The checkpoint actor: one a node, whether it has searches, devices or both.</summary>
    public static IActorRef Of(ActorSystem system, IActorRegistry registry, IBlobStores stores, RemoteBlobs? remote = null)
    {
        if (registry.TryGet<CheckpointActor>(out var checkpoints))
            return checkpoints;
        checkpoints = system.ActorOf(CheckpointActor.Props(stores, remote), ActorName);
        registry.Register<CheckpointActor>(checkpoints);
        return checkpoints;
    }
}
