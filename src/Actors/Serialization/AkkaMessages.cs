using System.Collections.Frozen;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Actors.Serialization;

/// <summary>
/// One of Akka's own serializers, narrowed to what nodes say to each other: see <see cref="WireSerialization"/>, which names it, its number
/// and the manifests that it is left with. Its bytes are Akka's.
/// </summary>
public class AkkaMessages(ExtendedActorSystem system, Config settings) : SerializerWithStringManifest(system)
{
    /// <summary>Messages hold messages: two or three deep in earnest. Thousands would overflow the stack, and end the process.</summary>
    private const int Deepest = 8;

    [ThreadStatic]
    private static int _depth;

    /// <summary>
    /// Made when it is first needed: a node without the part of Akka that it belongs to has not its configuration either.
    /// </summary>
    private readonly Lazy<Serializer> _akka = new(() =>
        Make(Type.GetType(settings.GetString("of"), throwOnError: true)!, system, settings)
    );

    /// <summary>The manifests that are left; null: all.</summary>
    private readonly FrozenSet<string>? _only = settings.HasPath("only")
        ? settings.GetStringList("only").ToFrozenSet(StringComparer.Ordinal)
        : null;

    public sealed override int Identifier { get; } = settings.GetInt("id");

    public sealed override string Manifest(object o) => Allowed(Akka.Serialization.Serialization.ManifestFor(_akka.Value, o));

    public sealed override byte[] ToBinary(object obj)
    {
        _ = Manifest(obj);
        return _akka.Value.ToBinary(obj);
    }

    /// <exception cref="SerializationException">
    /// The message is not one of the module's, or one that nodes do not say to each other.
    /// </exception>
    public sealed override object FromBinary(byte[] bytes, string? manifest)
    {
        Allowed(manifest ?? "");
        if (_depth >= Deepest)
            throw new SerializationException("Messages within messages, too deep.");
        _depth++;
        try
        {
            var message = _akka.Value is SerializerWithStringManifest akka
                ? akka.FromBinary(bytes, manifest)
                : _akka.Value.FromBinary(bytes, string.IsNullOrEmpty(manifest) ? null : Type.GetType(manifest, throwOnError: true));
            return FaultOf(message) is { } fault ? throw new SerializationException(fault) : message;
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Why the message is not taken; null: it is.</summary>
    protected virtual string? FaultOf(object message) => null;

    private static Serializer Make(Type type, ExtendedActorSystem system, Config settings) =>
        (Serializer)(
            type.GetConstructor([typeof(ExtendedActorSystem), typeof(Config)]) is { } configured
                ? configured.Invoke([system, settings])
                : Activator.CreateInstance(type, system)!
        );

    private string Allowed(string manifest) =>
        _only?.Contains(manifest) is not false
            ? manifest
            : throw new SerializationException($"Nodes do not say '{manifest}' ({settings.GetString("of")}) to each other.");
}
