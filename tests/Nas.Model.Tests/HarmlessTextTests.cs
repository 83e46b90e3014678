namespace Nas.Model.Tests;

public sealed class HarmlessTextTests
{
    [Theory]
    [InlineData("plain, größer, 日本, \U0001F600\n\tand so on\r\n", "plain, größer, 日本, \U0001F600\n\tand so on\r\n")]
    [InlineData("\u001b]0;owned\u0007", "\\u001b]0;owned\\u0007")]
    [InlineData("a\rb\0\u007f\u0085\u009b2J", "a\\u000db\\u0000\\u007f\\u0085\\u009b2J")]
    [InlineData("safe\u202egpj.exe\u2066\u200f\ufeff", "safe\\u202egpj.exe\\u2066\\u200f\\ufeff")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    public void What_would_command_a_terminal_is_written_out(string text, string shown)
    {
        Assert.Equal(shown, HarmlessText.Of(text));
        Assert.Equal(shown, HarmlessText.Of(HarmlessText.Of(text)));
    }

    [Fact]
    public void A_line_stays_one_line() => Assert.Equal("a\\u000ab\\u000d\\u000ac\\u0009d", HarmlessText.Line("a\nb\r\nc\td"));
}
