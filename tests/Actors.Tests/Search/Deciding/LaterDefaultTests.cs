using Actors.Search.Deciding;
using Actors.Search.State;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search.Deciding;

/// <summary>A search from before there was a key goes on without it, whatever the silence of its file means since.</summary>
public class LaterDefaultTests
{
    private static readonly StNasSettings Before = TestSearches.Settings();
    private static readonly StNasSettings Now = Before with { Finals = new FinalsSettings() };

    [Fact]
    public void It_is_no_difference()
    {
        Assert.Null(SettingsIdentity.FirstDifference(SettingsJson.Text(Before), SettingsJson.Text(Now)));
        Assert.Equal(
            SettingsJson.Text(Before),
            SettingsJson.Text(SettingsOf(SettingsIdentity.GoingOnWith(SettingsJson.Text(Before), SettingsJson.Text(Now))))
        );
    }

    [Fact]
    public void What_the_file_says_is_one()
    {
        var said = SettingsJson.Text(Before with { Finals = new FinalsSettings { Trials = 3 } });
        Assert.StartsWith(
            "finals was not set",
            SettingsIdentity.FirstDifference(SettingsJson.Text(Before), said),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "finals was",
            SettingsIdentity.FirstDifference(SettingsJson.Text(Now), SettingsJson.Text(Before)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_search_that_runs_or_rests_goes_on_as_it_began()
    {
        var rig = new SearchRig(Before).RunTo("search");
        rig.Resume(Now);
        Assert.Equal(SettingsJson.Text(Before), rig.State.Settings);
        rig.Suspend();
        rig.Resume(Now);
        Assert.Equal(SettingsJson.Text(Before), rig.State.Settings);
        Assert.Equal(SearchStatus.Completed, rig.RunToEnd().State.Status);
        Assert.DoesNotContain("finals-1", rig.State.Planned);
    }

    private static SearchSettings SettingsOf(string text) => Nas.Model.Methods.MethodSciences.Read(text);
}
