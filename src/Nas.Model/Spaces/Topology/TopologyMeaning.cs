using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Nas.Model.Spaces.Topology;

/// <summary>
/// Finds the architectures of a space that are the same network but for the names of nodes and edges. A node into which nothing but
/// identities of one and the same value lead only passes that value on: the graph is that of the values. Chain edges are always present, so
/// that the values of a stage lie on a path that meets them all; a graph has at most one order along its edges then, and an isomorphism has
/// to keep it. So two architectures are the same network exactly where, value by value in that order, equally many edges with equal
/// operations come from equal places. Where no chain edge can carry the identity, as in all presets but the tiny one, every node is a value
/// of its own: all architectures differ.
/// </summary>
internal sealed class TopologyMeaning(TopologySpace space)
{
    private readonly ImmutableArray<EdgeOperation> _operations =
    [
        .. space.Spec.ChainOperations.Union(space.Spec.AugmentedOperations.IsDefault ? [] : space.Spec.AugmentedOperations),
    ];

    private readonly bool _canPass = space.Spec.ChainOperations.Any(operation => operation.IsIdentity);

    /// <summary>
    /// The form in which nodes that only pass on come last in their stage, after all that are needed, and take their value from the node
    /// before.
    /// </summary>
    public Architecture Canonical(Architecture architecture)
    {
        if (!_canPass)
            return architecture;
        var choices = architecture.Choices.ToArray();
        var first = 0;
        foreach (var stage in space.Spec.Stages)
        {
            Write(choices.AsSpan(first), first, stage.Nodes, Values(architecture, first, stage.Nodes));
            first += stage.Nodes * (stage.Nodes - 1) / 2;
        }
        return new Architecture(ImmutableCollectionsMarshal.AsImmutableArray(choices));
    }

    /// <summary>
    /// The inputs of each value of a stage but that of its entry: from which value, by which operation, in ascending order.
    /// </summary>
    private List<(int Value, int Operation)[]> Values(Architecture architecture, int first, int nodes)
    {
        var values = new List<(int, int)[]>();
        var valueOf = new int[nodes];
        for (var (node, edge) = (1, first); node < nodes; edge += node, node++)
        {
            (int Value, int Operation)[] arriving =
            [
                .. Enumerable
                    .Range(0, node)
                    .Select(from => (Value: valueOf[from], Operation: space.OperationOf(architecture, edge + from)))
                    .Where(one => one.Operation is not null)
                    .Select(one => (one.Value, _operations.IndexOf(one.Operation!)))
                    .Order(),
            ];
            var passesOn = Array.TrueForAll(arriving, one => one.Value == arriving[0].Value && _operations[one.Operation].IsIdentity);
            if (!passesOn)
                values.Add(arriving);
            valueOf[node] = passesOn ? arriving[0].Value : values.Count;
        }
        return values;
    }

    private void Write(Span<int> choices, int first, int nodes, List<(int Value, int Operation)[]> values)
    {
        // As many nodes hold a value as edges lead from it to one other; the first of them is where it is made.
        var holders = new int[values.Count + 1];
        Array.Fill(holders, 1);
        foreach (var from in values.SelectMany(arriving => arriving.CountBy(one => one.Value)))
            holders[from.Key] = Math.Max(holders[from.Key], from.Value);
        holders[^1] += nodes - holders.Sum();
        var (node, edge) = (0, 0);
        var madeAt = new int[holders.Length];
        for (var value = 0; value < holders.Length; value++)
        {
            madeAt[value] = node;
            for (var held = 0; held < holders[value]; held++, edge += node, node++)
            {
                if (node == 0)
                    continue;
                var arriving = choices.Slice(edge, node);
                arriving.Clear();
                if (held > 0)
                    arriving[^1] = Option(first + edge + node - 1, EdgeOperation.Identity);
                else
                    Connect(arriving, first + edge, values[value - 1], value - 1, madeAt);
            }
        }
    }

    /// <param name="arriving">Choices of the edges into a node, by source; all are absent.</param>
    private void Connect(Span<int> arriving, int edge, (int Value, int Operation)[] wanted, int before, int[] madeAt)
    {
        var last = edge + arriving.Length - 1;
        var chain = Array.FindIndex(
            wanted,
            one =>
                one.Value == before
                && Fits(one.Operation, last)
                && Array.TrueForAll(wanted, other => other == one || other.Value != before || Fits(other.Operation, edge))
        );
        var next = madeAt.AsSpan(0, before + 1).ToArray();
        for (var i = 0; i < wanted.Length; i++)
        {
            var from = i == chain ? arriving.Length - 1 : next[wanted[i].Value]++;
            arriving[from] = Option(edge + from, _operations[wanted[i].Operation]);
        }
    }

    private bool Fits(int operation, int edge) => Option(edge, _operations[operation]) >= 0;

    private int Option(int edge, EdgeOperation operation) =>
        space.Edges[edge].IsChain ? space.Spec.ChainOperations.IndexOf(operation)
        : space.Spec.AugmentedOperations.IndexOf(operation) is var index and >= 0 ? index + 1
        : -1;
}
