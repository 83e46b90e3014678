using System.Collections.Immutable;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Spaces;
using Nas.Model.Training;
using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas.Training;

/// <summary>A network on a supernet that learns in each step along a path; a network of one architecture always has the same one.</summary>
internal abstract class SupernetLearner : ILearner
{
    private readonly Func<int, Architecture> _pathOf;
    private readonly PathParameters _parameters;

    /// <param name="tensors">Tensors of the whole network.</param>
    /// <param name="pathOf">The architecture that a step trains: a pure function of the step.</param>
    protected SupernetLearner(ISupernet supernet, ImmutableArray<LayerTensor> tensors, Func<int, Architecture> pathOf)
    {
        (Tensors, _pathOf) = (tensors, pathOf);
        _parameters = new PathParameters(supernet, tensors);
        Buffers = [.. tensors.Where(tensor => !tensor.Trained).Select(tensor => new NamedTensor(tensor.Name, tensor.Value))];
    }

    public IReadOnlyList<NamedTensor> Parameters => _parameters.All;

    public IReadOnlyList<NamedTensor> Buffers { get; }

    protected ImmutableArray<LayerTensor> Tensors { get; }

    public StepLoss LossOf(int step)
    {
        var path = _pathOf(step);
        return new StepLoss(LossOf(step, path), _parameters.Of(path)) { Copies = CopiesOf(path) };
    }

    public abstract void Initialise(string? weightsPath);

    public virtual void SaveWeights(string path) => LayerFile.Write(path, Tensors);

    public virtual ImmutableSortedDictionary<string, double> Measure() => ImmutableSortedDictionary<string, double>.Empty;

    public abstract void Dispose();

    protected abstract Tensor LossOf(int step, Architecture path);

    /// <summary>The parameters that a path moves, in each copy of the network that the loss goes through.</summary>
    protected virtual IReadOnlyList<IReadOnlyList<NamedTensor>> CopiesOf(Architecture path) => [];
}
