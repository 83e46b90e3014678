using Actors.Dispatch;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using CsCheck;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search.Reading;

/// <summary>The promise that a history is a function of settings and seed, whatever time and luck do.</summary>
[Trait("Length", "Long")]
public class SearchHistoryTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings();
    private static readonly string Undisturbed = new SearchRig(Settings).RunToEnd().History();

    [Fact]
    public void An_undisturbed_search_completes_with_every_phase_in_its_history()
    {
        var rig = new SearchRig(Settings).RunToEnd();
        var entries = SearchHistory.Of(() => rig.Journal, verbose: false).ToList();

        Assert.Equal(SearchStatus.Completed, rig.State.Status);
        Assert.Equal(
            ["supernet", "samples", "search", "chain-search", "retrain"],
            entries.Where(entry => entry.Kind == "phase").Select(entry => entry.Phase)
        );
        Assert.Equal(
            ["supernet", "chain-0", "chain-1", "winner-0", "chain-only-0", "random-0"],
            entries.Where(entry => entry.Kind == "run").Select(entry => entry.Name)
        );
        Assert.Equal(
            Enumerable.Range(0, 12),
            entries.Where(entry => entry is { Kind: "candidate", Phase: "search" }).Select(entry => entry.Index!.Value)
        );
        Assert.All(entries.Where(entry => entry.Kind == "candidate"), entry => Assert.Equal(3, entry.Scores!.Value.Length));
        Assert.Equal(3, entries.Count(entry => entry.Kind == "sample"));
        var winner = entries[^1];
        Assert.Equal("winner", winner.Kind);
        Assert.Equal(entries.Where(entry => entry is { Kind: "candidate", Phase: "search" }).Max(entry => entry.Score), winner.Score);
    }

    /// <summary>The state forgets the losses of single samples; the journal does not.</summary>
    [Fact]
    public void The_losses_of_a_candidates_samples_are_read_where_each_has_one()
    {
        var journal = new SearchRig(Settings).RunToEnd().Journal.ToArray();
        ISearchEvent WithLoss(ISearchEvent one, bool all) =>
            one is EvaluationRecorded recorded
                ? recorded with
                {
                    Loss = all || recorded.Sample > 0 ? recorded.Index + (0.1 * recorded.Sample) : null,
                }
                : one;
        var whole = SearchHistory.Candidates(() => journal.Select(one => WithLoss(one, all: true)), "search").ToArray();
        Assert.Equal(12, whole.Length);
        Assert.All(whole, one => Assert.Equal([one.Proposed.Index, one.Proposed.Index + 0.1, one.Proposed.Index + 0.2], one.Losses));
        var lacking = SearchHistory.Candidates(() => journal.Select(one => WithLoss(one, all: false)), "search");
        Assert.All(lacking, one => Assert.Empty(one.Losses));
    }

    [Fact]
    public void A_search_killed_after_any_event_goes_on_to_the_same_history()
    {
        var journal = new SearchRig(Settings).RunToEnd().Journal;
        for (var events = 1; events <= journal.Count; events++)
        {
            var rig = new SearchRig(Settings, journal: journal.Take(events)).RunToEnd();
            Assert.True(Undisturbed == rig.History(), $"killed after event {events}, {journal[events - 1]}");
        }
    }

    [Theory, InlineData("evolution", 1), InlineData("evolution", 5), InlineData("random", 3), InlineData("evolution", 40)]
    public void Any_interleaving_repetition_and_loss_of_reports_and_any_kills_leave_the_same_history(string strategy, int window)
    {
        var settings = TestSearches.Settings(strategy: strategy, window: window, candidates: 16);
        var undisturbed = new SearchRig(settings).RunToEnd().History();

        Gen.Int.Sample(luck => Assert.Equal(undisturbed, Disturbed(settings, luck).History()), iter: 60);
    }

    [Fact]
    public void Verbose_differs_between_two_runs_where_plain_history_does_not()
    {
        var disturbed = Disturbed(Settings, luck: 5);

        Assert.Equal(Undisturbed, disturbed.History());
        Assert.NotEqual(new SearchRig(Settings).RunToEnd().History(verbose: true), disturbed.History(verbose: true));
    }

    [Fact]
    public void Another_seed_gives_another_history() =>
        Assert.NotEqual(Undisturbed, new SearchRig(TestSearches.Settings(seed: 8)).RunToEnd().History());

    [Fact]
    public void Where_the_data_lie_and_how_many_devices_there_are_is_not_part_of_the_history()
    {
        var elsewhere = Settings with { Data = Settings.Data with { Root = "/elsewhere" }, Devices = Settings.Devices with { Count = 8 } };

        Assert.Equal(Undisturbed, new SearchRig(elsewhere).RunToEnd().History());
    }

    [Fact]
    public void In_arrival_order_a_killed_search_still_keeps_what_it_observed_in_the_order_it_did()
    {
        var settings = TestSearches.Settings(order: "arrival", candidates: 20, window: 4);
        var journal = Disturbed(settings, luck: 11).Journal;
        for (var events = 1; events < journal.Count; events += 7)
        {
            var rig = new SearchRig(settings, journal: journal.Take(events));
            var later = journal.Skip(rig.Journal.Count).OfType<CandidateProposed>().FirstOrDefault();
            // Where the next thing that happened was a proposal, the restarted search makes the same one.
            if (events < journal.Count && journal[events] is CandidateProposed next)
            {
                var remade = rig.Journal.OfType<CandidateProposed>().Single(e => e.Phase == next.Phase && e.Index == next.Index);
                Assert.Equal(next.Parents, remade.Parents);
                Assert.Equal(next with { Time = 0, Parents = [] }, remade with { Time = 0, Parents = [] });
            }
            Assert.Equal(SearchStatus.Completed, rig.RunToEnd().State.Status);
            Assert.True(later is null || rig.Journal.Count > 0);
        }
    }

    /// <summary>A search with devices that are slow, die, repeat themselves and come back, and a control process that is killed.</summary>
    internal static SearchRig Disturbed(SearchSettings settings, int luck)
    {
        var random = new Random(luck);
        var rig = new SearchRig(settings);
        var working = new List<(string Task, Queue<ITaskReport> Reports)>();
        var old = new List<ITaskReport>();
        for (var guard = 0; rig.State.Status != SearchStatus.Completed; guard++)
        {
            Assert.True(guard < 200_000, "the search does not end");
            // A run that lost reports too often ends the search; its user starts it again.
            if (rig.State.Status == SearchStatus.Failed)
                rig.Resume();
            var tasks = rig.Outstanding;
            switch (random.Next(20))
            {
                case < 6 when tasks.Count > 0:
                    var task = tasks[random.Next(tasks.Count)];
                    working.Add((task.Id, new(FakeWork.Reports(rig.Id, task, rig.SpecOf, $"device-{random.Next(3)}"))));
                    break;
                case < 16 when working.Count > 0:
                    var work = working[random.Next(working.Count)];
                    var report = work.Reports.Dequeue();
                    if (work.Reports.Count == 0)
                        working.Remove(work);
                    rig.Report(report);
                    old.Add(report);
                    break;
                case 16 when old.Count > 0:
                    rig.Report(old[random.Next(old.Count)]);
                    break;
                case 17 when working.Count > 0:
                    var lost = working[random.Next(working.Count)];
                    working.Remove(lost);
                    rig.Lose(new AttemptLost(rig.Id, lost.Task, TaskFailure.DeviceLost, "the device went away", "device-1"));
                    break;
                case 18 when working.Count > 0:
                    // A report that never arrives, though later ones of the same task do.
                    working[random.Next(working.Count)].Reports.TryDequeue(out _);
                    working.RemoveAll(one => one.Reports.Count == 0);
                    break;
                case 19 when random.Next(4) == 0:
                    rig = rig.Restarted(random.Next(2) == 0 ? null : random.Next(1, rig.Journal.Count + 1));
                    break;
            }
        }
        return rig;
    }
}
