using System.Collections.Immutable;
using Nas.Model.Detection;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.WeightFiles;
using TorchSharp;

namespace Nas.Model.Methods.CrNas.Training;

/// <summary>The weights of a network on a supernet before the first step of a run.</summary>
internal static class StartWeights
{
    /// <summary>
    /// Fills the network from the tensors of a pre-trained one with matching names, or, without one, from the published backbone; the rest
    /// is a function of (seed, run, name).
    /// </summary>
    /// <param name="tensors">Tensors of the whole network.</param>
    /// <param name="backbone">The part of it that the published weights are of.</param>
    /// <exception cref="DamagedFileException">The weights cannot be used, or nothing in them has a name of the network's.</exception>
    /// <exception cref="UserException">The published backbone is not there, or nothing in it fits.</exception>
    public static void Fresh(
        CrNasContext context,
        int run,
        ImmutableArray<LayerTensor> tensors,
        IStagedNetwork backbone,
        string? weightsPath
    )
    {
        LayerState.Fill(tensors, context.Settings.Seed, run);
        if (weightsPath is not null)
        {
            if (LayerFile.ReadSome(weightsPath, tensors) == 0)
                throw new DamagedFileException($"{weightsPath} has no tensor of this network.");
        }
        else if (context.Settings.Backbone.Weights is { } published)
        {
            ReadPublished(context, backbone, published);
        }
    }

    /// <summary>Fills the detector of an allocation from the stage supernet: its branches for that allocation, and its heads.</summary>
    /// <param name="weightsPath">Weights of the stage supernet.</param>
    /// <exception cref="DamagedFileException">The weights are not those of a stage supernet of the search.</exception>
    public static void Inherited(CrNasContext context, ImmutableArray<int> blocks, SupernetDetector network, string weightsPath)
    {
        using var supernet = SupernetDetector.Stages(context with { Device = torch.META });
        var names = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        foreach (var tensor in supernet.Tensors)
            names.Add(tensor.Value, tensor.Name);
        var allocation = context.Spaces.Allocations.Parse(string.Join(',', blocks));
        var branches = ((StageSupernet)supernet.Supernet)
            .StateOf(allocation)
            .ToDictionary(tensor => $"{Detector.BackbonePath}.{tensor.Name}", tensor => names[tensor.Value], StringComparer.Ordinal);
        using var file = SafetensorsFile.Open(weightsPath);
        foreach (var tensor in network.Tensors)
            file.CopyTo(branches.GetValueOrDefault(tensor.Name, tensor.Name), tensor.Value);
    }

    private static void ReadPublished(CrNasContext context, IStagedNetwork backbone, string path)
    {
        if (!File.Exists(path))
            throw new UserException($"backbone.weights {path} is no file: correct it, or leave it out to start from the seed.");
        if (BackboneWeights.Read(path, context.Spaces.Backbone, backbone.Places) > 0)
            return;
        throw new UserException(
            $"backbone.weights {path} has nothing for {context.Settings.Backbone.Name}: give a file that `langevin weights import` wrote for this backbone."
        );
    }
}
