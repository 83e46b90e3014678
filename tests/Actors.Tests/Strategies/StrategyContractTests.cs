using Actors.Strategies;
using Actors.Tests.Search;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies;

/// <summary>
/// The rules for every strategy for whole architectures, by its name in the catalogue, unless it must be told what to propose.
/// </summary>
public class StrategyContractTests
{
    private static readonly ISearchSpace Space = TestSearches.Space;
    private static readonly ConstrainedSpace Half = new(Space, new CostRange(Space.MAdds.Min, (Space.MAdds.Min + Space.MAdds.Max) / 2));

    public static TheoryData<string, int> NamesAndWindows()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in Names)
        {
            foreach (var window in (int[])[1, 3, 8])
                data.Add(name, window);
        }
        return data;
    }

    public static TheoryData<string> AllNames => [.. Names];

    private static IEnumerable<string> Names =>
        StrategyCatalog.Standard.Kinds.Select(kind => kind.Name).Where(name => name is not ("beam" or "listed"));

    [Theory, MemberData(nameof(NamesAndWindows))]
    public void A_strategy_that_is_told_what_happened_goes_on_as_the_one_before_it_would_have(string name, int window)
    {
        var undisturbed = Of(name, Half, Quality, window).Until(90);
        foreach (var death in (int[])[1, 14, 50, 77])
        {
            var resumed = Of(name, Half, Quality, window).Until(death).Restart().Until(death + 5).Restart().Until(90);
            Assert.Equal(undisturbed.Proposals, resumed.Proposals);
        }
    }

    [Theory, MemberData(nameof(NamesAndWindows))]
    public void Every_proposal_is_new_and_inside_the_constraint_also_where_candidates_fail(string name, int window)
    {
        // Contract faults would end the run.
        var run = Of(name, Half, architecture => Luck(architecture) < 0.3 ? null : Quality(architecture), window).Until(120);

        Assert.Null(run.End);
        Assert.Equal(120, run.Proposals.Select(one => one.Architecture).Distinct().Count());
        Assert.All(run.Proposals, one => Assert.True(Half.Contains(Space.Parse(one.Architecture))));
    }

    [Theory, MemberData(nameof(AllNames))]
    public void Proposals_go_on_where_every_candidate_fails(string name) => Assert.Null(Of(name, Half, _ => null, window: 3).Until(60).End);

    [Theory, MemberData(nameof(AllNames))]
    public void Equal_scores_are_no_trouble(string name) => Assert.Null(Of(name, Half, _ => 0.5, window: 2).Until(100).End);

    [Theory, MemberData(nameof(NamesAndWindows))]
    public void A_small_space_is_exhausted_to_its_last_architecture(string name, int window)
    {
        var least = Space.MAdds.Min;
        var upTo = least;
        while (new ConstrainedSpace(Space, new CostRange(least, upTo)).Count < 60)
            upTo += Math.Max(1, least / 50);
        var small = new ConstrainedSpace(Space, new CostRange(least, upTo));

        var run = Of(name, small, Quality, window).Until(1000);

        Assert.IsType<NothingNew>(run.End);
        Assert.Equal((int)small.Count, run.Proposals.Count);
    }

    private static StrategyRun Of(string name, ConstrainedSpace space, Func<Architecture, double?> score, int window) =>
        new(() => StrategyCatalog.Standard.Create(name, []), space, score, window);

    private static double? Quality(Architecture architecture) =>
        architecture.Choices.Select((choice, decision) => choice == decision % 3 ? 1.0 : 0).Average();

    private static double Luck(Architecture architecture) => RandomStream.For(7, "luck/" + architecture).NextDouble();
}
