using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Actors.Serialization;

/// <summary>Protobuf with the fixed manifests of <see cref="WireTypes"/>: for the cluster's wire and for journals alike.</summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The serializer's id in journals and on wires: never changed.</summary>
    public const int Id = 7301;

    public override int Identifier => Id;

    public override string Manifest(object o) => WireTypes.ManifestOf(o);

    public override byte[] ToBinary(object obj) => WireTypes.Write(obj);

    /// <exception cref="SerializationException">An unknown manifest, bytes that are no such message, or one that none of us would
    /// send.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var message = WireTypes.Read(manifest, bytes);
        if (message is IJournaled)
            return message;
        return WireRules.FaultOf(message) is { } fault ? throw new SerializationException($"No valid '{manifest}': {fault}.") : message;
    }
}
