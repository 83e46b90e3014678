using Actors.Conformance;
using Actors.Search.State;
using Actors.Strategies;
using Actors.Tests.Conformance;
using Actors.Tests.Search;
using Nas.Model;
using Nas.Model.Methods.StNas;

namespace Actors.Tests.Recipes;

/// <summary>CONTRIBUTING's recipe of a strategy, followed: a class, its options, a line in the catalogue; nothing else knows it.</summary>
[Collection(nameof(Measured))]
public class ToyStrategyTests
{
    private static readonly StrategyCatalog Catalog = new([
        .. StrategyCatalog.Standard.Own,
        StrategyKind.Of<ToyOptions>("toy", options => new ToyStrategy(options)),
    ]);

    private static StNasSettings Settings =>
        TestSearches.Settings(strategy: "toy") with
        {
            Strategy = TestSearches.Settings(strategy: "toy").Strategy with { Options = new() { ["draws"] = 3 } },
        };

    [Fact]
    public void A_search_with_it_runs_and_goes_on_after_a_restart_as_any_other()
    {
        var search = new SearchRig(Settings, Catalog).RunToEnd();
        Assert.Equal(SearchStatus.Completed, search.State.Status);
        Assert.Contains("cheapest of 3", search.History(), StringComparison.Ordinal);
        var proposed = search.State.Candidates("search")!.Proposed;
        Assert.Equal(12, proposed);

        var half = new SearchRig(Settings, Catalog).RunTo("search");
        half.Do(half.Outstanding[0]);
        Assert.Equal(search.History(), half.Restarted().RunToEnd().History());
    }

    [Fact]
    public void Its_options_are_checked_as_any_others()
    {
        Assert.Equal(new ToyOptions { Draws = 3 }, Catalog.ReadOptions("toy", new() { ["draws"] = 3 }));
        Assert.Contains("draws", Refusal(() => Catalog.ReadOptions("toy", new() { ["draws"] = 11 })), StringComparison.Ordinal);
        Assert.Contains("draws", Refusal(() => Catalog.ReadOptions("toy", new() { ["drawz"] = 1 })), StringComparison.Ordinal);
        Assert.Contains("beam, toy", Refusal(() => Catalog.Find("toi")), StringComparison.Ordinal);
    }

    [Fact, Trait("Length", "Long")]
    public void It_keeps_every_rule() => StrategyConformance.Check(new StrategySubject("toy", () => Catalog.Create("toy", [])));

    private static string Refusal(Func<object> act) => Assert.Throws<UserException>(act).Message;
}
