using System.Text;
using Nas.Model;

namespace Seed.Output;

/// <summary>Writes text on a terminal so that nothing in it, such as a name out of a file, commands the terminal.</summary>
public sealed class HarmlessWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (HarmlessText.FirstHarmful(buffer) < 0)
            inner.Write(buffer);
        else
            inner.Write(HarmlessText.Escaped(buffer));
    }

    public override void WriteLine() => inner.WriteLine();

    /// <summary>Writes the line in one call, because several threads may write lines.</summary>
    public override void WriteLine(string? value) => inner.WriteLine(HarmlessText.Of(value ?? ""));

    public override void Flush() => inner.Flush();
}
