using Nas.Model.Networks;
using TorchSharp;

namespace Nas.Model.Training;

/// <summary>How a training run moves parameters along gradients, and for how many steps.</summary>
internal interface IUpdateRule : IDisposable
{
    int TotalSteps { get; }

    /// <summary>Gradients are scaled down to this length before <see cref="Move"/>; 0: they are not.</summary>
    double LongestGradient { get; }

    /// <summary>What the next step depends on beyond the parameters.</summary>
    IEnumerable<NamedTensor> State { get; }

    /// <param name="gradients">Of the minibatch's mean loss, for each parameter; may be overwritten.</param>
    void Move(IReadOnlyList<NamedTensor> parameters, IReadOnlyList<torch.Tensor> gradients, int step);

    /// <summary>Number of the posterior sample that is complete once so many steps are done; null where none is.</summary>
    int? SampleAfter(int steps);
}
