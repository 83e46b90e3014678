using Akka.Actor;
using Akka.Serialization;

namespace Actors.Serialization;

/// <summary>Protobuf with the fixed manifests of <see cref="WireTypes"/>: for the cluster's wire and for journals alike.</summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>In journals and on wires: never changed.</summary>
    public const int Id = 7301;

    public override int Identifier => Id;

    public override string Manifest(object o) => WireTypes.ManifestOf(o);

    public override byte[] ToBinary(object obj) => WireTypes.Write(obj);

    public override object FromBinary(byte[] bytes, string manifest) => WireTypes.Read(manifest, bytes);
}
