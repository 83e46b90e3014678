namespace Actors.Serialization;

/// <summary>
/// The short stable name under which a type travels and is journaled, version included: <c>candidate-proposed/1</c>. Never reused;
/// fields are only ever added. A type with this attribute is a <c>[ProtoContract]</c> and is bound to <see cref="IWireMessage"/>'s
/// serializer.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ManifestAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Marks what may cross a wire or enter a journal; bound to the protobuf serializer.</summary>
public interface IWireMessage;

/// <summary>Marks what enters a journal, and is read as it was written.</summary>
public interface IJournaled : IWireMessage;
