using System.Collections.Immutable;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Reallocation;

/// <summary>
/// Stage reallocation (CR-NAS, ICLR 2020, figure 2): each stage holds one branch for each depth that a stage space allows it, with weights
/// of its own; the stem, and whatever ends the last stage, are shared. The least allocation of the space has the names of its plain
/// backbone; further branches stand below them, as in <c>branches.stage2.3.0.conv1.weight</c> for the first of three blocks.
/// Weights are uninitialised until <see cref="LayerState.Fill"/> or a file fills them.
/// </summary>
public sealed class StageSupernet : nn.Module<Tensor, Architecture, ImmutableArray<Tensor>>, IStagedNetwork, ISupernet
{
    private readonly StageSpace _space;
    private readonly Backbone _least;
    private readonly ImmutableArray<ImmutableArray<ImmutableArray<Block>>> _branches;

    public StageSupernet(StageSpace space, NormOptions norm, Device device)
        : base(nameof(StageSupernet))
    {
        (_space, Norm) = (space, norm.Switch);
        var architecture = new Architecture([.. space.Depths.Select(_ => 0)]);
        _least = Backbone.Create(space.BackboneOf(architecture), new BackboneOptions { Norm = norm }, device);
        // Its parts become this module's own, which disposes of them.
        foreach (var (name, part) in _least.named_children())
            register_module(name, part);
        _branches =
        [
            .. space.Depths.Select(
                (depths, stage) =>
                    depths
                        .Select(
                            (depth, choice) =>
                                choice == 0
                                    ? _least.Stages[stage]
                                    : Branch(space.BackboneOf(architecture.With(stage, choice)), stage, depth, norm, device)
                        )
                        .ToImmutableArray()
            ),
        ];
    }

    nn.Module IStagedNetwork.Module => this;

    IEnumerable<PlacedTensor> IStagedNetwork.Places =>
        BackbonePlaces
            .Outside(_least)
            .Concat(_branches.SelectMany((branches, stage) => branches.SelectMany(blocks => BackbonePlaces.OfStage(stage, blocks))));

    public ImmutableArray<int> Channels => _least.Channels;

    public int Decisions => _branches.Length;

    public NormSwitch Norm { get; }

    public IEnumerable<ChoiceModule> ChoiceModules =>
        _branches.SelectMany(
            (branches, stage) => branches.SelectMany((blocks, choice) => blocks.Select(block => new ChoiceModule(stage, choice, block)))
        );

    public Tensor Stem(Tensor images) => _least.Stem(images);

    /// <summary>The output of a stage of the chosen depth.</summary>
    public Tensor Step(int decision, int choice, Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = input;
        foreach (var block in _branches[decision][choice])
            features = block.call(features, 1);
        return (decision == Decisions - 1 ? _least.Tail(features) : features).MoveToOuterDisposeScope();
    }

    public bool EndsStage(int decision) => true;

    /// <summary>Images x 3 x H x W to the outputs of the four stages, which belong to the caller's dispose scope.</summary>
    public override ImmutableArray<Tensor> forward(Tensor images, Architecture architecture) => this.Forward(images, architecture);

    /// <summary>The tensors of an allocation, under the names and in the order of its plain backbone.</summary>
    public ImmutableArray<LayerTensor> StateOf(Architecture architecture)
    {
        var ofLeast = LayerState.Of(_least);
        var first = _least.Stages[0][0];
        var stem = ofLeast.TakeWhile(tensor => !LayerState.Of(first).Any(own => ReferenceEquals(own.Value, tensor.Value))).Count();
        var blocks = _least.Stages.SelectMany(stage => stage).Sum(block => LayerState.Of(block).Length);
        var values = ofLeast
            .Take(stem)
            .Concat(
                _branches.SelectMany((branches, stage) => branches[architecture.Choices[stage]]).SelectMany(block => LayerState.Of(block))
            )
            .Concat(ofLeast.Skip(stem + blocks));
        using var plain = Backbone.Create(_space.BackboneOf(architecture), new BackboneOptions(), META);
        return [.. LayerState.Of(plain).Zip(values, (named, own) => own with { Name = named.Name })];
    }

    /// <summary>Parts were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }

    private ImmutableArray<Block> Branch(Cost.Torchvision.IBackboneShape shape, int stage, int depth, NormOptions norm, Device device)
    {
        var blocks = Backbone.BlocksOf(shape, stage, norm, device);
        foreach (var (index, block) in blocks.Index())
            this.At($"branches.stage{stage + 1}.{depth}.{index}", block);
        return blocks;
    }
}
