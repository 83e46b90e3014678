using Nas.Model.Export;
using Nas.Model.Export.Weights;
using Nas.Model.Networks.Layers;

namespace Nas.Model.Networks;

/// <summary>A network's parameters and running statistics as a safetensors file; names are those of the network's modules.</summary>
public static class WeightsFile
{
    private const string Format = "langevin-weights/1";

    public static void Write(string path, TopologyNetwork network) => SafetensorsFile.Write(
        path,
        network.Parameters.Concat(network.Buffers).ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal),
        new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = Format, ["space"] = network.Space.Name });

    /// <summary>
    /// Fills a network's parameters, and its running statistics where the file has them. The file may hold more: a supernet's weights
    /// are also those of each of its subnets.
    /// </summary>
    /// <exception cref="DamagedFileException">The file is damaged, or lacks a parameter, or has it in another shape.</exception>
    public static void Read(string path, TopologyNetwork network)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var (name, value) in network.Parameters) file.CopyTo(name, value);
        foreach (var (name, value) in network.Buffers.Where(buffer => file.Contains(buffer.Name))) file.CopyTo(name, value);
    }
    /// <summary>Fills the tensors of a network; the file may hold more, and may lack counts of minibatches, which nothing reads.</summary>
    /// <exception cref="DamagedFileException">The file is damaged, or lacks a tensor, or has it in another shape.</exception>
    public static void Read(string path, IEnumerable<LayerTensor> tensors)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var (name, value, _, _) in tensors)
        {
            if (!BackboneState.IsCount(name) || file.Contains(name)) file.CopyTo(name, value);
        }
    }
}
