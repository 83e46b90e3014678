using System.Runtime.Serialization;
using Actors.Checkpoints;
using Actors.Clusters;
using Actors.Dispatch;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State.Events;
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
        var types = typeof(IWireMessage)
            .Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IWireMessage).IsAssignableFrom(type))
            .ToList();

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

    /// <summary>Seeded. Half of them are a message of ours with a few bytes changed, the others are noise.</summary>
    [Theory, MemberData(nameof(Manifests))]
    public void Hostile_bytes_are_refused_or_read_and_take_no_memory_to_speak_of(string manifest)
    {
        var random = new Random(1);
        var sample = WireTypes.Write(Samples.Full(WireTypes.All[manifest]));
        for (var i = 0; i < 300; i++)
        {
            var bytes = i % 2 == 0 && sample.Length > 0 ? Mutated(sample, random) : Noise(random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                _ = WireRules.FaultOf(WireTypes.Read(manifest, bytes));
            }
            catch (SerializationException refused)
            {
                Assert.Contains(manifest, refused.Message, StringComparison.Ordinal);
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
    }

    [
        Theory,
        InlineData("blob-part/1", 0x1A),
        InlineData("local-search/1", 0x0A),
        InlineData("phase-started/1", 0x12),
        InlineData("cancel-search/1", 0x0A)
    ]
    public void An_array_that_claims_to_be_gigabytes_long_takes_none(string manifest, byte tag) =>
        Refuses(manifest, [tag, 0xFF, 0xFF, 0xFF, 0xFF, 0x03, 1]);

    /// <summary>An entry of its measures is a message of its own.</summary>
    [Fact]
    public void Nor_does_the_key_of_a_map() => Refuses("training-finished/1", [0x22, 7, 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x03, 1]);

    private static void Refuses(string manifest, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SerializationException>(() => WireTypes.Read(manifest, bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    /// <summary>A collection has as many and as small elements as fit a frame.</summary>
    [Fact]
    public void A_collection_that_fills_a_frame_is_read_within_the_memory_there_is_and_refused()
    {
        const int Frame = 4 << 20;
        var (scores, measures) = (new MemoryStream(), new MemoryStream());
        for (var i = 0; i < Frame / 2; i++)
            scores.Write([0x1A, 0]);
        // Keys of four letters, each a few times.
        for (var i = 0; i < Frame / 8; i++)
            measures.Write([0x22, 6, 0x0A, 4, Letter(i), Letter(i >> 4), Letter(i >> 8), Letter(i >> 12)]);
        foreach (var (manifest, repeated) in new[] { ("evaluation-finished/2", scores), ("training-finished/1", measures) })
        {
            byte[] bytes = [.. WireTypes.Write(Samples.Full(WireTypes.All[manifest])), .. repeated.ToArray()];
            var before = GC.GetAllocatedBytesForCurrentThread();
            var message = WireTypes.Read(manifest, bytes);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 30);
            if (message is not EvaluationFinished many)
                continue;
            Assert.True(many.Scores.Length > Frame / 2);
            Assert.Equal("Scores has more than 100000 elements", WireRules.FaultOf(many with { SearchId = "s" }));
        }

        static byte Letter(int number) => (byte)('a' + (number & 15));
    }

    [Fact]
    public void Every_member_of_a_message_says_what_it_must_be()
    {
        var messages = WireTypes
            .All.Values.Where(type => typeof(IWireMessage).IsAssignableFrom(type) && !typeof(IJournaled).IsAssignableFrom(type))
            .ToList();
        var inside = messages.SelectMany(type =>
            type.GetProperties().SelectMany(property => property.PropertyType.GenericTypeArguments.Append(property.PropertyType))
        );
        var all = messages.Concat(inside.Where(type => type.IsDefined(typeof(ProtoContractAttribute), inherit: false))).Distinct();

        Assert.Empty(
            all.SelectMany(type =>
                WireRules
                    .Of(type)
                    .Where(member => member.Rules.IsEmpty && !SpeaksForItself(member.Property.PropertyType))
                    .Select(member => $"{type.Name}.{member.Name}")
            )
        );

        static bool SpeaksForItself(Type type) =>
            type == typeof(bool)
            || type.IsDefined(typeof(ProtoContractAttribute), inherit: false)
            || type.GenericTypeArguments is [var element] && element.IsDefined(typeof(ProtoContractAttribute), inherit: false);
    }

    public static TheoryData<IWireMessage, string?> Said =>
        new()
        {
            { new DeviceHere("host:1-a:0", "cpu", new Lease("s", "search/0@0", 7), "node", "node/0.0"), null },
            { new DeviceHere("host:1\u001b[2J", "cpu", null), "Device is no name" },
            { new DeviceHere(new string('x', 300), "cpu", null), "Device is no name" },
            { new DeviceHere("host:1-a:0", "cpu", new Lease("../s", "t", 7)), "Held: SearchId is no name of a search" },
            { new DeviceHere("host:1-a:0", "cpu", new Lease("s", "t", -1)), "Held: Token is below zero" },
            { new CheckpointStored("s", "supernet/0", 10, new string('a', 64)), null },
            { new CheckpointStored("s", "supernet/0", 10, "../../etc/passwd"), "Blob is no name of a blob" },
            { new CheckpointStored("s", "supernet/0", -10, new string('a', 64)), "Step is below zero" },
            { new SampleStored("s", "samples/0", 0, 1, new string('A', 64)), "Blob is no name of a blob" },
            { new CollectBlobs("s", [new string('a', 64), "x"]), "Referenced is no name of a blob" },
            { new ReadBlob("s", new string('a', 64), -1), "Offset is below zero" },
            // That a score is no number is a result: the candidate's failure.
            { new EvaluationFinished("s", "search/0@0", [new CandidateScore(double.NaN, null)], "d", 1), null },
            { new EvaluationFinished("s", "search/0@0", [], "d", double.NaN), "Seconds is below zero, or no number" },
            { new EvaluationFinished("s", "search/0@0", [], "d", double.PositiveInfinity), "Seconds is below zero, or no number" },
            {
                new EvaluationFinished("s", "search/0@0", [.. Enumerable.Repeat(new CandidateScore(1, 1), 100_001)], "d", 1),
                "Scores has more than 100000 elements"
            },
            { new TaskFailed("s", "search/0@0", (TaskFailure)99, "no", "d", 1), "Failure is nothing that this version knows" },
            { new OrderNode("node", (NodeCommand)99), "Command is nothing that this version knows" },
            { new Suspend("no name of a search, which the gate says in a sentence"), null },
            { new SubmitTask("s", null!), "Task is missing" },
            { new LeaseEnded(null!, new Lease("s", "t", 1), true), "Device is missing" },
        };

    [Theory, MemberData(nameof(Said))]
    public void A_message_is_what_its_members_must_be_or_is_refused_with_the_member_s_name(IWireMessage message, string? fault)
    {
        var serializer = new WireSerializer(null!);
        var (manifest, bytes) = (serializer.Manifest(message), serializer.ToBinary(message));
        if (fault is null)
            Assert.Equal(Samples.Text(message), Samples.Text(serializer.FromBinary(bytes, manifest)));
        else
            Assert.StartsWith(
                $"No valid '{manifest}': {fault}",
                Assert.Throws<SerializationException>(() => serializer.FromBinary(bytes, manifest)).Message,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void What_a_journal_has_is_read_as_it_was_written()
    {
        var serializer = new WireSerializer(null!);
        var odd = new CheckpointRecorded(1, "supernet/0", -10, "not a blob");

        Assert.Equal(odd, serializer.FromBinary(serializer.ToBinary(odd), serializer.Manifest(odd)));
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 64)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Changed, put in, taken out or repeated; lengths of gigabytes among them.</summary>
    private static byte[] Mutated(byte[] sample, Random random)
    {
        List<byte> bytes = [.. sample];
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(1, bytes.Count - at + 1));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes[at..random.Next(at, bytes.Count)]);
                    break;
                default:
                    bytes.InsertRange(at, [0xFF, 0xFF, 0xFF, 0xFF, (byte)random.Next(16)]);
                    break;
            }
        }
        return [.. bytes];
    }
}
