using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Actors.Serialization;

/// <summary>
/// Stands in for Akka's JSON serializer, which creates whatever type a payload names: whoever can reach the port could run code by it.
/// </summary>
public sealed class RejectJson : Serializer
{
    public RejectJson(ExtendedActorSystem system) : base(system)
    {
    }

    public RejectJson(ExtendedActorSystem system, Config _) : base(system)
    {
    }

    public override int Identifier => 1;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) =>
        throw new SerializationException($"{obj?.GetType()} has no serializer: mark it IWireMessage and give it a manifest.");

    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("JSON payloads are refused.");
}
