using System.Collections.Immutable;
using System.Globalization;
using Nas.Model.Networks;
using Nas.Model.WeightFiles;

namespace Nas.Model.Training;

/// <summary>
/// The state of a training run in one safetensors file: its tensors and its step. Nothing else is needed, since every random stream is
/// a function of (seed, purpose, step). The file says whose it is, so that a run never goes on from another's.
/// </summary>
internal static class CheckpointFile
{
    private const string Format = "langevin-checkpoint/1";

    public static void Write(string path, string run, int step, IEnumerable<NamedTensor> state) =>
        SafetensorsFile.Write(
            path,
            state.ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["format"] = Format,
                ["run"] = run,
                ["step"] = step.ToString(CultureInfo.InvariantCulture),
            }
        );

    /// <summary>Fills the tensors of a run's state and gives its step.</summary>
    /// <exception cref="DamagedFileException">The file is not a checkpoint of this run, or one that does not fit its network.</exception>
    public static int Read(string path, string run, int totalSteps, ImmutableArray<NamedTensor> state)
    {
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("format") != Format)
            throw new DamagedFileException($"{path} is not a checkpoint of this version ({Format}).");
        if (file.Metadata.GetValueOrDefault("run") is var owner && owner != run)
        {
            throw new DamagedFileException($"{path} is a checkpoint of run '{owner}', not of '{run}'.");
        }
        if (
            !int.TryParse(file.Metadata.GetValueOrDefault("step"), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            || step > totalSteps
        )
        {
            throw new DamagedFileException($"{path} is a checkpoint of no step from 0 to {totalSteps}.");
        }
        if (file.Names.Count() != state.Length)
            throw new DamagedFileException($"{path} holds {file.Names.Count()} tensors, the run has {state.Length}.");
        foreach (var (name, value) in state)
            file.CopyTo(name, value);
        return step;
    }
}
