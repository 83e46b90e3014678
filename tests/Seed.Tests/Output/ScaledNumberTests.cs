using Seed.Output;

namespace Seed.Tests.Output;

public class ScaledNumberTests
{
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
