using System.Collections.Immutable;
using Actors.Search.Reading;
using Nas.Model.Methods.CrNas.Proxies;
using Seed.Results;

namespace Seed.Tests.Results;

public class ProxyQualityTests
{
    [Fact]
    public void Halves_are_the_even_and_the_odd_samples()
    {
        // Even samples rank a < b < c, odd ones c < b < a.
        var quality = ProxyQuality.Of([Candidate(0, 1, 3), Candidate(1, 2, 2), Candidate(2, 3, 1)]);
        Assert.Equal(-1, quality.HalvesTau!.Value, 12);
        Assert.Equal(-1, quality.PairTau!.Value, 12);
        Assert.Equal((3, 2), (quality.Candidates, quality.Samples));
        Assert.Equal(0, quality.ScoreDeviation!.Value, 12);
    }

    [Fact]
    public void One_sample_says_nothing_about_agreement()
    {
        var quality = ProxyQuality.Of([Candidate(0, 1), Candidate(1, 2)]);
        Assert.Null(quality.HalvesTau);
        Assert.Null(quality.PairTau);
        Assert.Equal(Math.Sqrt(0.5), quality.ScoreDeviation!.Value, 12);
    }

    [Fact]
    public void Failed_candidates_do_not_count() =>
        Assert.Equal(
            1,
            ProxyQuality.Of([Candidate(0, 1, 2), new CandidateView("search", 1, "x", 1, 1, null, null, [], "Error")]).Candidates
        );

    private static CandidateView Candidate(int index, params double[] scores) =>
        new("search", index, $"a{index}", 1, 1, scores.Average(), 0.1, [.. scores], null);
}
