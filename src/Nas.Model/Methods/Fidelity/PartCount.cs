using System.Collections.Immutable;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Methods.Fidelity;

/// <summary>How often an architecture has a part of some kind.</summary>
public readonly record struct PartCount(string Name, int Number)
{
    /// <summary>
    /// What an architecture consists of, by kind, the same kinds in the same order for all of a space. Of a decision that is always made,
    /// the first option is what the others are compared with. Of a topology: the operations on chain edges, the augmented edges that are
    /// present, and what these carry; of another space: the options of all decisions.
    /// </summary>
    public static ImmutableArray<PartCount> Of(ISearchSpace space, Architecture architecture) =>
        space is TopologySpace topology ? [.. OfTopology(topology, architecture)] : [.. OfOptions(space, architecture)];

    private static IEnumerable<PartCount> OfTopology(TopologySpace space, Architecture architecture)
    {
        var edges = space
            .Edges.Select((edge, number) => (edge.IsChain, Operation: space.OperationOf(architecture, number)?.Name))
            .Where(edge => edge.Operation is not null)
            .ToArray();
        foreach (var operation in space.Spec.ChainOperations.Skip(1))
            yield return new($"chain {operation.Name}", edges.Count(edge => edge.IsChain && edge.Operation == operation.Name));
        yield return new("augmented edges", edges.Count(edge => !edge.IsChain));
        foreach (var operation in space.Spec.AugmentedOperations.Skip(1))
            yield return new($"augmented {operation.Name}", edges.Count(edge => !edge.IsChain && edge.Operation == operation.Name));
    }

    private static IEnumerable<PartCount> OfOptions(ISearchSpace space, Architecture architecture) =>
        space
            .Decisions.SelectMany(decision => decision.Options.Skip(1))
            .Distinct(StringComparer.Ordinal)
            .Select(option => new PartCount(
                option,
                space.Decisions.Index().Count(decision => decision.Item.Options[architecture.Choices[decision.Index]] == option)
            ));
}
