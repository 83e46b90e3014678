using System.Collections.Immutable;
using Actors.Archive;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Tests.Serialization;

namespace Actors.Tests.Archive;

/// <summary>The audit of the recorded journal of an older version, and of the same as a bad disk or a careless hand leaves it.</summary>
public sealed class JournalAuditTests
{
    private static ImmutableArray<JournalRow> Recorded { get; } = [.. GoldenTests.Rows("0.1.0")];

    private static ImmutableArray<JournalRow> Newest { get; } = [.. GoldenTests.Rows("0.4.0")];

    private static string Id { get; } = SearchReader.IdOf("small");

    [Fact]
    public void A_whole_journal_has_no_problems()
    {
        var found = JournalAudit.Of(Id, Recorded);
        Assert.Empty(found.Problems);
        Assert.Equal(Recorded.Length, found.Events);
        Assert.Equal(Recorded.Sum(row => row.Bytes.Length), found.Bytes);
        Assert.NotNull(found.Status);
        Assert.NotEmpty(found.Blobs);
    }

    [Fact]
    public void A_journal_without_events_has_none_either() =>
        Assert.Equal((0, null), (JournalAudit.Of(Id, []).Events, JournalAudit.Of(Id, []).Status));

    /// <summary>Each event in turn, but for the last, which nobody misses.</summary>
    [Fact]
    public void Every_missing_event_is_noticed()
    {
        for (var index = 0; index < Recorded.Length - 1; index++)
        {
            Assert.Contains($"Event {index + 1} is missing.", JournalAudit.Of(Id, Recorded.RemoveAt(index)).Problems);
        }
    }

    [Fact]
    public void An_event_that_is_there_twice_or_late_is_noticed()
    {
        Assert.Contains("Event 3 comes after event 3.", JournalAudit.Of(Id, Recorded.Insert(3, Recorded[2])).Problems);
        Assert.Contains(
            "Event 2 comes after event 3.",
            JournalAudit.Of(Id, Recorded.SetItem(1, Recorded[2]).SetItem(2, Recorded[1])).Problems
        );
    }

    [Fact]
    public void Bytes_that_are_no_event_are_named()
    {
        var torn = JournalAudit.Of(Id, Recorded.SetItem(4, Recorded[4] with { Bytes = Recorded[4].Bytes[..^1] })).Problems;
        Assert.StartsWith("Event 5 cannot be read: ", torn[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "Event 5 cannot be read: Unknown manifest",
            JournalAudit.Of(Id, Recorded.SetItem(4, Recorded[4] with { Manifest = "what/1" })).Problems[0],
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "Event 5 cannot be read: Serializer 1 is",
            JournalAudit.Of(Id, Recorded.SetItem(4, Recorded[4] with { Serializer = 1 })).Problems[0],
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is no event",
            JournalAudit
                .Of(Id, Recorded.SetItem(4, Recorded[4] with { Manifest = "lease/1", Bytes = WireTypes.Write(new Lease("a", "b", 1)) }))
                .Problems[0],
            StringComparison.Ordinal
        );
    }

    /// <summary>The second proposal where the first was due.</summary>
    [Fact]
    public void An_event_that_does_not_follow_is_named()
    {
        var proposals = Recorded.Where(row => row.Manifest == "candidate-proposed/1").ToArray();
        var swapped = Recorded.SetItem((int)proposals[0].Sequence - 1, proposals[1] with { Sequence = proposals[0].Sequence });
        Assert.StartsWith(
            $"Event {proposals[0].Sequence} (candidate-proposed/1) does not follow from those before it: ",
            JournalAudit.Of(Id, swapped).Problems[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_snapshot_that_says_what_the_events_say_is_no_problem()
    {
        foreach (var snapshot in GoldenTests.Snapshots("0.4.0"))
            Assert.Empty(JournalAudit.Of(Id, Newest, snapshot).Problems);
    }

    [Fact]
    public void A_snapshot_that_says_something_else_is_named()
    {
        var snapshot = GoldenTests.Snapshots("0.4.0").Last(row => row.ReadSnapshot().Strategies.Length > 0);
        var content = snapshot.ReadSnapshot();
        string Problem(JournalRow changed) => Assert.Single(JournalAudit.Of(Id, Newest, changed).Problems);
        JournalRow With(SearchSnapshot changed) => snapshot with { Bytes = WireTypes.Write(changed) };

        Assert.Equal(
            $"The snapshot after event {snapshot.Sequence - 1} does not say what the events up to there say.",
            Problem(snapshot with { Sequence = snapshot.Sequence - 1 })
        );
        Assert.Equal(
            $"The snapshot follows event {Newest.Length + 1}, which is not there.",
            Problem(snapshot with { Sequence = Newest.Length + 1 })
        );
        Assert.StartsWith(
            $"The snapshot after event {snapshot.Sequence} cannot be read: ",
            Problem(snapshot with { Manifest = "what/1" }),
            StringComparison.Ordinal
        );
        var saved = content.Strategies[0];
        foreach (
            var known in (byte[][])
                [
                    [],
                    [.. saved.State.Known[..^1], (byte)(saved.State.Known[^1] + 1)],
                ]
        )
        {
            var forgetful = With(content with { Strategies = [saved with { State = saved.State with { Known = known } }] });
            Assert.Equal(
                $"The snapshot after event {snapshot.Sequence} does not know every proposal of {saved.Phase}.",
                Problem(forgetful)
            );
        }
    }

    [Fact]
    public void A_journal_full_of_errors_is_told_of_in_a_page()
    {
        Assert.Equal(
            20,
            JournalAudit
                .Of(Id, Enumerable.Range(1, 100).Select(i => new JournalRow(i, "what/1", WireSerializer.Id, new byte[] { 1 })))
                .Problems.Length
        );
    }
}
