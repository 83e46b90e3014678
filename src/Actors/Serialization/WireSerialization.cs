using Akka.Configuration;

namespace Actors.Serialization;

/// <summary>
/// Configuration that every actor system of ours starts with: explicit serializers only, ours and those of Akka's without which nodes
/// could not be a cluster. Nothing that is read names a type to be created, starts an actor, or ends one. (Akka's untrusted-mode does less:
/// it lets Kill through, and shuts the doors by which nodes join.)
/// </summary>
public static class WireSerialization
{
    public static Config Config { get; } =
        ConfigurationFactory.ParseString(
            """
            akka.actor {
              # Outbound: a type without a binding is an error at the sender.
              serialization-settings.allow-unregistered-types = false
              serialization-bindings {
                "Actors.Serialization.IWireMessage, Actors" = wire
              }
              serializers {
                wire = "Actors.Serialization.WireSerializer, Actors"

                # Any type that a payload names; an actor of any type; and what nobody here sends.
                json = "Actors.Serialization.Refused, Actors"
                bytes = "Actors.Serialization.Refused, Actors"
                proto = "Actors.Serialization.Refused, Actors"
                daemon-create = "Actors.Serialization.Refused, Actors"
                reliable-delivery = "Actors.Serialization.Refused, Actors"
                akka-pubsub = "Actors.Serialization.Refused, Actors"
                akka-cluster-client = "Actors.Serialization.Refused, Actors"
                akka-persistence-message = "Actors.Serialization.Refused, Actors"
                akka-persistence-snapshot = "Actors.Serialization.Refused, Actors"
                akka-stream-ref = "Actors.Serialization.Refused, Actors"

                primitive = "Actors.Serialization.AkkaMessages, Actors"
                akka-containers = "Actors.Serialization.AkkaMessages, Actors"
                akka-misc = "Actors.Serialization.AkkaMessages, Actors"
                akka-system-msg = "Actors.Serialization.SystemMessages, Actors"
                akka-cluster = "Actors.Serialization.AkkaMessages, Actors"
                akka-singleton = "Actors.Serialization.AkkaMessages, Actors"
                akka-sharding = "Actors.Serialization.AkkaMessages, Actors"
                akka-replicated-data = "Actors.Serialization.AkkaMessages, Actors"
                akka-data-replication = "Actors.Serialization.AkkaMessages, Actors"
              }
              serialization-settings {
                primitive { id = 17, of = "Akka.Remote.Serialization.PrimitiveSerializers, Akka.Remote" }
                akka-containers { id = 6, of = "Akka.Remote.Serialization.MessageContainerSerializer, Akka.Remote" }
                # Who are you, and are you there. Not: PoisonPill, Kill, restarts, failures (whose exception is named by its type), and all of
                # which actors are made elsewhere (configurations, scopes, routers).
                akka-misc {
                  id = 16, of = "Akka.Remote.Serialization.MiscMessageSerializer, Akka.Remote"
                  only = [ID, AID, RWHB, RWHR]
                }
                # Not: Terminate, Suspend, Resume, Create, Recreate, Supervise, Failed. Those are for an actor's own parent.
                akka-system-msg {
                  id = 22, of = "Akka.Remote.Serialization.SystemMessageSerializer, Akka.Remote"
                  only = ["Akka.Dispatch.SysMsg.Watch, Akka", "Akka.Dispatch.SysMsg.Unwatch, Akka", "Akka.Dispatch.SysMsg.DeathWatchNotification, Akka"]
                }
                # Not: Leave and Down, which a node says to itself, and routers.
                akka-cluster {
                  id = 5, of = "Akka.Cluster.Serialization.ClusterMessageSerializer, Akka.Cluster"
                  only = [
                    HB, HBR
                    "Akka.Cluster.ClusterHeartbeatSender+Heartbeat, Akka.Cluster", "Akka.Cluster.ClusterHeartbeatSender+HeartbeatRsp, Akka.Cluster"
                    "Akka.Cluster.InternalClusterAction+InitJoin, Akka.Cluster", "Akka.Cluster.InternalClusterAction+InitJoinAck, Akka.Cluster"
                    "Akka.Cluster.InternalClusterAction+InitJoinNack, Akka.Cluster", "Akka.Cluster.InternalClusterAction+Join, Akka.Cluster"
                    "Akka.Cluster.InternalClusterAction+Welcome, Akka.Cluster", "Akka.Cluster.InternalClusterAction+ExitingConfirmed, Akka.Cluster"
                    "Akka.Cluster.GossipStatus, Akka.Cluster", "Akka.Cluster.GossipEnvelope, Akka.Cluster"
                  ]
                }
                akka-singleton { id = 14, of = "Akka.Cluster.Tools.Singleton.Serialization.ClusterSingletonMessageSerializer, Akka.Cluster.Tools" }
                akka-sharding { id = 13, of = "Akka.Cluster.Sharding.Serialization.ClusterShardingMessageSerializer, Akka.Cluster.Sharding" }
                # Where shards are: registers (other kinds of data are packed, and unpack to any size), and what replicators say to each other.
                akka-replicated-data {
                  id = 11, of = "Akka.DistributedData.Serialization.ReplicatedDataSerializer, Akka.DistributedData"
                  only = [A, E, e, L]
                }
                akka-data-replication {
                  id = 12, of = "Akka.DistributedData.Serialization.ReplicatorMessageSerializer, Akka.DistributedData"
                  only = [H, I, J, K, L, M, N, O, Q, R]
                }
              }
            }
            """
        );
}
