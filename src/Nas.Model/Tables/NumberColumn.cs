using System.Globalization;
using System.Text.RegularExpressions;

namespace Nas.Model.Tables;

/// <summary>A column of options that are numbers, of which 1 and 1.0 are the same: tools write whole numbers as either.</summary>
internal sealed partial class NumberColumn
{
    private readonly Dictionary<string, string> _others;

    private NumberColumn(Dictionary<string, string> others) => _others = others;

    /// <summary>The spellings that count as the same number, as the end of a sentence; null: none.</summary>
    public string? Note =>
        _others.Count == 0
            ? null
            : $"numbers in several spellings, which are one option each: {string.Join(", ", _others.Take(3).Select(pair => $"{pair.Key} is {pair.Value}"))}{(_others.Count > 3 ? $" and {_others.Count - 3:N0} more" : "")}";

    /// <param name="texts">Texts of the column; where one of them is no number, each is an option of its own.</param>
    public static NumberColumn Of(IEnumerable<string> texts)
    {
        var spellings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts.Distinct(StringComparer.Ordinal))
        {
            if (ValueOf(text) is not { } value)
                return new NumberColumn([]);
            spellings.Add(text, value);
        }
        var others = spellings
            .GroupBy(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal)
            .Select(group => group.OrderBy(text => text.Length).ThenBy(text => text, StringComparer.Ordinal).ToArray())
            .SelectMany(group => group.Skip(1).Select(other => (other, group[0])));
        return new NumberColumn(others.ToDictionary(pair => pair.other, pair => pair.Item2, StringComparer.Ordinal));
    }

    /// <summary>The shortest spelling of the same number in the column; null: this one.</summary>
    public string? SpellingOf(string text) => _others.GetValueOrDefault(text);

    /// <summary>One text for each number, of any size and exactly; null: it is no number.</summary>
    private static string? ValueOf(string text)
    {
        if (Number().Match(text) is not { Success: true } number || number.Groups["whole"].Length + number.Groups["part"].Length == 0)
            return null;
        var digits = (number.Groups["whole"].Value + number.Groups["part"].Value).TrimStart('0');
        if (digits.Length == 0)
            return "0";
        var exponent = number.Groups["exponent"] is { Success: true, Value: var given }
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : 0;
        var plain = digits.TrimEnd('0');
        exponent += digits.Length - plain.Length - number.Groups["part"].Length;
        return string.Create(CultureInfo.InvariantCulture, $"{(text[0] == '-' ? "-" : "")}{plain}e{exponent}");
    }

    [GeneratedRegex(@"^[+-]?(?<whole>[0-9]*)(\.(?<part>[0-9]*))?([eE](?<exponent>[+-]?[0-9]{1,6}))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
