using Akka.Configuration;

namespace Actors.Serialization;

/// <summary>Configuration that every actor system of ours starts with: explicit serializers only.</summary>
public static class WireSerialization
{
    public static Config Config { get; } = ConfigurationFactory.ParseString(
        """
        akka.actor {
          # Outbound: a type without a binding is an error at the sender.
          serialization-settings.allow-unregistered-types = false
          serializers {
            # Inbound: serializer 1, which would create any type a payload names, refuses.
            json = "Actors.Serialization.RejectJson, Actors"
            wire = "Actors.Serialization.WireSerializer, Actors"
          }
          serialization-bindings {
            "Actors.Serialization.IWireMessage, Actors" = wire
          }
        }
        """);
}
