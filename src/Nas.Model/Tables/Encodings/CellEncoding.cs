using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nas.Model.Spaces.Encodings;

namespace Nas.Model.Tables.Encodings;

/// <summary>
/// Cell strings of NAS-Bench-201 (Dong and Yang, ICLR 2020): nodes joined by <c>+</c>, in each the incoming edges as operation <c>~</c>
/// source:
/// <c>|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|none~2|</c>. A decision for each edge; a node's edges are a group.
/// </summary>
internal sealed class CellEncoding : IArchitectureEncoding
{
    public ImmutableArray<NamedChoice>? TryRead(string text)
    {
        var choices = ImmutableArray.CreateBuilder<NamedChoice>();
        foreach (var (index, part) in text.Split('+').Index())
        {
            var (to, node) = (index + 1, part.Trim());
            if (node.Length < 2 || node[0] != '|' || node[^1] != '|')
                return null;
            var edges = node[1..^1].Split('|');
            if (edges.Length != to)
                return null;
            for (var from = 0; from < to; from++)
            {
                if (edges[from].Split('~') is not [{ Length: > 0 } operation, var source] || source != Number(from))
                    return null;
                choices.Add(new NamedChoice($"{Number(from)}-{Number(to)}", $"node{Number(to)}", operation));
            }
        }
        return choices.ToImmutable();
    }

    public string Write(IReadOnlyList<string> options)
    {
        var text = new StringBuilder();
        for (var (at, to) = (0, 1); at < options.Count; to++)
        {
            if (to > 1)
                text.Append('+');
            for (var from = 0; from < to; from++)
                text.Append(CultureInfo.InvariantCulture, $"|{options[at++]}~{from}");
            text.Append('|');
        }
        return text.ToString();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
