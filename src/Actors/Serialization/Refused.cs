using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Actors.Serialization;

/// <summary>
/// Stands in for those of Akka's serializers that nodes have no use for. Some create whatever a payload names, others an actor of any type:
/// whoever can reach the port could run code by them. What comes under their numbers finds no serializer.
/// </summary>
public sealed class Refused : Serializer
{
    public Refused(ExtendedActorSystem system)
        : base(system) { }

    public Refused(ExtendedActorSystem system, Config _)
        : base(system) { }

    /// <summary>An id for nothing that is ever sent.</summary>
    public override int Identifier => 7302;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) =>
        throw new SerializationException(
            $"{obj?.GetType()} may not leave this process: mark what is ours IWireMessage and give it a manifest."
        );

    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("Nothing is read under this number.");
}
