using System.Collections.Immutable;
using Nas.Model.Cost;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks.Layers;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>Options for building a backbone.</summary>
public sealed record BackboneOptions
{
    public NormOptions Norm { get; init; } = new();

    /// <summary>Outputs of a classifier after the last stage; null: there is none.</summary>
    public int? Classes { get; init; }
}

/// <summary>
/// A stem and four stages at strides 4, 8, 16, 32; tensors have the names of torchvision's classification networks. A call gives the
/// dilation of every block; dilations are no part of the weights. Weights are uninitialised until <see cref="LayerState.Fill"/> or a file
/// fills them.
/// </summary>
public abstract class Backbone : nn.Module<Tensor, ImmutableArray<int>, ImmutableArray<Tensor>>, IStagedNetwork
{
    protected Backbone(string name, IBackboneShape shape)
        : base(name)
    {
        Blocks = shape.Blocks;
        Undilated = [.. Enumerable.Repeat(1, Blocks.Sum())];
        Channels = [.. shape.Features(new LayerList(3, 32, 32)).Select(map => map.Channels)];
    }

    /// <summary>Blocks of each of the four stages.</summary>
    public ImmutableArray<int> Blocks { get; }

    /// <summary>Channels of the four stages' outputs.</summary>
    public ImmutableArray<int> Channels { get; }

    nn.Module IStagedNetwork.Module => this;

    IEnumerable<PlacedTensor> IStagedNetwork.Places => BackbonePlaces.Of(this);

    /// <summary>Dilation 1 for every block.</summary>
    public ImmutableArray<int> Undilated { get; }

    /// <summary>The blocks of every stage, in order.</summary>
    public ImmutableArray<ImmutableArray<Block>> Stages { get; protected init; }

    /// <summary>The network of a shape.</summary>
    public static Backbone Create(IBackboneShape shape, BackboneOptions options, Device device) =>
        BackboneFamilies.Standard.Of(shape).Create(shape, options, device);

    /// <summary>Images x 3 x H x W to the input of the first stage.</summary>
    public abstract Tensor Stem(Tensor images);

    /// <summary>The output of a stage, from 0, whose blocks have these dilations.</summary>
    public Tensor Stage(int stage, Tensor input, ReadOnlySpan<int> dilations)
    {
        using var scope = NewDisposeScope();
        var blocks = Stages[stage];
        if (dilations.Length != blocks.Length)
            throw new ArgumentException($"{dilations.Length} dilations for {blocks.Length} blocks.", nameof(dilations));
        var features = input;
        for (var i = 0; i < blocks.Length; i++)
            features = Block(stage, i, features, dilations[i]);
        return features.MoveToOuterDisposeScope();
    }

    /// <summary>The output of one block of a stage; the last block of all includes whatever ends the last stage.</summary>
    public Tensor Block(int stage, int index, Tensor input, int dilation)
    {
        using var scope = NewDisposeScope();
        var features = Stages[stage][index].call(input, dilation);
        var isLast = stage == Stages.Length - 1 && index == Stages[stage].Length - 1;
        return (isLast ? Tail(features) : features).MoveToOuterDisposeScope();
    }

    /// <summary>Images x 3 x H x W to the outputs of the four stages, which belong to the caller's dispose scope.</summary>
    /// <param name="dilations">Dilation of each block, stage by stage.</param>
    public override ImmutableArray<Tensor> forward(Tensor images, ImmutableArray<int> dilations)
    {
        if (dilations.Length != Undilated.Length)
            throw new ArgumentException($"{dilations.Length} dilations for {Undilated.Length} blocks.", nameof(dilations));
        using var scope = NewDisposeScope();
        var features = Stem(images);
        var outputs = ImmutableArray.CreateBuilder<Tensor>(Blocks.Length);
        var first = 0;
        for (var stage = 0; stage < Blocks.Length; stage++)
        {
            features = Stage(stage, features, dilations.AsSpan().Slice(first, Blocks[stage]));
            first += Blocks[stage];
            outputs.Add(features);
        }
        return [.. outputs.Select(output => output.MoveToOuterDisposeScope())];
    }

    /// <summary>Images x 3 x H x W to images x classes (logits).</summary>
    /// <exception cref="InvalidOperationException">The backbone was built without a classifier.</exception>
    public Tensor Classify(Tensor images, ImmutableArray<int> dilations)
    {
        if (Classifier is null)
            throw new InvalidOperationException("This backbone was built without a classifier.");
        using var scope = NewDisposeScope();
        return Classifier.call(call(images, dilations)[^1].mean([2, 3])).MoveToOuterDisposeScope();
    }

    /// <summary>The layers after the blocks of the last stage.</summary>
    protected internal virtual Tensor Tail(Tensor features) => features;

    /// <summary>New modules for the blocks of one stage of a shape, which the caller registers.</summary>
    internal static ImmutableArray<Block> BlocksOf(IBackboneShape shape, int stage, NormOptions norm, Device device) =>
        BackboneFamilies.Standard.Of(shape).BlocksOf(shape, stage, norm, device);

    protected LinearLayer? Classifier { get; private set; }

    /// <summary>Adds the classifier under torchvision's name, where one is asked for.</summary>
    protected void AddClassifier(string name, int? classes, Device device)
    {
        if (classes is not { } outputs)
            return;
        Classifier = this.At(name, new LinearLayer(Channels[^1], outputs, StartValue.Normal(0.01), device));
    }

    /// <summary>Parts were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
