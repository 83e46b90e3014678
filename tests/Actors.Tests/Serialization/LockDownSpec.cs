using System.Runtime.Serialization;
using System.Text;
using Actors.Dispatch;
using Actors.Search;
using Actors.Serialization;
using Akka.Actor;
using Akka.Configuration;

namespace Actors.Tests.Serialization;

/// <summary>
/// The types that an actor system with our configuration reads and writes, asked of its serialization as the transport and the journal ask.
/// </summary>
[Trait("Kind", "Actor")]
public sealed class LockDownSpec : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create(
        "lock-down",
        WireSerialization.Config.WithFallback(ConfigurationFactory.ParseString("akka.loglevel = WARNING"))
    );

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Our_messages_go_through_the_wire_serializer_under_their_manifest()
    {
        var serializer = (WireSerializer)_system.Serialization.FindSerializerFor(new Suspend("s"));

        Assert.Equal("suspend/1", serializer.Manifest(new Suspend("s")));
        Assert.Equal(
            new Suspend("s"),
            _system.Serialization.Deserialize(serializer.ToBinary(new Suspend("s")), WireSerializer.Id, "suspend/1")
        );
    }

    [Fact]
    public void A_json_payload_that_names_a_type_is_refused()
    {
        var payload = Encoding.UTF8.GetBytes("{\"$type\":\"System.IO.FileInfo, System.Private.CoreLib\",\"OriginalPath\":\"/tmp/x\"}");

        Assert.Throws<SerializationException>(() =>
            _system.Serialization.Deserialize(payload, 1, "System.IO.FileInfo, System.Private.CoreLib")
        );
    }

    [Fact]
    public void A_manifest_of_no_message_of_ours_is_refused() =>
        Assert.Throws<SerializationException>(() =>
            _system.Serialization.Deserialize([8, 1], WireSerializer.Id, "System.Diagnostics.Process, System.Diagnostics.Process")
        );

    /// <summary>
    /// JSON, protobuf of any type, remote deployment, bytes, persistence, publish-subscribe, cluster clients, streams, reliable delivery.
    /// </summary>
    [
        Theory,
        InlineData(1),
        InlineData(2),
        InlineData(3),
        InlineData(4),
        InlineData(7),
        InlineData(8),
        InlineData(9),
        InlineData(15),
        InlineData(30),
        InlineData(36)
    ]
    public void Nothing_is_read_under_the_number_of_a_serializer_that_nodes_do_not_use(int id) =>
        Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize([], id, ""));

    [Theory]
    [
        InlineData(16, "PP"),
        InlineData(16, "K"),
        InlineData(16, "IR"),
        InlineData(16, "STF"),
        InlineData(16, "STS"),
        InlineData(16, "RS"),
        InlineData(16, "CF"),
        InlineData(16, "RORRC")
    ]
    [
        InlineData(22, "Akka.Dispatch.SysMsg.Terminate, Akka"),
        InlineData(22, "Akka.Dispatch.SysMsg.Create, Akka"),
        InlineData(22, "System.IO.FileInfo, System.Private.CoreLib")
    ]
    [
        InlineData(5, "Akka.Cluster.ClusterUserAction+Down, Akka.Cluster"),
        InlineData(5, "Akka.Cluster.Routing.ClusterRouterPool, Akka.Cluster")
    ]
    [InlineData(11, "C"), InlineData(11, "H"), InlineData(12, "A")]
    public void Of_Akka_s_messages_those_are_refused_that_nodes_do_not_say_to_each_other(int id, string manifest) =>
        Assert.StartsWith(
            $"Nodes do not say '{manifest}'",
            Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize([], id, manifest)).Message,
            StringComparison.Ordinal
        );

    /// <summary>Each level takes a little stack: without a limit, the process ends.</summary>
    [Fact]
    public void Messages_within_messages_are_read_a_few_levels_deep()
    {
        Assert.IsType<Identify>(_system.Serialization.Deserialize(Nested(5), 16, "ID"));
        Assert.Contains(
            "too deep",
            Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize(Nested(2000), 16, "ID")).Message,
            StringComparison.Ordinal
        );

        static byte[] Nested(int levels)
        {
            byte[] bytes = [];
            for (var level = 1; level < levels; level++)
            {
                using var stream = new MemoryStream();
                ProtoBuf.Serializer.Serialize(
                    stream,
                    new IdentifyProto
                    {
                        Payload = new PayloadProto
                        {
                            Message = bytes,
                            Serializer = 16,
                            Manifest = "ID"u8.ToArray(),
                        },
                    }
                );
                bytes = stream.ToArray();
            }
            return bytes;
        }
    }

    /// <summary>A message in Akka's form.</summary>
    [ProtoBuf.ProtoContract]
    public sealed class IdentifyProto
    {
        [ProtoBuf.ProtoMember(1)]
        public PayloadProto? Payload { get; set; }
    }

    /// <summary>A message in Akka's form.</summary>
    [ProtoBuf.ProtoContract]
    public sealed class PayloadProto
    {
        [ProtoBuf.ProtoMember(1)]
        public byte[] Message { get; set; } = [];

        [ProtoBuf.ProtoMember(2)]
        public int Serializer { get; set; }

        [ProtoBuf.ProtoMember(3)]
        public byte[] Manifest { get; set; } = [];
    }

    [Fact]
    public void A_type_without_a_serializer_is_not_sent()
    {
        Assert.Throws<SerializationException>(() => _system.Serialization.FindSerializerFor(new Uri("http://localhost/")));
        Assert.Throws<SerializationException>(() => _system.Serialization.FindSerializerFor(DeviceTaskKind.Train));
    }
}
