using System.Collections.Immutable;

namespace Nas.Model.Spaces.Topology;

/// <summary>What a spec must fulfil to define a space.</summary>
internal static class TopologyRules
{
    public static void Check(TopologySpec spec)
    {
        Require(spec.Channels > 0 && spec.Side > 0 && spec.Classes > 0, spec, "channels, side and classes are positive");
        Require(spec.StemWidth > 0 && spec.StemStride > 0 && spec.HeadWidth > 0, spec, "stem and head have positive widths and strides");
        Require(!spec.Stages.IsDefaultOrEmpty, spec, "there is at least one stage");
        foreach (var stage in spec.Stages)
        {
            Require(stage.Nodes >= 2, spec, "a stage has at least two nodes");
            Require(stage.Width > 0 && stage.Stride > 0, spec, "a stage's width and stride are positive");
            Require(stage.EntryKernel % 2 == 1 && stage.EntryExpansion > 0, spec, "entry kernels are odd and expansions positive");
        }
        Require(!spec.ChainOperations.IsDefaultOrEmpty, spec, "a chain edge has at least one operation");
        var augmented = spec.Stages.Any(stage => stage.Nodes > 2);
        Require(!spec.AugmentedOperations.IsDefaultOrEmpty || !augmented, spec, "an augmented edge has at least one operation");
        CheckOperations(spec, spec.ChainOperations);
        CheckOperations(spec, spec.AugmentedOperations.IsDefault ? [] : spec.AugmentedOperations);
    }

    private static void CheckOperations(TopologySpec spec, ImmutableArray<EdgeOperation> operations)
    {
        var names = operations.Select(operation => operation.Name).ToArray();
        Require(names.Distinct().Count() == names.Length, spec, "operation names are distinct");
        Require(names.All(IsName), spec, "operation names are letters and digits");
        foreach (var operation in operations)
        {
            Require(operation.IsIdentity || (operation.Kernel % 2 == 1 && operation.Expansion > 0), spec, "kernels are odd and expansions positive");
        }
    }

    private static bool IsName(string name) => name.Length > 0 && name != TopologySpace.None && name.All(char.IsAsciiLetterOrDigit);

    private static void Require(bool holds, TopologySpec spec, string rule)
    {
        if (!holds) throw new ArgumentException($"The spec of space {spec.Name} breaks a rule: {rule}.", nameof(spec));
    }
}
