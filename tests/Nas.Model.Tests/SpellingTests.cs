namespace Nas.Model.Tests;

public class SpellingTests
{
    [Theory]
    [InlineData("learing-rate", "learning-rate")]
    [InlineData("Batch", "batch")]
    [InlineData("bacth", "batch")]
    [InlineData("stpes", "steps")]
    public void A_slip_finds_the_word_that_was_meant(string word, string meant) =>
        Assert.Equal(meant, Spelling.Nearest(word, ["steps", "batch", "learning-rate"]));

    [Theory]
    [InlineData("temperature")]
    [InlineData("")]
    public void A_word_that_is_near_to_none_gets_no_hint(string word)
    {
        Assert.Null(Spelling.Nearest(word, ["steps", "batch", "learning-rate"]));
        Assert.Equal("", Spelling.Hint(word, ["steps"]));
    }

    [Fact]
    public void The_hint_fits_behind_the_unknown_word() => Assert.Equal(" (did you mean 'steps'?)", Spelling.Hint("step", ["steps"]));

    [Fact]
    public void Without_known_words_there_is_no_hint() => Assert.Null(Spelling.Nearest("word", []));
}
