using Actors.Checkpoints;
using Akka.Actor;

namespace Actors.Devices;

/// <summary>The tools of the actors on a device's thread.</summary>
/// <param name="Device">Its actor, which everything is told.</param>
/// <param name="Checkpoints">The node's checkpoint actor.</param>
internal sealed record DeviceWorkshop(
    string Name,
    IActorRef Device,
    IActorRef Checkpoints,
    IBlobStores Stores,
    RuntimeCache Runtimes,
    TimeProvider Time
);
