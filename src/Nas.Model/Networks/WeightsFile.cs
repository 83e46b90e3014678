using Nas.Model.Networks.Layers;

namespace Nas.Model.Networks;

/// <summary>A network's parameters and running statistics as a safetensors file; names are those of the network's modules.</summary>
public static class WeightsFile
{
    private const string Format = "langevin-weights/1";

    public static void Write(string path, PathNetwork network) =>
        LayerFile.Write(
            path,
            network.Tensors,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = Format, ["space"] = network.SpaceName }
        );

    /// <summary>
    /// Fills a network's parameters, and its running statistics where the file has them. The file may hold more: a supernet's weights
    /// are also those of each of its subnets.
    /// </summary>
    /// <exception cref="DamagedFileException">The file is damaged, or lacks a parameter, or has it in another shape.</exception>
    public static void Read(string path, PathNetwork network)
    {
        LayerFile.Read(path, network.Tensors.Where(tensor => tensor.Trained));
        LayerFile.ReadSome(path, network.Tensors.Where(tensor => !tensor.Trained));
    }
}
