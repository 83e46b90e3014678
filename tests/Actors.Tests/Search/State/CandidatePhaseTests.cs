using System.Collections.Immutable;
using Actors.Search.State;
using CsCheck;

namespace Actors.Tests.Search.State;

public class CandidatePhaseTests
{
    [Theory, InlineData(1), InlineData(4), InlineData(100)]
    public void No_more_than_a_window_is_ever_open_and_what_is_kept_does_not_grow_with_the_search(int window)
    {
        var rig = new SearchRig(TestSearches.Settings(candidates: 40, window: window, strategy: "random", samples: 1)).RunTo("search");
        while (rig.State.Candidates("search") is { Completed: false } phase)
        {
            Assert.InRange(phase.Open.Count, 0, window);
            Assert.InRange(phase.Open.Count + phase.Early.Count + phase.Ready.Count, 1, window);
            // The last of the window is always the first to be done: as far out of order as can be.
            rig.Do(rig.Outstanding[^1]);
        }
        Assert.Equal(40, rig.State.Candidates("search")!.Decided);
    }

    [Fact]
    public void Proposal_i_plus_w_follows_result_i_and_no_earlier_one()
    {
        var rig = new SearchRig(TestSearches.Settings(window: 3, samples: 1)).RunTo("search");
        Assert.Equal(3, rig.State.Candidates("search")!.Proposed);

        rig.Do(Task("search/2@0"));
        rig.Do(Task("search/1@0"));
        Assert.Equal(3, rig.State.Candidates("search")!.Proposed);
        rig.Do(Task("search/0@0"));
        Assert.Equal(6, rig.State.Candidates("search")!.Proposed);

        Actors.Dispatch.DeviceTask Task(string id) => rig.Outstanding.Single(task => task.Id == id);
    }

    [Fact]
    public void In_arrival_order_any_result_makes_room()
    {
        var rig = new SearchRig(TestSearches.Settings(window: 3, samples: 1, order: "arrival")).RunTo("search");
        rig.Do(rig.Outstanding.Single(task => task.Id == "search/2@0"));

        Assert.Equal(4, rig.State.Candidates("search")!.Proposed);
    }

    [Fact]
    public void Every_sample_scores_every_candidate_and_the_standard_error_is_that_of_the_mean()
    {
        var result = new CandidateResult(0, "a", 1, 1, [0.5, 0.7, 0.9], Actors.Dispatch.TaskFailure.None, null);

        Assert.Equal(0.7, result.Score!.Value, 12);
        // Sample standard deviation 0.2, over the root of 3.
        Assert.Equal(0.2 / Math.Sqrt(3), result.StandardError!.Value, 12);
        Assert.Null((result with { Scores = [0.5] }).StandardError);
    }

    [Fact]
    public void Of_equal_scores_fewer_multiply_adds_win_and_then_the_earlier_proposal()
    {
        var first = Result(3, 0.5, 100);

        Assert.True(Result(9, 0.6, 900).IsBetterThan(first));
        Assert.True(Result(9, 0.5, 99).IsBetterThan(first));
        Assert.True(Result(2, 0.5, 100).IsBetterThan(first));
        Assert.False(Result(4, 0.5, 100).IsBetterThan(first));
        Assert.False(Result(1, 0.5, 101).IsBetterThan(first));
        Assert.True(first.IsBetterThan(null));
        Assert.False(new CandidateResult(0, "a", 1, 1, [], Actors.Dispatch.TaskFailure.Error, "x").IsBetterThan(null));
    }

    [Fact]
    public void The_pareto_front_is_what_no_other_dominates_in_whatever_order_they_come()
    {
        var candidates = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8]).Array[0, 30];
        candidates
            .SelectMany(points => Gen.Shuffle(Enumerable.Range(0, points.Length).ToArray()).Select(order => (points, order)))
            .Sample(given =>
            {
                var results = given.points.Select((point, index) => Result(index, point.Item1 / 8.0, point.Item2)).ToArray();
                var front = given.order.Aggregate(ImmutableArray<CandidateResult>.Empty, (so, next) => ParetoFront.Add(so, results[next]));
                var expected = results
                    .Where(one => !results.Any(other => Dominates(other, one)))
                    .OrderBy(one => one.Madds)
                    .Select(one => one.Index);
                Assert.Equal(expected, front.Select(one => one.Index));
            });

        static bool Dominates(CandidateResult a, CandidateResult b) =>
            a.Score >= b.Score && a.Madds <= b.Madds && (a.Score > b.Score || a.Madds < b.Madds || a.Index < b.Index);
    }

    private static CandidateResult Result(int index, double score, long madds) =>
        new(index, "a", madds, 1, [score], Actors.Dispatch.TaskFailure.None, null);
}
