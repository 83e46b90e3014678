using System.Text;

namespace Nas.Model.Data.Detection.Masks;

/// <summary>
/// COCO's compressed text of runs: from the third count on the difference to the count two before, each number in groups of five bits, the
/// lowest first, a sixth bit saying that more follow, the highest bit of the last group being the sign; a group plus 48 is a character.
/// </summary>
public static class RunLengthText
{
    private const int Offset = 48;
    private const int GroupBits = 5;
    private const long GroupMask = (1 << GroupBits) - 1;
    private const long SignBit = 1 << (GroupBits - 1);
    private const int MoreBit = 1 << GroupBits;

    /// <exception cref="FormatException">The text is not in this format.</exception>
    public static int[] Parse(string text)
    {
        var runs = new List<int>(text.Length / 2);
        for (var at = 0; at < text.Length; )
        {
            var number = 0L;
            for (var shift = 0; ; shift += GroupBits)
            {
                if (at == text.Length)
                    throw new FormatException("its text ends inside a number");
                var group = text[at] - Offset;
                if (group is < 0 or >= 2 * MoreBit)
                    throw new FormatException($"its text has the character '{text[at]}' at {at}");
                // Eight groups hold more than any count of pixels.
                if (shift > 7 * GroupBits)
                    throw new FormatException($"its text has an endless number at {at}");
                at++;
                number |= (group & GroupMask) << shift;
                if ((group & MoreBit) != 0)
                    continue;
                if ((group & SignBit) != 0)
                    number |= -1L << (shift + GroupBits);
                break;
            }
            if (runs.Count > 2)
                number += runs[^2];
            if (number is < 0 or > int.MaxValue)
                throw new FormatException($"its text has a run of {number} pixels");
            runs.Add((int)number);
        }
        return [.. runs];
    }

    public static string Format(ReadOnlySpan<int> runs)
    {
        var text = new StringBuilder(runs.Length * 2);
        for (var i = 0; i < runs.Length; i++)
        {
            var number = i > 2 ? (long)runs[i] - runs[i - 2] : runs[i];
            bool more;
            do
            {
                var group = number & GroupMask;
                number >>= GroupBits;
                more = number != ((group & SignBit) != 0 ? -1 : 0);
                text.Append((char)((more ? group | MoreBit : group) + Offset));
            } while (more);
        }
        return text.ToString();
    }
}
