using Actors.Dispatch;
using Actors.Search;
using Actors.Search.State;

namespace Actors.Tests.Search.State;

/// <summary>A search that has something to show never makes room for another.</summary>
public class ProduceTests
{
    [Fact]
    public void How_a_search_began_what_it_proposed_and_what_went_wrong_is_nothing_to_show()
    {
        var rig = new SearchRig(TestSearches.Settings());
        rig.Report(new TaskFailed(rig.Id, "supernet/0", TaskFailure.Error, "no luck", "device-1", Token: 1));
        rig.Hopeless("the data cannot be read", userMistake: true);
        rig.Resume();
        rig.Suspend();

        Assert.True(rig.Journal.Count > 4);
        Assert.False(Produce.IsIn(rig.Journal));
    }

    [Fact]
    public void A_checkpoint_is_and_so_is_everything_that_follows_it()
    {
        var rig = new SearchRig(TestSearches.Settings());
        rig.Report(new CheckpointStored(rig.Id, "supernet/0", 10, "blob"));

        Assert.True(Produce.IsIn(rig.Journal));
        Assert.True(Produce.IsIn(rig.RunToEnd().Journal));
    }

    [Fact]
    public void A_candidate_that_was_scored_is_and_one_that_was_given_up_too()
    {
        var settings = new SearchRig(TestSearches.Settings())
            .RunTo("search")
            .Journal.Last(one => one is Actors.Search.State.Events.CandidateProposed);
        Assert.False(Produce.IsIn([settings]));
        Assert.True(Produce.IsIn([settings, new Actors.Search.State.Events.EvaluationRecorded(1, "search", 0, 0, 0.5, null, "d", 1)]));
        Assert.True(Produce.IsIn([settings, new Actors.Search.State.Events.CandidateFailed(1, "search", 0, TaskFailure.Error, "no luck")]));
    }
}
