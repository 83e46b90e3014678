using System.Collections.Immutable;

namespace Nas.Model.Spaces.Encodings;

/// <summary>
/// <c>kernel=3,width=64</c>: decisions by name, all of them, in the order of the space. A <c>,</c>, <c>=</c> or <c>%</c> inside of a word,
/// or white space, is written as in addresses: <c>%2C</c>.
/// </summary>
internal sealed class ColumnsEncoding(ImmutableArray<string> decisions) : IArchitectureEncoding
{
    public ImmutableArray<NamedChoice>? TryRead(string text)
    {
        var parts = text.Split(',');
        if (parts.Length != decisions.Length)
            return null;
        var choices = ImmutableArray.CreateBuilder<NamedChoice>(parts.Length);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Split('=') is not [var name, var option] || Uri.UnescapeDataString(name) != decisions[i])
                return null;
            choices.Add(new NamedChoice(decisions[i], decisions[i], Uri.UnescapeDataString(option)));
        }
        return choices.ToImmutable();
    }

    public string Write(IReadOnlyList<string> options) =>
        string.Join(',', decisions.Zip(options, (name, option) => $"{Escape(name)}={Escape(option)}"));

    private static string Escape(string word) =>
        string.Concat(
            word.Select(letter =>
                letter is ',' or '=' or '%' || char.IsWhiteSpace(letter) || char.IsControl(letter)
                    ? Uri.EscapeDataString(letter.ToString())
                    : letter.ToString()
            )
        );
}
