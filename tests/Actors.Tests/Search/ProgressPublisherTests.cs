using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Tests.Serialization;

namespace Actors.Tests.Search;

public class ProgressPublisherTests
{
    /// <summary>Halfway, with candidates due, and at the end.</summary>
    [Theory]
    [InlineData("search")]
    [InlineData("retrain")]
    [InlineData(null)]
    public void What_is_told_live_is_what_the_journal_tells(string? until)
    {
        var rig = new SearchRig(TestSearches.Settings());
        var state = (until is null ? rig.RunToEnd() : rig.RunTo(until)).State;
        var (live, read) = (new ProgressPublisher("small").Describe(state)!, SearchViewing.View(state)!);

        Assert.Equal((read.Status, read.Note, read.LateResults), (live.Status, live.Note, live.LateResults));
        Assert.Equal(read.Phases, live.Phases!);
        Assert.Equal(read.Waiting, live.Waiting!);
        Assert.Equal(Samples.Text(read.Best), Samples.Text(live.Best));
        Assert.Equal("MAdds", live.CostUnit);
        Assert.Equal(until != "search", live.Best is not null);
    }
}
