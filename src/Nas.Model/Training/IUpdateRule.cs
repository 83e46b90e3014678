using Nas.Model.Networks;
using TorchSharp;

namespace Nas.Model.Training;

/// <summary>Moves the parameters of a training run along gradients, for a number of steps.</summary>
internal interface IUpdateRule : IDisposable
{
    int TotalSteps { get; }

    /// <summary>Gradients are scaled down to this length before <see cref="Move"/>; 0: they are not.</summary>
    double LongestGradient { get; }

    /// <summary>Tensors that the next step depends on, beyond the parameters.</summary>
    IEnumerable<NamedTensor> State { get; }

    /// <param name="gradients">Gradients of the minibatch's mean loss for each parameter; they may be overwritten.</param>
    void Move(IReadOnlyList<NamedTensor> parameters, IReadOnlyList<torch.Tensor> gradients, int step);

    /// <summary>Number of the posterior sample that is complete once so many steps are done; null where none is.</summary>
    int? SampleAfter(int steps);
}
