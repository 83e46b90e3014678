using System.Collections.Immutable;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.CrNas.Training;

/// <summary>The parameters of a network on a supernet that a path moves: all but those of choices that it does not make.</summary>
internal sealed class PathParameters
{
    private readonly ImmutableArray<(NamedTensor Tensor, int Decision, int Choice)> _all;

    /// <param name="tensors">Tensors of the whole network.</param>
    public PathParameters(ISupernet supernet, IEnumerable<LayerTensor> tensors)
    {
        var choices = new Dictionary<object, (int Decision, int Choice)>(ReferenceEqualityComparer.Instance);
        foreach (var (decision, choice, module) in supernet.ChoiceModules)
        {
            foreach (var tensor in LayerState.Of(module))
                choices.Add(tensor.Value, (decision, choice));
        }
        _all =
        [
            .. tensors
                .Where(tensor => tensor.Trained)
                .Select(tensor =>
                {
                    var (decision, choice) = choices.GetValueOrDefault(tensor.Value, (-1, 0));
                    return (new NamedTensor(tensor.Name, tensor.Value), decision, choice);
                }),
        ];
        All = [.. _all.Select(parameter => parameter.Tensor)];
    }

    public ImmutableArray<NamedTensor> All { get; }

    public IReadOnlyList<NamedTensor> Of(Architecture path) =>
        [
            .. _all.Where(parameter => parameter.Decision < 0 || path.Choices[parameter.Decision] == parameter.Choice)
                .Select(parameter => parameter.Tensor),
        ];
}
