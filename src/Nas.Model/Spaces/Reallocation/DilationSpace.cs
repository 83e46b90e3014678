using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Nas.Model.Cost;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Randomness;

namespace Nas.Model.Spaces.Reallocation;

/// <summary>
/// Spatial reallocation (CR-NAS, ICLR 2020): the dilation of each block's 3x3 convolution. It changes where a block looks, not what it
/// costs: every architecture has the same MAdds and parameters.
/// </summary>
public sealed class DilationSpace : ISearchSpace
{
    /// <summary>Beginning of the name of the space of a backbone: <c>dilation-resnet50</c>.</summary>
    public const string Prefix = "dilation-";

    private static readonly ImmutableArray<string> Dilations = ["1", "2", "3"];

    private readonly ImmutableArray<int> _blocks;

    /// <param name="height">Pixels of the input image that costs are for.</param>
    /// <param name="width">Pixels of the input image that costs are for.</param>
    /// <param name="rest">Cost of the rest of the detector, the same for all architectures.</param>
    /// <param name="partial">
    /// Blocks that have a choice may be undecided: <see cref="ReallocatedBackbone.UndecidedText"/>.
    /// </param>
    /// <param name="greatest">The greatest dilation of each stage; default: all have all.</param>
    public DilationSpace(
        string name,
        IBackboneShape backbone,
        int height = 800,
        int width = 1088,
        LayerCost rest = default,
        bool partial = false,
        ImmutableArray<int> greatest = default
    )
    {
        Name = name;
        _blocks = backbone.Blocks;
        Decisions =
        [
            .. _blocks.SelectMany(
                (count, stage) =>
                {
                    var own = Dilations[..(greatest.IsDefault ? Dilations.Length : greatest[stage])];
                    var isOpen = partial && own.Length > 1;
                    ImmutableArray<string> options = isOpen ? [.. own, ReallocatedBackbone.UndecidedText] : own;
                    return Enumerable
                        .Range(0, count)
                        .Select(block => new Decision($"stage{stage + 1}/{block}", $"stage{stage + 1}", options)
                        {
                            Undecided = isOpen ? own.Length : null,
                        });
                }
            ),
        ];
        Count = Decisions.Aggregate(BigInteger.One, (product, decision) => product * decision.Options.Length);
        var layers = new LayerList(3, height, width);
        backbone.Features(layers);
        AdditiveCost Constant(long cost) =>
            new(cost, [.. Decisions.Select(decision => decision.Options.Select(_ => 0L).ToImmutableArray())]);
        MAdds = Constant(layers.Total.MAdds + rest.MAdds);
        Parameters = Constant(layers.Total.Parameters + rest.Parameters);
    }

    public string Name { get; }

    /// <summary>A decision for each block, stage by stage.</summary>
    public ImmutableArray<Decision> Decisions { get; }

    public AdditiveCost MAdds { get; }

    public AdditiveCost Parameters { get; }

    ICost ISearchSpace.MAdds => MAdds;

    ICost ISearchSpace.Parameters => Parameters;

    public BigInteger Count { get; }

    /// <summary>The dilation of each block, stage by stage.</summary>
    public static ImmutableArray<int> DilationsOf(Architecture architecture) => [.. architecture.Choices.Select(DilationOf)];

    /// <summary>The dilation that a choice means.</summary>
    public static int DilationOf(int choice) => choice + 1;

    /// <summary>The choice that means a dilation.</summary>
    public static int ChoiceOf(int dilation) => dilation - 1;

    /// <summary>Number of dilations that a block may have.</summary>
    public static int Options => Dilations.Length;

    /// <summary>
    /// The architecture with its undecided blocks drawn uniformly. A dilation is drawn for every block, so that one stream completes all
    /// architectures alike that have the same blocks undecided.
    /// </summary>
    public Architecture Completed(Architecture architecture, RandomStream random) =>
        new([
            .. Decisions.Zip(
                architecture.Choices,
                (decision, choice) =>
                    random.Next(decision.Undecided ?? decision.Options.Length) is var drawn && choice == decision.Undecided ? drawn : choice
            ),
        ]);

    /// <summary>Tells for each block if its dilation is decided.</summary>
    public ImmutableArray<bool> DecidedIn(Architecture architecture) =>
        [.. Decisions.Zip(architecture.Choices, (decision, choice) => choice != decision.Undecided)];

    /// <summary>The dilations of a stage's blocks, stages separated by <c>/</c>: <c>1,2,1/1,1,3,1/3,2/1</c>.</summary>
    public string Format(Architecture architecture)
    {
        var first = 0;
        var stages = new List<string>();
        foreach (var count in _blocks)
        {
            stages.Add(
                string.Join(',', Enumerable.Range(first, count).Select(block => Decisions[block].Options[architecture.Choices[block]]))
            );
            first += count;
        }
        return string.Join('/', stages);
    }

    public Architecture Parse(string text)
    {
        var stages = text.Split('/');
        if (stages.Length != _blocks.Length)
            throw new UserException($"'{text}' has {stages.Length} stages, where {Name} has {_blocks.Length}.");
        return new Architecture([.. stages.SelectMany((stage, index) => Stage(text, stage, index))]);
    }

    private IEnumerable<int> Stage(string text, string stage, int index)
    {
        var words = stage.Split(',');
        if (words.Length != _blocks[index])
        {
            throw new UserException(
                $"'{text}' has {words.Length.ToString(CultureInfo.InvariantCulture)} dilations in stage {index + 1}, which has {_blocks[index]} blocks in {Name}."
            );
        }
        var options = Decisions[_blocks.Take(index).Sum()].Options;
        return words.Select(word =>
            options.IndexOf(word) is var choice and >= 0
                ? choice
                : throw new UserException($"'{text}' has the dilation '{word}' in stage {index + 1}, where {Allowed(options)}.")
        );
    }

    private static string Allowed(ImmutableArray<string> options)
    {
        var dilations = options.Remove(ReallocatedBackbone.UndecidedText);
        return dilations.Length == 1 ? "only 1 is allowed" : $"{string.Join(", ", dilations[..^1])} and {dilations[^1]} are allowed";
    }
}
