using System.Collections.Immutable;
using Nas.Model.WeightFiles.Weights;
using Seed.Output;

namespace Seed.Commands;

/// <summary>The tensors of a file.</summary>
public sealed class WeightsInspectCommand : LangevinCommand
{
    internal const string Example = "langevin weights inspect resnet50.safetensors";

    public WeightsInspectCommand(Terminal terminal)
        : base("inspect", "Names, element types and shapes of a file's tensors.")
    {
        var file = WeightsCommand.FileArgument();
        var json = JsonOption();
        Add(file);
        Add(json);
        Examples = [Example];
        SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            Print(terminal, parsed.GetValue(json), InspectedFile.Of(path, PretrainedFile.Open(path)), Text);
        });
    }

    private static string Text(InspectedFile file)
    {
        var table = new TextTable("tensor", "type", "shape");
        foreach (var tensor in file.Tensors)
            table.Add(tensor.Name, tensor.Type, string.Join(" x ", tensor.Shape));
        var words = string.Concat(file.Metadata.Select(pair => $"{Environment.NewLine}{pair.Key}: {pair.Value}"));
        return $"{table}{Environment.NewLine}{file.Tensors.Length:N0} tensors, {file.Numbers:N0} numbers{words}";
    }
}

/// <param name="Numbers">Elements of all tensors.</param>
/// <param name="Metadata">Words that the file's author wrote into it.</param>
public sealed record InspectedFile(
    string File,
    long Numbers,
    ImmutableSortedDictionary<string, string> Metadata,
    ImmutableArray<DescribedTensor> Tensors
)
{
    public static InspectedFile Of(string path, PretrainedFile file) =>
        new(path, file.Tensors.Sum(tensor => tensor.Count), file.Metadata, [.. file.Tensors.Select(DescribedTensor.Of)]);
}
