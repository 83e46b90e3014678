using Actors.Search.Reading;
using Seed.Progress;

namespace Seed.Tests.Progress;

public class ProgressTextTests
{
    [Theory]
    [InlineData(3, "a few seconds left")]
    [InlineData(42, "about 40 s left")]
    [InlineData(600, "about 10 min left")]
    [InlineData(7200, "about 2 h left")]
    [InlineData(400_000, "about 5 days left")]
    public void Estimates_are_told_no_more_precisely_than_they_are(int seconds, string words) =>
        Assert.Equal(words, ProgressText.About(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1, "search: 0 of 1 candidate (0 %)")]
    [InlineData(2, "search: 0 of 2 candidates (0 %)")]
    public void One_is_one_candidate(int total, string words) =>
        Assert.Equal(words, ProgressText.Line(new PhaseView("search", PhaseStatus.Running, 0, total, "candidates", null), null));
}
