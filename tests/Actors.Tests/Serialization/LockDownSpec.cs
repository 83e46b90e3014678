using System.Runtime.Serialization;
using System.Text;
using Actors.Dispatch;
using Actors.Search;
using Actors.Serialization;
using Akka.Actor;
using Akka.Configuration;

namespace Actors.Tests.Serialization;

/// <summary>What an actor system with our configuration reads and writes, asked of its serialization as the transport and the journal ask.</summary>
public sealed class LockDownSpec : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create(
        "lock-down", WireSerialization.Config.WithFallback(ConfigurationFactory.ParseString("akka.loglevel = WARNING")));

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Our_messages_go_through_the_wire_serializer_under_their_manifest()
    {
        var serializer = (WireSerializer)_system.Serialization.FindSerializerFor(new Suspend("s"));

        Assert.Equal("suspend/1", serializer.Manifest(new Suspend("s")));
        Assert.Equal(new Suspend("s"), _system.Serialization.Deserialize(serializer.ToBinary(new Suspend("s")), WireSerializer.Id, "suspend/1"));
    }

    [Fact]
    public void A_json_payload_that_names_a_type_is_refused()
    {
        var payload = Encoding.UTF8.GetBytes("{\"$type\":\"System.IO.FileInfo, System.Private.CoreLib\",\"OriginalPath\":\"/tmp/x\"}");

        Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize(payload, 1, "System.IO.FileInfo, System.Private.CoreLib"));
    }

    [Fact]
    public void A_manifest_of_no_message_of_ours_is_refused() => Assert.Throws<SerializationException>(
        () => _system.Serialization.Deserialize([8, 1], WireSerializer.Id, "System.Diagnostics.Process, System.Diagnostics.Process"));

    [Fact]
    public void A_type_without_a_serializer_is_not_sent()
    {
        Assert.Throws<SerializationException>(() => _system.Serialization.FindSerializerFor(new Uri("http://localhost/")));
        Assert.Throws<SerializationException>(() => _system.Serialization.FindSerializerFor(DeviceTaskKind.Train));
    }
}
