using System.Buffers.Binary;
using System.Text;

namespace Testing;

/// <summary>Makes valid input invalid, as damage, other tools and attackers do. A function of the random numbers alone.</summary>
/// <param name="words">Words of the format, besides those of all formats.</param>
internal sealed class Mutation(Random random, IReadOnlyList<byte[]> samples, IReadOnlyList<byte[]> words)
{
    private const int Longest = 1 << 22;

    /// <summary>Values at the ends of types.</summary>
    private static readonly long[] Numbers =
    [
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        short.MaxValue,
        ushort.MaxValue,
        int.MaxValue,
        int.MinValue,
        uint.MaxValue,
        1L << 31,
        1L << 40,
        long.MaxValue,
        long.MinValue,
        100_000,
        200_000,
    ];

    /// <summary>Things that stand where a number should, and others that have a meaning somewhere.</summary>
    private static readonly string[] Words =
    [
        "-1",
        "1.0",
        "1e400",
        "-1e-400",
        "99999999999999999999",
        "0x10",
        "NaN",
        "-Infinity",
        "null",
        "true",
        "\"1\"",
        "\"\"",
        "{}",
        "[]",
        "[[]]",
        "\0",
        "\u001b[2J",
        "\u202e",
        "\ufeff",
        "\\ud800",
        "\"",
        "\"\"\"",
        "'",
        "\\",
        "%",
        "${a}",
        "${?HOME}",
        "include \"a.conf\"\n",
        "a=1\n",
        "<!DOCTYPE a [<!ENTITY b \"c\">]>",
        "&b;",
        "<![CDATA[",
        "]]>",
        "-->",
        "\r",
        "\r\n",
        ",",
        ";",
        "\t",
        "#",
        "..",
        "/",
        "é",
    ];

    private static readonly string[] Openings = ["[", "{\"a\":", "{a{", "<a>", "(", "a.", "a=${a", "\"a\",", "[1,"];

    public byte[] Next()
    {
        var bytes = Sample();
        // One bit leads deeper into a format than more do.
        if (bytes.Length > 0 && random.Next(4) == 0)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            return bytes;
        }
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            bytes = Once(bytes);
            if (bytes.Length > Longest)
                bytes = bytes[..Longest];
        }
        return bytes;
    }

    private byte[] Once(byte[] bytes) =>
        random.Next(words.Count == 0 ? 11 : 16) switch
        {
            > 10 => Replaced(bytes, words[random.Next(words.Count)]),
            0 or 1 => Flipped(bytes),
            2 => bytes[..random.Next(bytes.Length + 1)],
            3 => Replaced(bytes, [.. Enumerable.Repeat(Slice(bytes), random.Next(2, 20)).SelectMany(part => part)]),
            4 => Replaced(bytes, []),
            5 => Replaced(bytes, Number()),
            6 or 7 => WithWord(bytes, Words[random.Next(Words.Length)]),
            8 => Replaced(
                bytes,
                Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Openings[random.Next(Openings.Length)], 1 << random.Next(1, 17))))
            ),
            9 => Replaced(bytes, Slice(Sample())),
            _ => Replaced(bytes, [.. Enumerable.Repeat((byte)random.Next(256), 1 << random.Next(1, 18))]),
        };

    private byte[] Sample() => [.. samples[random.Next(samples.Count)]];

    private byte[] Flipped(byte[] bytes)
    {
        if (bytes.Length == 0)
            return bytes;
        for (var i = random.Next(1, 9); i > 0; i--)
            bytes[Place(bytes)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    /// <summary>Formats have what matters at their beginning.</summary>
    private int Place(byte[] bytes) => random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 64) : bytes.Length);

    private byte[] Slice(byte[] bytes)
    {
        var start = random.Next(bytes.Length + 1);
        return bytes[start..Math.Min(bytes.Length, start + (1 << random.Next(12)))];
    }

    /// <summary>Puts bytes in the place of some others, of as many, or of none.</summary>
    private byte[] Replaced(byte[] bytes, byte[] by)
    {
        var start = bytes.Length == 0 ? 0 : Place(bytes);
        var length = random.Next(3) switch
        {
            0 => 0,
            1 => by.Length,
            _ => 1 << random.Next(10),
        };
        return [.. bytes[..start], .. by, .. bytes[Math.Min(bytes.Length, start + length)..]];
    }

    private byte[] Number()
    {
        var number = new byte[8];
        var value = Numbers[random.Next(Numbers.Length)];
        if (random.Next(2) == 0)
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
        else
            BinaryPrimitives.WriteInt64BigEndian(number, value);
        var width = 1 << random.Next(4);
        return random.Next(2) == 0 ? number[..width] : number[^width..];
    }

    /// <summary>Puts a word in the place of a number or a word, where there is one near.</summary>
    private byte[] WithWord(byte[] bytes, string word)
    {
        var start = bytes.Length == 0 ? 0 : random.Next(bytes.Length);
        while (start < bytes.Length && !IsWord(bytes[start]))
            start++;
        var end = start;
        while (end < bytes.Length && IsWord(bytes[end]))
            end++;
        return [.. bytes[..start], .. Encoding.UTF8.GetBytes(word), .. bytes[end..]];
    }

    private static bool IsWord(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'.' or (byte)'-' or (byte)'_';
}
