using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Nas.Model.Cost;
using Nas.Model.Cost.Torchvision;

namespace Nas.Model.Spaces.Reallocation;

/// <summary>
/// Stage reallocation (CR-NAS, ICLR 2020): the number of blocks in each of a backbone's four stages. Costs are those of the backbone
/// without a classifier and of what stands on it, exact: what a stage costs does not depend on the other stages.
/// </summary>
public sealed class StageSpace : ISearchSpace
{
    /// <summary>Name of the unit of block counts.</summary>
    public const string BlocksUnit = "blocks";

    private readonly ImmutableArray<ImmutableArray<int>> _options;
    private readonly IBackboneShape _backbone;

    /// <param name="options">Block counts that each stage may have, ascending.</param>
    /// <param name="height">Pixels of the input image that costs are for.</param>
    /// <param name="width">Pixels of the input image that costs are for.</param>
    /// <param name="rest">Cost of the rest of the detector, the same for all allocations.</param>
    public StageSpace(
        string name,
        ImmutableArray<ImmutableArray<int>> options,
        IBackboneShape backbone,
        int height,
        int width,
        LayerCost rest = default
    )
    {
        (Name, _options, _backbone) = (name, options, backbone);
        Decisions =
        [
            .. options.Select(
                (counts, stage) =>
                    new Decision(
                        $"stage{stage + 1}",
                        $"stage{stage + 1}",
                        [.. counts.Select(count => count.ToString(CultureInfo.InvariantCulture))]
                    )
            ),
        ];
        Count = options.Aggregate(BigInteger.One, (product, counts) => product * counts.Length);
        Blocks = new AdditiveCost(0, [.. options.Select(counts => counts.Select(count => (long)count).ToImmutableArray())]);

        var least = options.Select(counts => counts[0]).ToImmutableArray();
        LayerCost Cost(ImmutableArray<int> blocks)
        {
            var layers = new LayerList(3, height, width);
            backbone.WithBlocks(blocks).Features(layers);
            return layers.Total + rest;
        }
        var common = Cost(least);
        var costs = options.Select((counts, stage) => counts.Select(count => Cost(least.SetItem(stage, count))).ToArray()).ToArray();
        AdditiveCost Additive(Func<LayerCost, long> part) =>
            new(part(common), [.. costs.Select(stage => stage.Select(cost => part(cost) - part(common)).ToImmutableArray())]);
        MAdds = Additive(cost => cost.MAdds);
        Parameters = Additive(cost => cost.Parameters);
    }

    public string Name { get; }

    public ImmutableArray<Decision> Decisions { get; }

    public AdditiveCost MAdds { get; }

    public AdditiveCost Parameters { get; }

    ICost ISearchSpace.MAdds => MAdds;

    ICost ISearchSpace.Parameters => Parameters;

    /// <summary>Blocks of all stages together.</summary>
    public AdditiveCost Blocks { get; }

    public BigInteger Count { get; }

    /// <summary>The allocations of exactly this many blocks, which all cost the same where the blocks of all stages do.</summary>
    public ConstrainedSpace WithBlocks(int blocks) =>
        new(this, new CostRange(blocks, blocks), measure: new CostMeasure(BlocksUnit, Blocks));

    /// <summary>Block counts that each stage may have.</summary>
    public ImmutableArray<ImmutableArray<int>> Depths => _options;

    /// <summary>Blocks of each stage.</summary>
    public ImmutableArray<int> AllocationOf(Architecture architecture) =>
        [.. architecture.Choices.Select((choice, stage) => _options[stage][choice])];

    /// <summary>The backbone that an architecture names.</summary>
    public IBackboneShape BackboneOf(Architecture architecture) => _backbone.WithBlocks(AllocationOf(architecture));

    /// <summary>The canonical text, block counts: <c>1,3,5,7</c>.</summary>
    public string Format(Architecture architecture) => string.Join(',', AllocationOf(architecture));

    public Architecture Parse(string text)
    {
        var words = text.Split(',');
        if (words.Length != _options.Length)
            throw new UserException($"'{text}' is no allocation of {Name}: {_options.Length} block counts are needed, as in 1,3,5,7.");
        return new Architecture([.. words.Select((word, stage) => Choice(text, word, stage))]);
    }

    private int Choice(string text, string word, int stage)
    {
        var choice = Decisions[stage].Options.IndexOf(word);
        return choice >= 0
            ? choice
            : throw new UserException(
                $"'{text}' is no allocation of {Name}: stage {stage + 1} has '{word}' blocks, where {string.Join(", ", Decisions[stage].Options)} are allowed."
            );
    }
}
