using System.Collections.Concurrent;
using Actors.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Actors.Tests.Serialization;

/// <summary>
/// Lets every message of a test pass through its serializer under our lock-down. The test kit's own messages, which have none, are passed
/// by hand; a message of ours without a manifest still fails the test.
/// </summary>
public sealed class TestKitMessages(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly ConcurrentDictionary<string, object> InFlight = new();

    public static Config SerializeMessages { get; } =
        ConfigurationFactory
            .ParseString(
                """
                akka.actor {
                  serialize-messages = on
                  # A binding of Object is ignored otherwise; the serializer below is as strict.
                  serialization-settings.allow-unregistered-types = true
                  serializers.test-kit = "Actors.Tests.Serialization.TestKitMessages, Actors.Tests"
                  serialization-bindings { "System.Object" = test-kit }
                }
                """
            )
            .WithFallback(WireSerialization.Config);

    public override int Identifier => 7399;

    public override string Manifest(object o)
    {
        if (o.GetType().Namespace?.StartsWith("Akka", StringComparison.Ordinal) != true)
        {
            throw new InvalidOperationException($"{o.GetType()} has no serializer.");
        }
        var ticket = Guid.NewGuid().ToString();
        InFlight[ticket] = o;
        return ticket;
    }

    public override byte[] ToBinary(object obj) => [];

    public override object FromBinary(byte[] bytes, string manifest) =>
        InFlight.TryRemove(manifest, out var message) ? message : throw new InvalidOperationException("Not in flight.");
}
