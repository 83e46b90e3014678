using System.Collections.Immutable;
using System.CommandLine;
using Nas.Model.WeightFiles.Weights;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Weights from elsewhere.</summary>
public sealed class WeightsCommand : LangevinCommand
{
    public WeightsCommand(Terminal terminal)
        : base("weights", "Look into a file of weights, or take a backbone's weights from one.")
    {
        Add(new WeightsInspectCommand(terminal));
        Add(new WeightsImportCommand(terminal));
        Examples = [WeightsInspectCommand.Example, WeightsImportCommand.Example];
    }

    internal static Argument<string> FileArgument() => new("FILE") { Description = "Safetensors; files that can run code are refused." };
}

/// <summary>One tensor, as <c>weights</c> shows it.</summary>
public sealed record DescribedTensor(string Name, string Type, ImmutableArray<long> Shape)
{
    public static DescribedTensor Of(WeightTensor tensor) => new(tensor.Name, tensor.Type, tensor.Shape);
}
