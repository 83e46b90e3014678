using System.Collections.Immutable;
using System.Globalization;
using Nas.Model;
using Nas.Model.Spaces;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Reads what options say.</summary>
public static class CommandText
{
    /// <summary><c>MIN,MAX</c>, as in <c>300M,330M</c>.</summary>
    /// <exception cref="UserException">Not a range.</exception>
    public static CostRange Range(string text, string option)
    {
        var ends = text.Trim('[', ']').Split(',');
        if (ends.Length != 2 || !ScaledNumber.TryParse(ends[0], out var min) || !ScaledNumber.TryParse(ends[1], out var max) || min < 0)
        {
            throw new UserException($"{option} {text}: must be MIN,MAX in whole numbers, as in {option} 300M,330M");
        }
        if (min > max)
            throw new UserException(
                $"{option} {text}: is empty, for its lower end is the greater one; write {option} {ends[1].Trim()},{ends[0].Trim()}"
            );
        return new CostRange(min, max);
    }

    /// <summary><c>HEIGHTxWIDTH</c>, or one number for a square.</summary>
    /// <exception cref="UserException">Not a size.</exception>
    public static (int Height, int Width) Size(string text, string option)
    {
        var sides = text.Split('x', 'X');
        if (sides.Length is 1 or 2 && Side(sides[0]) is { } height && Side(sides[^1]) is { } width)
            return (height, width);
        throw new UserException($"{option} {text}: must be HEIGHTxWIDTH in pixels, as in {option} 224x224");
    }

    /// <summary>Blocks of each stage, as in <c>1,3,5,7</c>.</summary>
    /// <exception cref="UserException">Not counts.</exception>
    public static ImmutableArray<int> Blocks(string text, string option) =>
        [
            .. text.Split(',')
                .Select(word =>
                    int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                        ? count
                        : throw new UserException($"{option} {text}: must be four counts, as in {option} 1,3,5,7")
                ),
        ];

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side > 0 ? side : null;
}
