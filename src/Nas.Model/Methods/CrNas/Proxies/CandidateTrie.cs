using System.Collections.Immutable;
using Nas.Model.Networks;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>
/// Candidates by their choices: a node stands for all candidates that begin with the choices on the way to it; the root for the stem.
/// The trunk are the choices that candidates have in all minibatches; what they have in one of them grows on it as a crown.
/// </summary>
internal sealed class CandidateTrie : IDisposable
{
    private readonly List<CandidateTrie> _trunk = [],
        _crown = [];
    private readonly List<int> _candidates = [];

    private CandidateTrie(int decision, int choice) => (Decision, Choice) = (decision, choice);

    /// <summary>-1 at the root.</summary>
    public int Decision { get; }

    public int Choice { get; }

    /// <summary>
    /// Statistics of the layers that this node's choice runs. They depend only on the layers before, which are the way to this node.
    /// </summary>
    public NormStatistics Statistics { get; } = new();

    public IEnumerable<CandidateTrie> Children => _trunk.Concat(_crown);

    /// <summary>Nodes that grow on this one in the current minibatch.</summary>
    public IReadOnlyList<CandidateTrie> Crown => _crown;

    /// <summary>Positions of the candidates that end here; equal candidates are one leaf.</summary>
    public IReadOnlyList<int> Candidates => _candidates;

    /// <param name="trunks">Choices of each candidate that are the same in all minibatches.</param>
    public static CandidateTrie Of(IReadOnlyList<ImmutableArray<int>> trunks)
    {
        var root = new CandidateTrie(-1, 0);
        for (var i = 0; i < trunks.Count; i++)
        {
            var node = root;
            foreach (var choice in trunks[i])
                node = node.Child(node._trunk, choice);
            node._candidates.Add(i);
        }
        return root;
    }

    /// <summary>The nodes at which trunks end.</summary>
    public IEnumerable<CandidateTrie> Ends() => _trunk.SelectMany(child => child.Ends()).Concat(_candidates.Count > 0 ? [this] : []);

    /// <param name="rest">Gives the choices of a candidate that ends here, after this node.</param>
    public void Grow(Func<int, ImmutableArray<int>> rest)
    {
        foreach (var candidate in _candidates)
        {
            var node = this;
            foreach (var choice in rest(candidate))
                node = node.Child(node == this ? _crown : node._trunk, choice);
            node._candidates.Add(candidate);
        }
    }

    /// <summary>Disposes of the crown.</summary>
    public void Shed()
    {
        foreach (var child in _crown)
            child.Dispose();
        _crown.Clear();
    }

    public void Dispose()
    {
        Statistics.Dispose();
        foreach (var child in Children)
            child.Dispose();
    }

    private CandidateTrie Child(List<CandidateTrie> children, int choice)
    {
        if (children.Find(child => child.Choice == choice) is { } known)
            return known;
        var added = new CandidateTrie(Decision + 1, choice);
        children.Add(added);
        return added;
    }
}
