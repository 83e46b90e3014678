using Nas.Model.Networks;
using Nas.Model.Spaces;

namespace Nas.Model.Proxies.Detection;

/// <summary>Candidates by their choices: a node stands for all candidates that begin with the choices on the way to it; the root for the stem.</summary>
internal sealed class CandidateTrie : IDisposable
{
    private readonly List<CandidateTrie> _children = [];
    private readonly List<int> _candidates = [];

    private CandidateTrie(int decision, int choice) => (Decision, Choice) = (decision, choice);

    /// <summary>-1 at the root.</summary>
    public int Decision { get; }

    public int Choice { get; }

    /// <summary>Of the layers that this node's choice runs: those of layers depend only on what comes before them, which is the way to here.</summary>
    public NormStatistics Statistics { get; } = new();

    public IReadOnlyList<CandidateTrie> Children => _children;

    /// <summary>Positions of the candidates that end here; equal candidates are one leaf.</summary>
    public IReadOnlyList<int> Candidates => _candidates;

    public static CandidateTrie Of(IReadOnlyList<Architecture> candidates)
    {
        var root = new CandidateTrie(-1, 0);
        for (var i = 0; i < candidates.Count; i++)
        {
            var node = root;
            foreach (var choice in candidates[i].Choices) node = node.Child(choice);
            node._candidates.Add(i);
        }
        return root;
    }

    public void Dispose()
    {
        Statistics.Dispose();
        foreach (var child in _children) child.Dispose();
    }

    private CandidateTrie Child(int choice)
    {
        if (_children.Find(child => child.Choice == choice) is { } known) return known;
        var added = new CandidateTrie(Decision + 1, choice);
        _children.Add(added);
        return added;
    }
}
