using System.Globalization;

namespace Nas.Model.Spaces.Topology;

/// <summary>The canonical text of a space's architectures: see <see cref="TopologySpace.Format"/>.</summary>
internal sealed class TopologyText
{
    private readonly TopologySpace _space;
    private readonly string[][] _fragments;
    private readonly int _longest;

    public TopologyText(TopologySpace space)
    {
        _space = space;
        _fragments =
        [
            .. space.Decisions.Select(
                (decision, i) =>
                    decision.Options.Select(option => option == TopologySpace.None ? "" : $"{space.Edges[i].From}:{option}").ToArray()
            ),
        ];
        _longest = _fragments.Sum(options => options.Max(option => option.Length) + 1);
    }

    public string Format(Architecture architecture)
    {
        if (architecture.Choices.Length != _fragments.Length)
        {
            throw new ArgumentException(
                $"An architecture of {_space.Name} has {_fragments.Length} choices, not {architecture.Choices.Length}.",
                nameof(architecture)
            );
        }
        var buffer = _longest <= 1024 ? stackalloc char[_longest] : new char[_longest];
        var length = 0;
        var (stage, node) = (0, 1);
        for (var i = 0; i < _fragments.Length; i++)
        {
            var fragment = _fragments[i][architecture.Choices[i]];
            if (fragment.Length == 0)
                continue;
            var edge = _space.Edges[i];
            if (length > 0)
                buffer[length++] =
                    edge.Stage != stage ? '/'
                    : edge.To != node ? '|'
                    : '+';
            (stage, node) = (edge.Stage, edge.To);
            fragment.CopyTo(buffer[length..]);
            length += fragment.Length;
        }
        return new string(buffer[..length]);
    }

    /// <exception cref="UserException">The text is not the canonical text of an architecture of this space.</exception>
    public Architecture Parse(string text)
    {
        var choices = new int[_fragments.Length];
        var at = 0;
        var edge = 0;
        for (var stage = 0; stage < _space.Spec.Stages.Length; stage++)
        {
            if (stage > 0)
                Separator(text, ref at, '/', $"stage {stage + 1}");
            for (var node = 1; node < _space.Spec.Stages[stage].Nodes; node++)
            {
                if (node > 1)
                    Separator(text, ref at, '|', $"node {node} of stage {stage + 1}");
                Node(text, ref at, choices.AsSpan(edge, node), edge);
                edge += node;
            }
        }
        if (at < text.Length)
            throw Wrong(text, at, $"the text must end here, after node {_space.Spec.Stages[^1].Nodes - 1} of the last stage");
        return new Architecture([.. choices]);
    }

    /// <summary>Reads the incoming edges of one node, whose decisions start at <paramref name="first"/>.</summary>
    private void Node(string text, ref int at, Span<int> choices, int first)
    {
        var (stage, _, node) = _space.Edges[first];
        var next = 0;
        while (true)
        {
            var start = at;
            var source = Source(text, ref at);
            if (source >= node)
                throw Wrong(text, start, $"edges into node {node} of stage {stage + 1} come from nodes 0 to {node - 1}");
            if (source < next)
                throw Wrong(text, start, "the sources of a node's edges must ascend");
            if (at == text.Length || text[at] != ':')
                throw Wrong(text, at, "':' is expected after the source node");
            at++;
            choices[source] = Option(text, ref at, first + source);
            next = source + 1;
            if (at == text.Length || text[at] != '+')
                break;
            at++;
        }
        if (next != node)
            throw Wrong(text, at, $"node {node} of stage {stage + 1} lacks its chain edge from node {node - 1}");
    }

    private int Source(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        var digits = text.AsSpan(start, at - start);
        if (digits.IsEmpty)
            throw Wrong(text, at, "the number of an edge's source node is expected");
        if (digits.Length > 6 || (digits.Length > 1 && digits[0] == '0'))
        {
            throw Wrong(text, start, $"'{Shown(digits.ToString())}' is not the number of a node");
        }
        return int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private int Option(string text, ref int at, int edge)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
            at++;
        var name = text[start..at];
        var options = _space.Decisions[edge].Options;
        var option = options.IndexOf(name);
        if (option >= 0 && name != TopologySpace.None)
            return option;
        var known = options.Where(known => known != TopologySpace.None).ToArray();
        if (name == TopologySpace.None)
            throw Wrong(text, start, "an absent edge is left out");
        throw Wrong(
            text,
            start,
            $"'{Shown(name)}' is not an operation of edge {_space.Decisions[edge].Name}{Spelling.Hint(Shown(name), known)}: "
                + $"it takes {string.Join(", ", known)}"
        );
    }

    private void Separator(string text, ref int at, char separator, string what)
    {
        if (at == text.Length || text[at] != separator)
            throw Wrong(text, at, $"'{separator}' and {what} are expected");
        at++;
    }

    private UserException Wrong(string text, int at, string what)
    {
        var place = at >= text.Length ? "at its end" : $"at character {at + 1}";
        return new UserException($"The text '{Shown(text)}' is not an architecture of {_space.Name}: {place}, {what}.");
    }

    private static string Shown(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
        return clean.Length <= 80 ? clean : clean[..77] + "...";
    }
}
