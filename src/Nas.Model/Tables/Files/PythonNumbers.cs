namespace Nas.Model.Tables.Files;

/// <summary>NaN, Infinity and -Infinity, which are no JSON, but which Python writes: what is to be a row must not make the whole file unreadable.</summary>
internal static class PythonNumbers
{
    /// <summary>The same JSON with each of them in quotes.</summary>
    public static ReadOnlyMemory<byte> Quoted(ReadOnlyMemory<byte> json)
    {
        using var quoted = new MemoryStream();
        var (done, inText, text) = (0, false, json.Span);
        for (var i = 0; i < text.Length; i++)
        {
            if (inText)
            {
                if (text[i] == '\\') i++;
                else if (text[i] == '"') inText = false;
                continue;
            }
            if (text[i] == '"')
            {
                inText = true;
            }
            else if (text[i] is (byte)'N' or (byte)'I' or (byte)'-' && LengthAt(text[i..]) is var length and > 0)
            {
                quoted.Write(text[done..i]);
                quoted.WriteByte((byte)'"');
                quoted.Write(text.Slice(i, length));
                quoted.WriteByte((byte)'"');
                done = i + length;
                i = done - 1;
            }
        }
        if (done == 0) return json;
        quoted.Write(text[done..]);
        return quoted.ToArray();
    }

    private static int LengthAt(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? 3 : text.StartsWith("Infinity"u8) ? 8 : text.StartsWith("-Infinity"u8) ? 9 : 0;
}
