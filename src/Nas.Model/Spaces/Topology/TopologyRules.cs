using System.Collections.Immutable;

namespace Nas.Model.Spaces.Topology;

/// <summary>Rules that a spec must fulfil to define a space.</summary>
public static class TopologyRules
{
    /// <summary>
    /// Limit on the possible edges. So many edges of so large operations cost less than 2^63 Multiply-Adds together: no sum of costs
    /// overflows.
    /// </summary>
    public const int MostEdges = 512;

    private const int MostSide = 2048,
        MostWidth = 1 << 14,
        MostHidden = 1 << 16,
        MostKernel = 63,
        MostStages = 64,
        MostNodes = 32,
        MostClasses = 100_000;

    /// <summary>The first rule that the spec breaks, in words, as the end of a sentence; null: it breaks none.</summary>
    public static string? Fault(TopologySpec spec) => Faults(spec).FirstOrDefault();

    /// <exception cref="ArgumentException">The spec breaks a rule.</exception>
    internal static void Check(TopologySpec spec)
    {
        if (Fault(spec) is { } fault)
            throw new ArgumentException($"The spec of space {spec.Name} breaks a rule: {fault}.", nameof(spec));
    }

    /// <summary>The faults of a spec. Each rule may rely on those before it.</summary>
    private static IEnumerable<string> Faults(TopologySpec spec)
    {
        (string What, int Value, int Most)[] numbers =
        [
            ("Channels", spec.Channels, MostWidth),
            ("Side", spec.Side, MostSide),
            ("Classes", spec.Classes, MostClasses),
            ("StemWidth", spec.StemWidth, MostWidth),
            ("StemStride", spec.StemStride, MostSide),
            ("HeadWidth", spec.HeadWidth, MostWidth),
        ];
        foreach (var (what, value, most) in numbers)
        {
            if (value < 1 || value > most)
                yield return $"its {what} must lie from 1 to {most}, and is {value}";
        }
        if (spec.Stages.IsDefaultOrEmpty)
            yield return "it has no stages, and needs one at least";
        if (spec.Stages.Length > MostStages)
            yield return $"it has {spec.Stages.Length} stages, and {MostStages} is the most";
        var input = spec.StemWidth;
        foreach (var (index, stage) in spec.Stages.Index())
        {
            foreach (var fault in StageFaults(stage, input))
                yield return $"stage {index + 1} {fault}";
            input = stage.Width;
        }
        var edges = spec.Stages.Sum(stage => stage.Nodes * (stage.Nodes - 1) / 2);
        if (edges > MostEdges)
            yield return $"its stages have {edges} possible edges together, and {MostEdges} is the most: take fewer nodes";
        if (spec.ChainOperations.IsDefaultOrEmpty)
            yield return "it has no ChainOperations, and a chain edge needs one at least";
        var isAugmented = spec.Stages.Any(stage => stage.Nodes > 2);
        if (spec.AugmentedOperations.IsDefaultOrEmpty && isAugmented)
            yield return "it has no AugmentedOperations, and stages of more than 2 nodes need one at least";
        var widest = spec.Stages.Max(stage => stage.Width);
        foreach (var fault in OperationFaults("ChainOperations", spec.ChainOperations, widest))
            yield return fault;
        if (spec.AugmentedOperations.IsDefault)
            yield break;
        foreach (var fault in OperationFaults("AugmentedOperations", spec.AugmentedOperations, widest))
            yield return fault;
    }

    private static IEnumerable<string> StageFaults(StageSpec? stage, int input)
    {
        if (stage is null)
        {
            yield return "is null";
            yield break;
        }
        if (stage.Nodes is < 2 or > MostNodes)
            yield return $"must have from 2 to {MostNodes} nodes, and has {stage.Nodes}";
        if (stage.Width is < 1 or > MostWidth)
            yield return $"must have a Width from 1 to {MostWidth}, and has {stage.Width}";
        if (stage.Stride is < 1 or > MostSide)
            yield return $"must have a Stride from 1 to {MostSide}, and has {stage.Stride}";
        if (!IsKernel(stage.EntryKernel))
            yield return $"must have an odd EntryKernel from 1 to {MostKernel}, and has {stage.EntryKernel}";
        if (!IsExpansion(stage.EntryExpansion, input))
            yield return $"has an EntryExpansion of {stage.EntryExpansion}, which must make from 1 to {MostHidden} channels of its input's {input}";
    }

    private static IEnumerable<string> OperationFaults(string list, ImmutableArray<EdgeOperation> operations, int widest)
    {
        foreach (var (index, operation) in operations.Index())
        {
            if (operation is null)
            {
                yield return $"{list}[{index}] is null";
                yield break;
            }
            if (operation == EdgeOperation.Identity)
                continue;
            var what = $"{list}[{index}], {operation.Name},";
            if (!IsKernel(operation.Kernel))
                yield return $"{what} must have an odd kernel from 1 to {MostKernel}, and has {operation.Kernel}";
            if (!IsExpansion(operation.Expansion, widest))
                yield return $"{what} has an expansion of {operation.Expansion}, which must make from 1 to {MostHidden} channels of the widest stage's {widest}";
            // Texts and checkpoints tell operations by their names alone.
            var named = EdgeOperation.Mb(operation.Kernel, operation.Expansion);
            if (operation != named)
                yield return $"{what} must have the name that its kernel and its expansion make, {named.Name}";
        }
        if (operations.GroupBy(operation => operation).FirstOrDefault(group => group.Count() > 1) is { } twice)
            yield return $"{list} has {twice.Key.Name} twice";
    }

    private static bool IsKernel(int kernel) => kernel is >= 1 and <= MostKernel && kernel % 2 == 1;

    private static bool IsExpansion(int expansion, int channels) => expansion >= 1 && (long)expansion * channels <= MostHidden;
}
