using System.Collections.Immutable;
using Nas.Model.Networks;
using TorchSharp;

namespace Nas.Model.Training;

/// <summary>
/// The object of a training run: a network, and a loss for every step. Minibatch, path and every draw of step t are functions of (settings,
/// phase, run, t), so that its tensors are all its state.
/// </summary>
internal interface ILearner : IDisposable
{
    /// <summary>All that may ever move, by name.</summary>
    IReadOnlyList<NamedTensor> Parameters { get; }

    /// <summary>The other tensors of the network's state, by name: running statistics, what is frozen.</summary>
    IReadOnlyList<NamedTensor> Buffers { get; }

    /// <summary>Fills all tensors for a run from its first step.</summary>
    /// <param name="weightsPath">Weights to start from; null: other ones that the settings name, or the seed's.</param>
    /// <exception cref="DamagedFileException">The weights cannot be used.</exception>
    void Initialise(string? weightsPath);

    /// <summary>The loss of a step, with its gradient's graph; it belongs to the caller's dispose scope.</summary>
    StepLoss LossOf(int step);

    /// <summary>Writes what the run publishes to a new file.</summary>
    void SaveWeights(string path);

    /// <summary>Figures that are measured after the last step; empty for networks that others measure.</summary>
    ImmutableSortedDictionary<string, double> Measure();
}

/// <param name="Parameters">Parameters that the step moves, always in the same order for the same path.</param>
internal sealed record StepLoss(torch.Tensor Value, IReadOnlyList<NamedTensor> Parameters)
{
    /// <summary>
    /// The same parameters in copies of the network which the loss goes through as well; their gradients are added to the parameters' own.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<NamedTensor>> Copies { get; init; } = [];
}
