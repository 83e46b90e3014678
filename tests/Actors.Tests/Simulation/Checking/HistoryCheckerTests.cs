using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State.Events;
using Actors.Simulation;
using Actors.Simulation.Checking;

namespace Actors.Tests.Simulation.Checking;

using Simulation = Actors.Simulation.Simulation;

/// <summary>The checker finds what it is there to find: each test spoils the record of a real simulation in one place.</summary>
public class HistoryCheckerTests
{
    private static readonly SimulatedSubject Subject = SimulatedClusters.Subject("st-nas");
    private static readonly SimulationOptions Options = SimulatedClusters.Of(4) with
    {
        Faults = SimulatedClusters.Of(4).Faults with { OutOfMemory = 0.1, NativeCrash = 0.1 },
    };
    private static readonly UndisturbedRun Undisturbed = Simulation.Undisturb([Subject], Options);
    private static readonly ImmutableList<TraceEntry> Recorded = Record();

    [Fact]
    public void What_really_happened_is_in_order() => Assert.Empty(Check(Recorded));

    [Fact]
    public void An_acknowledged_result_that_is_lost_is_found() =>
        Finds(
            Promise.AcknowledgedIsKept,
            Recorded.RemoveAll(entry => entry is EventAppended { Event: EvaluationRecorded { Phase: "search", Index: 3, Sample: 1 } })
        );

    [Fact]
    public void An_acknowledgement_before_the_write_is_found()
    {
        var written = Recorded.FindIndex(entry =>
            entry is EventAppended { Event: EvaluationRecorded { Phase: "search", Index: 3, Sample: 1 } }
        );
        var confirmed = Recorded.FindIndex(entry => entry is ReportConfirmed { Report: EvaluationFinished { TaskId: "search/3@1" } });

        Finds(Promise.AcknowledgedIsKept, Recorded.RemoveAt(confirmed).Insert(written, Recorded[confirmed]));
    }

    [Theory, InlineData(typeof(CheckpointRecorded)), InlineData(typeof(SamplePublished)), InlineData(typeof(TrainingCompleted))]
    public void A_lost_checkpoint_sample_or_training_result_is_found(Type kind) =>
        Finds(Promise.AcknowledgedIsKept, Recorded.RemoveAll(entry => entry is EventAppended appended && appended.Event.GetType() == kind));

    [Fact]
    public void Progress_that_is_shown_before_it_is_safe_is_found()
    {
        var shown = Recorded.OfType<ProgressShown>().Last();

        Finds(Promise.ShownIsKept, Recorded.Insert(1, shown with { At = TimeSpan.Zero }));
    }

    [Fact]
    public void Another_winner_is_found() =>
        Finds(
            Promise.SameHistory,
            Recorded.ConvertAll(entry =>
                entry is SearchEnded { History: { } history } ended
                    ? ended with
                    {
                        History = history.Replace("\"winner\"", "\"second\"", StringComparison.Ordinal),
                    }
                    : entry
            )
        );

    [Fact]
    public void A_score_that_is_counted_twice_is_found() =>
        Finds(Promise.CountedOnce, Twice(entry => entry.Event is EvaluationRecorded { Sample: 0 }));

    [Fact]
    public void A_run_that_is_completed_twice_is_found() => Finds(Promise.CountedOnce, Twice(entry => entry.Event is TrainingCompleted));

    [Fact]
    public void A_proposal_that_is_made_twice_is_found() => Finds(Promise.CountedOnce, Twice(entry => entry.Event is CandidateProposed));

    [Fact]
    public void A_candidate_that_is_given_up_after_it_was_scored_is_found()
    {
        var last = Recorded.FindLastIndex(entry => entry is EventAppended { Event: EvaluationRecorded { Phase: "search" } });
        var scored = (EventAppended)Recorded[last];
        var index = ((EvaluationRecorded)scored.Event).Index;

        Finds(Promise.CountedOnce, Inserted(last, new CandidateFailed(0, "search", index, TaskFailure.Error, "late")));
    }

    [Fact]
    public void A_late_result_that_is_counted_is_found()
    {
        var done = Recorded.FindLastIndex(entry => entry is EventAppended { Event: EvaluationRecorded { Phase: "search" } });

        Finds(Promise.LateIsRejected, Inserted(done, new EvaluationRecorded(0, "search", 0, 0, 0.5, null, "device", 1)));
    }

    [Fact]
    public void A_failure_that_is_held_against_a_task_twice_is_found() =>
        Finds(Promise.BlamedJustly, Twice(entry => entry.Event is AttemptFailed failed && failed.Failure.IsHeld()));

    [Fact]
    public void Two_incarnations_that_both_write_are_found()
    {
        var appended = Recorded.OfType<EventAppended>().Skip(10).Take(2).ToArray();

        Finds(
            Promise.OneWriter,
            Recorded.ConvertAll(entry => ReferenceEquals(entry, appended[0]) ? appended[0] with { Writer = 999 } : entry)
        );
    }

    [Fact]
    public void A_gap_in_the_journal_is_found() =>
        Finds(Promise.OneWriter, Recorded.RemoveAll(entry => entry is EventAppended { Event: AttemptFailed or CheckpointRecorded }));

    [Fact]
    public void More_proposals_than_the_window_allows_are_found() =>
        Finds(
            Promise.Bounded,
            Recorded.ConvertAll(entry =>
                entry is EventAppended { Event: PhaseStarted { Candidates: { } spec } started } appended
                    ? appended with
                    {
                        Event = started with { Candidates = spec with { Window = 2 } },
                    }
                    : entry
            )
        );

    [Theory, InlineData(10_000, 0, 0), InlineData(0, 1_000_000, 0), InlineData(0, 0, 1_000)]
    public void Queues_mailboxes_and_outboxes_that_grow_are_found(int queued, int underWay, int unreported) =>
        Finds(Promise.Bounded, Recorded.Insert(Recorded.Count - 1, new LoadSeen(TimeSpan.FromHours(1), queued, underWay, unreported)));

    [Fact]
    public void A_lease_that_does_not_end_is_found() =>
        Finds(Promise.LeasesEnd, Recorded.RemoveAt(Recorded.FindLastIndex(entry => entry is LeaseOver)));

    [Fact]
    public void A_device_that_works_on_two_leases_is_found()
    {
        var began = Recorded.FindIndex(entry => entry is LeaseBegan);
        var lease = (LeaseBegan)Recorded[began];

        Finds(Promise.LeasesEnd, Recorded.Insert(began + 1, lease with { Lease = lease.Lease with { Token = 5 } }));
    }

    [Fact]
    public void A_search_that_does_not_finish_is_found() =>
        Finds(Promise.Finishes, Recorded.ConvertAll(entry => entry is SearchEnded ended ? ended with { History = null } : entry));

    private static ImmutableList<TraceEntry> Record()
    {
        var trace = ImmutableList.CreateBuilder<TraceEntry>();
        Simulation.Run([Subject], Options, Undisturbed, trace.Add);
        return trace.ToImmutable();
    }

    /// <summary>The event is written a second time, by the same incarnation, with the next number; those after it move up.</summary>
    private static ImmutableList<TraceEntry> Twice(Func<EventAppended, bool> which)
    {
        var place = Recorded.FindLastIndex(entry => entry is EventAppended appended && which(appended));
        return Inserted(place, ((EventAppended)Recorded[place]).Event);
    }

    private static ImmutableList<TraceEntry> Inserted(int after, ISearchEvent @event)
    {
        var before = (EventAppended)Recorded[after];
        return Recorded
            .GetRange(0, after + 1)
            .Add(before with { Sequence = before.Sequence + 1, Event = @event })
            .AddRange(
                Recorded.Skip(after + 1).Select(entry => entry is EventAppended late ? late with { Sequence = late.Sequence + 1 } : entry)
            );
    }

    private static void Finds(Promise promise, ImmutableList<TraceEntry> trace)
    {
        var found = Check(trace);

        Assert.Contains(found, violation => violation.Promise == promise);
    }

    private static ImmutableArray<Violation> Check(ImmutableList<TraceEntry> trace)
    {
        var checker = new HistoryChecker(Undisturbed.Histories, Options.Devices);
        foreach (var entry in trace)
            checker.See(entry);
        return checker.Violations;
    }
}
