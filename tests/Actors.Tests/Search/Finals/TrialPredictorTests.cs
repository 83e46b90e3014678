using System.Collections.Immutable;
using Actors.Search.Finals;
using Nas.Model.Metrics;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Tests.Search.Finals;

public class TrialPredictorTests
{
    private const string Absent = "none";

    private static readonly ISearchSpace Space = TestSearches.Space;
    private static readonly ImmutableArray<Finalist> Finalists = [.. Drawn(60)];

    /// <summary>Scores like what trials dislike, as shared weights do: only the counts can tell.</summary>
    [Fact]
    public void It_corrects_the_bias_of_the_scores()
    {
        var tried = Enumerable.Range(0, 20).ToDictionary(place => place, Truth);
        var expected = new TrialPredictor(Space, Finalists).Expect(tried);

        var (byScore, byPredictor) = (Agreement(place => Finalists[place].Score), Agreement(place => expected[place]));
        Assert.True(byScore < -0.2, $"the scores mislead: {byScore}");
        Assert.True(byPredictor > 0.5, $"the predictor does not: {byPredictor}");
    }

    [Fact]
    public void It_goes_by_the_score_until_trials_say_more()
    {
        var expected = new TrialPredictor(Space, Finalists).Expect(new Dictionary<int, double> { [3] = 0.5 });

        Assert.True(Agreement(place => expected[place], place => Finalists[place].Score) > 0.8);
    }

    [Fact]
    public void It_chooses_what_has_not_been_tried_and_the_same_every_time()
    {
        var tried = Enumerable.Range(0, 10).ToDictionary(place => place, Truth);
        int[] Next() => [.. new TrialPredictor(Space, Finalists).Next(tried, 6, RandomStream.For(3, "next"))];

        var chosen = Next();
        Assert.Equal(chosen, Next());
        Assert.Equal(6, chosen.Distinct().Count());
        Assert.All(chosen, place => Assert.InRange(place, 10, Finalists.Length - 1));
        Assert.Equal(50, new TrialPredictor(Space, Finalists).Next(tried, 99, RandomStream.For(3, "next")).Length);
    }

    /// <summary>Kendall's tau over untried finalists.</summary>
    private static double Agreement(Func<int, double> one, Func<int, double>? other = null)
    {
        int[] places = [.. Enumerable.Range(20, 40)];
        return RankCorrelation.KendallTauB([.. places.Select(one)], [.. places.Select(other ?? Truth)])
            ?? throw new InvalidOperationException("All are equal.");
    }

    private static double Truth(int place) => 0.9 - (0.01 * Present(Finalists[place].Architecture));

    /// <summary>Augmented edges that an architecture has.</summary>
    private static int Present(string text) =>
        Space
            .Decisions.Zip(Space.Parse(text).Choices, (decision, choice) => (decision.Options, Chosen: decision.Options[choice]))
            .Count(one => one.Options.Contains(Absent) && one.Chosen != Absent);

    private static IEnumerable<Finalist> Drawn(int count)
    {
        var all = new ConstrainedSpace(Space, CostRange.Any);
        for (var number = 0; number < count; number++)
        {
            var architecture = all.Sample(RandomStream.For(1, "finalist", number));
            var text = Space.Format(Space.Canonical(architecture));
            yield return new Finalist(text, Space.MAdds.Of(architecture), 0.5 + (0.01 * Present(text)) + (0.001 * (number % 7)));
        }
    }
}
