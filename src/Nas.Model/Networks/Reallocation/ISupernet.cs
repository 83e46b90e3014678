using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Reallocation;

/// <summary>
/// A network that becomes a backbone by an architecture, decision by decision: the output of the first decisions does not depend on the
/// later ones, so that architectures with the same first choices can share it.
/// </summary>
public interface ISupernet
{
    int Decisions { get; }

    /// <summary>The switch of its BatchNorm layers.</summary>
    NormSwitch Norm { get; }

    /// <summary>The modules that run with one choice only; all others run with every architecture.</summary>
    IEnumerable<ChoiceModule> ChoiceModules => [];

    /// <summary>Images x 3 x H x W to the input of the first decision.</summary>
    Tensor Stem(Tensor images);

    /// <summary>Runs a decision's choice on the output of the decision before it.</summary>
    /// <param name="choice">Index of the decision's option.</param>
    Tensor Step(int decision, int choice, Tensor input);

    /// <summary>True where the output of a decision is the output of a stage.</summary>
    bool EndsStage(int decision);
}

/// <param name="Choice">Index of the decision's option.</param>
public readonly record struct ChoiceModule(int Decision, int Choice, nn.Module Module);

/// <summary>Whole passes through a supernet.</summary>
public static class SupernetPass
{
    /// <summary>
    /// Images x 3 x H x W to the outputs of the four stages of an architecture, which belong to the caller's dispose scope.
    /// </summary>
    public static ImmutableArray<Tensor> Forward(this ISupernet supernet, Tensor images, Spaces.Architecture architecture)
    {
        if (architecture.Choices.Length != supernet.Decisions)
        {
            throw new ArgumentException($"{architecture.Choices.Length} choices for {supernet.Decisions} decisions.", nameof(architecture));
        }
        using var scope = NewDisposeScope();
        var features = supernet.Stem(images);
        var outputs = ImmutableArray.CreateBuilder<Tensor>();
        for (var decision = 0; decision < supernet.Decisions; decision++)
        {
            features = supernet.Step(decision, architecture.Choices[decision], features);
            if (supernet.EndsStage(decision))
                outputs.Add(features);
        }
        return [.. outputs.Select(output => output.MoveToOuterDisposeScope())];
    }
}
