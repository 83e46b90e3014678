using System.Text;
using Nas.Model.Methods.BlackBox;

namespace Nas.Model.Tests.Methods.BlackBox;

public sealed class BoundedLinesTests
{
    [Theory]
    [InlineData("one\ntwo\r\n\nthree", "one|two||three")]
    [InlineData("", "")]
    [InlineData("12345678\n123456789\nnext\n", "12345678|12345678...|next")]
    [InlineData("123456789abcdefghijklmnopqrstuvwxyz", "12345678...")]
    [InlineData("Grüße\n", "Grüße")]
    public void Lines_are_cut_at_the_bound_in_bytes_and_go_on_behind_the_next_end(string text, string expected)
    {
        var lines = new List<string>();
        // However the bytes arrive.
        foreach (var portion in (int[])[1, 3, 100])
        {
            lines.Clear();
            new BoundedLines(8, "\n"u8.ToArray()).Read(
                new Portions(Encoding.UTF8.GetBytes(text), portion),
                (line, cut) =>
                {
                    lines.Add(line + (cut ? "..." : ""));
                    return true;
                }
            );
            Assert.Equal(expected, string.Join('|', lines));
        }
    }

    [Fact]
    public void Nothing_is_read_when_nobody_listens_any_more()
    {
        var stream = new Portions(Encoding.UTF8.GetBytes(new string('x', 1000)), 10);
        new BoundedLines(25, "\n"u8.ToArray()).Read(stream, (_, cut) => !cut);
        Assert.Equal(30, stream.Position);
    }

    private sealed class Portions(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(most, count));
    }
}
