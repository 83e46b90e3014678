using System.Collections.Immutable;
using System.Runtime.Serialization;
using Actors.Archive;
using Actors.Persistence;
using Actors.Search.State.Events;
using Actors.Serialization;
using Actors.Tests.Serialization;

namespace Actors.Tests.Persistence;

/// <summary>The chain of the events of a small search, and of the same as a bad disk or a careless hand leaves them.</summary>
public sealed class EventChainTests
{
    private const string Id = "search-small";

    private static ImmutableArray<ISearchEvent> Events { get; } = [.. SqliteSearch.Undisturbed.Journal];

    private static ImmutableArray<Sealed> Chain { get; } = [.. Sealed(Id, Events)];

    [Fact]
    public void What_was_written_is_read()
    {
        var chain = new EventChain(Id, new JournalPoint(Chain.Length, Chain[^1].Seal));
        Assert.Equal(Events.Select(WireTypes.Write), Chain.Select((stored, index) => WireTypes.Write(chain.Read(index + 1, stored))));
        Assert.Null(chain.ProblemAtEnd());
        Assert.Equal((Chain.Length, 0), (chain.Last, chain.Unsealed));
    }

    /// <summary>One bit of every byte, and every bit of an event with a score: it is refused, or it says what it said.</summary>
    [Fact]
    public void A_bit_that_is_turned_anywhere_in_an_event_is_found()
    {
        var scored = Events.IndexOf(Events.OfType<EvaluationRecorded>().First());
        var refused = 0;
        for (var index = 0; index < Chain.Length; index++)
        {
            var bytes = WireTypes.Write(Chain[index]);
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                if (index != scored && bit % 8 != (bit / 8 * 5 + index) % 8)
                    continue;
                var turned = bytes.ToArray();
                turned[bit / 8] ^= (byte)(1 << (bit % 8));
                if (Read(index, turned) is not { } read)
                    refused++;
                else
                    Assert.Equal(WireTypes.Write(Events[index]), WireTypes.Write(read));
            }
        }
        Assert.True(refused > 10_000, $"{refused} refused");
    }

    [Fact]
    public void Nothing_but_a_sentence_comes_of_bytes_that_were_cut_doubled_or_mixed()
    {
        var random = new Random(12);
        for (var round = 0; round < 5000; round++)
        {
            var index = random.Next(Chain.Length);
            var bytes = Mutated(WireTypes.Write(Chain[index]), random);
            if (Read(index, bytes) is { } read)
                Assert.Equal(WireTypes.Write(Events[index]), WireTypes.Write(read));
        }
    }

    [Fact]
    public void An_event_that_is_taken_out_repeated_moved_or_of_another_search_is_found()
    {
        for (var index = 1; index < Chain.Length - 1; index++)
        {
            Assert.Equal($"Event {index + 1} is missing.", After(index).Follow(index + 2, Chain[index + 1]));
            // Somebody closed the gap.
            Assert.Equal(
                $"Event {index + 1} is damaged: its checksum is not that of what is there.",
                After(index).Follow(index + 1, Chain[index + 1])
            );
            Assert.Equal($"Event {index} comes after event {index}.", After(index).Follow(index, Chain[index - 1]));
        }
        Assert.NotNull(new EventChain("search-smalm").Follow(1, Chain[0]));
        Assert.Null(new EventChain(Id).Follow(1, Chain[0]));
    }

    /// <summary>Whichever part of it is wrong; the one behind it has done nothing.</summary>
    [Fact]
    public void Only_the_event_that_is_damaged_is_named()
    {
        var content = Chain[4].Content.ToArray();
        content[^1] ^= 1;
        foreach (
            var damaged in (Sealed[])
                [
                    Chain[4] with
                    {
                        Content = content,
                    },
                    Chain[4] with
                    {
                        Seal = [.. Chain[4].Seal.Reverse()],
                    },
                    Chain[4] with
                    {
                        Manifest = "search-completed/1",
                    },
                ]
        )
        {
            var chain = new EventChain(Id);
            var problems = Chain.SetItem(4, damaged).Select((stored, index) => chain.Follow(index + 1, stored)).OfType<string>();
            Assert.Equal(["Event 5 is damaged: its checksum is not that of what is there."], problems);
        }
    }

    [Fact]
    public void Events_from_before_there_were_checksums_come_first_or_not_at_all()
    {
        var chain = new EventChain(Id);
        for (var number = 1; number <= 5; number++)
            Assert.Null(chain.Follow(number, Events[number - 1]));
        var first = chain.Add(Events[5]);
        var next = chain.Add(Events[6]);

        var again = new EventChain(Id);
        for (var number = 1; number <= 5; number++)
            Assert.Same(Events[number - 1], again.Read(number, Events[number - 1]));
        again.Read(6, first);
        again.Read(7, next);
        Assert.Equal(5, again.Unsealed);
        Assert.Equal("Event 8 has no checksum, and events before it have.", again.Follow(8, Events[7]));
    }

    [Fact]
    public void An_end_that_is_missing_is_found_where_it_is_known()
    {
        var known = new JournalPoint(Chain.Length, Chain[^1].Seal);
        Assert.Equal(
            $"Events {Chain.Length - 1} to {Chain.Length} are missing: event {Chain.Length - 2} is the last that is there, and event {Chain.Length} had been written.",
            After(Chain.Length - 2, known).ProblemAtEnd()
        );
        Assert.Equal("Event 1 is missing: none is there, and event 1 had been written.", new EventChain(Id).ProblemAtEnd(highest: 1));
        Assert.Null(After(Chain.Length - 2).ProblemAtEnd());
        // The same number, and another event: the end of another copy.
        Assert.StartsWith(
            $"Event {Chain.Length} is another one",
            After(Chain.Length - 1, known with { Seal = Chain[0].Seal }).Follow(Chain.Length, Chain[^1]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_snapshot_is_known_by_its_checksum_and_by_the_event_that_it_follows()
    {
        var (chain, content) = (new EventChain(Id), GoldenTests.Snapshots("0.4.0").First().ReadSnapshot());
        var follows = new JournalPoint(7, Chain[6].Seal);
        var snapshot = chain.AddSnapshot(content, follows);
        Assert.Equal(follows.Seal, chain.Followed(7, snapshot)!.Seal);
        Assert.Null(chain.Followed(8, snapshot));
        Assert.Null(chain.Followed(7, content));
        Assert.Null(new EventChain("search-other").Followed(7, snapshot));
        var bytes = WireTypes.Write(snapshot);
        for (var index = 0; index < bytes.Length; index += 3)
        {
            var turned = bytes.ToArray();
            turned[index] ^= (byte)(1 << (index % 8));
            if (Try(() => WireTypes.Read("sealed/1", turned)) is { } stored && chain.Followed(7, stored) is not null)
                Assert.Equal(WireTypes.Write(content), WireTypes.Write(EventChain.Content(stored)));
        }
    }

    private static IEnumerable<Sealed> Sealed(string id, IEnumerable<ISearchEvent> events)
    {
        var chain = new EventChain(id);
        return events.Select(chain.Add);
    }

    private static EventChain After(int count, params JournalPoint[] known)
    {
        var chain = new EventChain(Id, known);
        if (count > 0)
            chain.Restore(new JournalPoint(count, Chain[count - 1].Seal));
        return chain;
    }

    /// <summary>The event that the bytes are read as; null: refused.</summary>
    private static object? Read(int index, byte[] bytes) =>
        Try(() => After(index).Read(index + 1, new JournalRow(index + 1, "sealed/1", WireSerializer.Id, bytes).Stored()));

    private static object? Try(Func<object> read)
    {
        try
        {
            return read();
        }
        catch (SerializationException)
        {
            return null;
        }
    }

    private static byte[] Mutated(byte[] bytes, Random random)
    {
        var (from, to) = (random.Next(bytes.Length), random.Next(bytes.Length));
        return random.Next(5) switch
        {
            0 => bytes[..from],
            1 => [.. bytes[..from], .. bytes[to..]],
            2 => [.. bytes, .. bytes[from..]],
            3 => [.. bytes[..from], .. new byte[] { 0xff, 0xff, 0xff, 0xff, 0x0f }, .. bytes[from..]],
            _ => [.. bytes.Select(one => random.Next(20) == 0 ? (byte)random.Next(256) : one)],
        };
    }
}
