using System.Runtime.Serialization;
using Actors.Search;
using Actors.Serialization;
using ProtoBuf;

namespace Actors.Tests.Serialization;

public class WireTypesTests
{
    public static TheoryData<string> Manifests => [.. WireTypes.All.Keys.Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Manifests))]
    public void Every_type_round_trips_with_every_member_set(string manifest)
    {
        var message = Samples.Full(WireTypes.All[manifest]);

        Assert.Equal(Samples.Text(message), Samples.Text(WireTypes.Read(WireTypes.ManifestOf(message), WireTypes.Write(message))));
    }

    [Theory, MemberData(nameof(Manifests))]
    public void Every_type_round_trips_with_every_member_empty(string manifest)
    {
        var message = Samples.Empty(WireTypes.All[manifest]);
        var expected = Samples.Text(message);

        Assert.Equal(expected, Samples.Text(WireTypes.Read(WireTypes.ManifestOf(message), WireTypes.Write(message))));
    }

    [Theory, MemberData(nameof(Manifests))]
    public void Truncated_bytes_are_refused_or_read_as_an_older_version_but_never_crash(string manifest)
    {
        var bytes = WireTypes.Write(Samples.Full(WireTypes.All[manifest]));
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                Assert.IsType(WireTypes.All[manifest], WireTypes.Read(manifest, bytes.AsMemory(0, length)));
            }
            catch (SerializationException refused)
            {
                Assert.Contains(manifest, refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_wire_type_has_a_manifest_and_numbered_members()
    {
        var types = typeof(IWireMessage).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }
            && typeof(IWireMessage).IsAssignableFrom(type)).ToList();

        Assert.NotEmpty(types);
        Assert.All(types, type => Assert.Contains(type, WireTypes.All.Values));
        Assert.All(types, type => Assert.True(type.IsDefined(typeof(ProtoContractAttribute), inherit: false), type.Name));
    }

    [Fact]
    public void A_type_outside_the_table_is_neither_written_nor_read()
    {
        Assert.Throws<SerializationException>(() => WireTypes.Write(new Uri("http://localhost/")));
        Assert.Throws<SerializationException>(() => WireTypes.Write(new PhaseView("p", PhaseStatus.Running, 0, 0, "steps", null)));
        Assert.Throws<SerializationException>(() => WireTypes.Read("System.IO.FileInfo", new byte[] { 1, 2, 3 }));
    }

    [Theory, InlineData("start-search/1"), InlineData("submit-task/1"), InlineData("search-progress/1")]
    public void Hostile_bytes_are_refused_without_a_crash(string manifest)
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(1, 64)];
            random.NextBytes(bytes);
            try
            {
                WireTypes.Read(manifest, bytes);
            }
            catch (SerializationException)
            {
                // Refused: what most of them get.
            }
        }
    }
}
