using Actors.Dispatch;
using Actors.Search;
using Actors.Search.Deciding;
using Actors.Search.State;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search.Deciding;

public class SearchWaitingTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings(candidates: 12, window: 4);

    [Fact]
    public void A_phase_waits_for_those_before_it() =>
        Assert.Equal(["samples: waits for the phases before it"], SearchWaiting.Reasons(new SearchRig(Settings).State));

    [Fact]
    public void A_full_window_waits_for_scores_or_for_the_first_result_where_later_ones_are_there()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        while (rig.Outstanding.Exists(task => task.Phase == "samples"))
            rig.Do(rig.Outstanding.First(task => task.Phase == "samples"));
        Assert.Contains("search: the window of 4 is full: 4 candidates wait for their scores", SearchWaiting.Reasons(rig.State));

        foreach (var task in rig.Outstanding.Where(task => task.Id.StartsWith("search/2@", StringComparison.Ordinal)).ToList())
            rig.Do(task);
        Assert.Contains(
            "search: the window of 4 is full: 1 results wait for that of candidate 0, since results are observed in order",
            SearchWaiting.Reasons(rig.State)
        );
    }

    [Fact]
    public void Candidates_wait_for_samples_that_are_not_there_yet_and_chains_for_a_supernet_that_was_lost()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        Assert.Contains(
            SearchWaiting.Reasons(rig.State),
            reason => reason.StartsWith("search: 1 of the 3 weights to score with are not there yet", StringComparison.Ordinal)
        );

        rig = new SearchRig(Settings).RunTo("samples");
        rig.Report(new TaskFailed(rig.Id, "samples/0", TaskFailure.DamagedBlob, "damaged", "device", 1));
        Assert.Contains("samples: chain-0 waits for the weights of supernet/0", SearchWaiting.Reasons(rig.State));
    }

    [Fact]
    public void A_suspended_search_says_so_and_one_that_has_ended_waits_for_nothing()
    {
        var rig = new SearchRig(Settings);
        rig.Suspend();
        Assert.Equal(["it is suspended: resume it to go on"], SearchWaiting.Reasons(rig.State));

        Assert.Empty(SearchWaiting.Reasons(new SearchRig(Settings).RunToEnd().State));
    }
}
