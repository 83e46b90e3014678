using Seed.Progress;

namespace Seed.Tests.Running;

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
}
