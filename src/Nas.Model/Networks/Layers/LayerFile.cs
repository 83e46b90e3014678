using Nas.Model.WeightFiles;

namespace Nas.Model.Networks.Layers;

/// <summary>Tensors of layers as a safetensors file, under their names.</summary>
public static class LayerFile
{
    private const string Format = "langevin-layers/1";

    /// <param name="metadata">Metadata of the file; null: the format alone.</param>
    public static void Write(string path, IEnumerable<LayerTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsFile.Write(
            path,
            tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal),
            metadata ?? new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = Format }
        );

    /// <summary>Fills all tensors; the file may hold more.</summary>
    /// <exception cref="DamagedFileException">The file is damaged, or lacks a tensor, or has it in another type or shape.</exception>
    public static void Read(string path, IEnumerable<LayerTensor> tensors)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var tensor in tensors)
            file.CopyTo(tensor.Name, tensor.Value);
    }

    /// <summary>Fills the tensors that the file has.</summary>
    /// <returns>Number of tensors that were filled.</returns>
    /// <exception cref="DamagedFileException">The file is damaged, or has a tensor in another type or shape.</exception>
    public static int ReadSome(string path, IEnumerable<LayerTensor> tensors)
    {
        using var file = SafetensorsFile.Open(path);
        var known = tensors.Where(tensor => file.Contains(tensor.Name)).ToList();
        foreach (var tensor in known)
            file.CopyTo(tensor.Name, tensor.Value);
        return known.Count;
    }
}
