using Seed.SearchFiles;

namespace Seed.Tests.SearchFiles;

public class NearestTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("steps", "setps", 1)]
    [InlineData("ca", "abc", 3)]
    public void Distance_counts_edits_and_swaps(string from, string to, int expected)
    {
        Assert.Equal(expected, Nearest.Distance(from, to));
        Assert.Equal(expected, Nearest.Distance(to, from));
    }

    [Theory]
    [InlineData("Steps", "steps")]
    [InlineData("learning_rate", "learning-rate")]
    [InlineData("bacth", "batch")]
    [InlineData("quite-other", null)]
    public void Suggests_only_what_is_near(string written, string? expected) =>
        Assert.Equal(expected, Nearest.To(written, ["steps", "batch", "learning-rate"]));

    [Theory]
    [InlineData("320M", 320_000_000L)]
    [InlineData("1.2G", 1_200_000_000L)]
    [InlineData("300k", 300_000L)]
    [InlineData("1_000", 1000L)]
    [InlineData("-5", -5L)]
    [InlineData("2e3", 2000L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Scaled_numbers_are_exact(string text, long expected)
    {
        Assert.True(ScaledNumber.TryParse(text, out var value));
        Assert.Equal(expected, value);
        Assert.True(ScaledNumber.TryParse(ScaledNumber.Format(value), out var again));
        Assert.Equal(value, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("1.5")]
    [InlineData("1.2345k")]
    [InlineData("99999999999G")]
    [InlineData("3 apples")]
    public void What_is_no_whole_number_is_refused(string text) => Assert.False(ScaledNumber.TryParse(text, out _));
}
