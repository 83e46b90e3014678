using System.Text.Json.Nodes;
using Actors.Dispatch;
using Actors.Search.Reading;
using Actors.Search.Reading.Questions;
using Actors.Search.State.Events;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search.Reading.Questions;

public class CandidateStoryTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings();
    private static readonly SearchRig Rig = new SearchRig(Settings).RunToEnd();

    [Theory]
    [InlineData("random", new int[0])]
    [InlineData("mutation of 12", new[] { 12 })]
    [InlineData("crossover of 3 and 4", new[] { 3, 4 })]
    [InlineData("3 of 16 decided, extends 5", new[] { 5 })]
    [InlineData("7 of 256", new int[0])]
    public void Parents_are_the_numbers_that_a_strategy_calls_so(string origin, int[] parents) =>
        Assert.Equal(parents, CandidateStory.ParentsOf(origin));

    [Theory]
    [InlineData("evolution", """{ "population": 4, "tournament": 2 }""")]
    [InlineData("nsga2", """{ "population": 4 }""")]
    [InlineData("local-search", """{ "initial": 3 }""")]
    public void Strategies_tell_parents_as_numbers_and_in_words_alike(string strategy, string options)
    {
        var settings = Settings with
        {
            Strategy = Settings.Strategy with { Name = strategy, Options = JsonNode.Parse(options)!.AsObject() },
        };
        CandidateProposed[] proposed = [.. new SearchRig(settings).RunToEnd().Journal.OfType<CandidateProposed>()];
        Assert.NotEmpty(proposed.SelectMany(one => one.Parents));
        Assert.All(proposed, one => Assert.Equal(CandidateStory.ParentsOf(one.Origin), one.Parents));
    }

    [Fact]
    public void A_scored_candidate_has_its_parents_draws_and_scores()
    {
        var entry = SearchHistory
            .Of(() => Rig.Journal, verbose: true)
            .Last(one => one is { Kind: "candidate", Phase: "search" } && one.Origin!.StartsWith("mutation", StringComparison.Ordinal));
        var story = CandidateStory.Of(() => Rig.Journal, null, entry.Index!.Value)!;

        Assert.Equal(("search", entry.Architecture, entry.Origin, "scored"), (story.Phase, story.Architecture, story.Origin, story.Status));
        Assert.Equal(new DrawnStream("propose", 7, 2, entry.Index.Value), story.Stream);
        Assert.Equal($"mutation of {Assert.Single(story.Parents)}", story.Origin);
        Assert.Equal((entry.Score, entry.StandardError), (story.Score, story.StandardError));
        Assert.Equal(entry.Scores!.Value, story.Samples.Select(sample => sample.Score));
        Assert.Equal(
            ["sample 0 of samples/0", "sample 0 of samples/1", "sample 1 of samples/0"],
            story.Samples.Select(sample => sample.Weights)
        );
        Assert.Equal(Rig.State.Candidates("search")!.Spec.Samples.Select(Rig.State.Resolve), story.Samples.Select(sample => sample.Blob));
        Assert.Equal((entry.Trace!.Began, entry.Trace.Ended), (story.Proposed, story.Decided));
        Assert.Equal(
            story,
            CandidateStory.Of(() => Rig.Journal, "search", story.Architecture)! with
            {
                Samples = story.Samples,
                Attempts = story.Attempts,
                Parents = story.Parents,
            }
        );
    }

    [Fact]
    public void Failures_are_told_in_their_order_with_those_that_were_not_its_own()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        rig.Report(new TaskFailed(rig.Id, "search/0@0", TaskFailure.DeviceLost, "killed", "device-1", 1));
        rig.Report(new TaskFailed(rig.Id, "search/0@1", TaskFailure.OutOfMemory, "too large", "device-1", 2, BatchDivisor: 0));
        for (var token = 3; token < 6; token++)
            rig.Report(new TaskFailed(rig.Id, "search/0@0", TaskFailure.NativeCrash, "aborted", "device-1", token));
        var story = CandidateStory.Of(() => rig.Journal, "search", 0)!;

        Assert.Equal(
            ("failed", "NativeCrash", $"aborted. {NativeCrash.Advice}", null),
            (story.Status, story.Failure, story.Reason, story.Score)
        );
        Assert.Equal(
            [
                ("DeviceLost", 0, false),
                ("OutOfMemory", 1, false),
                ("NativeCrash", 0, true),
                ("NativeCrash", 0, true),
                ("NativeCrash", 0, true),
            ],
            story.Attempts.Select(attempt => (attempt.Failure, attempt.Sample, attempt.Held))
        );
    }

    [Fact]
    public void What_is_open_says_so_and_what_is_no_candidate_has_no_story()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        Assert.Equal(
            ("open", null, null),
            (CandidateStory.Of(() => rig.Journal, null, 0) is var open ? open!.Status : "", open!.Score, open.Decided)
        );
        Assert.Null(CandidateStory.Of(() => rig.Journal, null, 99));
        Assert.Null(CandidateStory.Of(() => rig.Journal, "supernet", 0));
        Assert.Null(CandidateStory.Of(() => rig.Journal, null, "no architecture"));
        Assert.Null(CandidateStory.Of(() => [], null, 0));
    }

    [Fact]
    public void Scores_known_from_before_are_counted()
    {
        var journal = Rig
            .Journal.Select(e =>
                e is EvaluationRecorded { Phase: "search", Index: 4, Sample: > 0 } recorded ? recorded with { Reused = true } : e
            )
            .ToList();
        Assert.Equal(2, CandidateStory.Of(() => journal, "search", 4)!.Reused);
    }
}
