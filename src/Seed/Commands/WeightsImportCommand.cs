using System.Collections.Immutable;
using System.CommandLine;
using Nas.Model.Cost.Torchvision;
using Nas.Model.WeightFiles.Weights;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Takes a backbone's weights from a file that names them as torchvision does.</summary>
public sealed class WeightsImportCommand : LangevinCommand
{
    internal const string Example = "langevin weights import resnet50.safetensors --backbone resnet50 --to imagenet-resnet50.safetensors";

    public WeightsImportCommand(Terminal terminal)
        : base("import", "Take a backbone's weights from a file, and say what matched, what is missing and what is left over.")
    {
        var file = WeightsCommand.FileArgument();
        var backbone = new Option<string>("--backbone")
        {
            Description = $"The backbone: {string.Join(", ", BackboneShapes.Names)}.",
            HelpName = "NAME",
            Required = true,
        };
        var blocks = new Option<string?>("--blocks")
        {
            Description = "Blocks of its four stages, where not the usual ones: 1,3,5,7.",
            HelpName = "N,N,N,N",
        };
        var target = new Option<string>("--to")
        {
            Description = "The file to write what matched to.",
            HelpName = "FILE",
            Required = true,
        };
        var json = JsonOption();
        Add(file);
        foreach (var option in new Option[] { backbone, blocks, target, json })
            Add(option);
        Examples = [Example];
        SetAction(parsed =>
        {
            var name = BackboneShapes.NameOf(parsed.GetRequiredValue(backbone));
            var shape = BackboneShapes.Find(name);
            if (parsed.GetValue(blocks) is { } allocation)
                shape = shape.WithBlocks(CommandText.Blocks(allocation, "--blocks"));
            Print(
                terminal,
                parsed.GetValue(json),
                Import(parsed.GetRequiredValue(file), name, shape, parsed.GetRequiredValue(target)),
                Text
            );
        });
    }

    private static ImportedWeights Import(string path, string name, IBackboneShape shape, string target)
    {
        var file = PretrainedFile.Open(path);
        var needed = BackboneState.Of(shape);
        var match = WeightsMatch.Of(file.Tensors, needed);
        file.Extract(target, match, needed, [new("backbone", name), new("blocks", string.Join(',', shape.Blocks))]);
        return ImportedWeights.Of(name, shape, target, match);
    }

    private static string Text(ImportedWeights weights)
    {
        var table = new TextTable("tensor", "what", "in the file", "in the backbone");
        foreach (var tensor in weights.Missing)
            table.Add(tensor.Name, "missing", "-", Kind(tensor));
        foreach (var (found, needed) in weights.Unlike)
            table.Add(found.Name, "unlike", Kind(found), Kind(needed));
        foreach (var tensor in weights.LeftOver)
            table.Add(tensor.Name, "left over", Kind(tensor), "-");
        var unfit = weights.Missing.Length + weights.Unlike.Length + weights.LeftOver.Length;
        var list = unfit == 0 ? "" : table + Environment.NewLine;
        return $"{list}{weights.Backbone} ({string.Join(',', weights.Blocks)}): {weights.Matched.Length:N0} tensors matched, {weights.Missing.Length:N0} missing, "
            + $"{weights.Unlike.Length:N0} unlike, {weights.LeftOver.Length:N0} left over; what matched is in {weights.To}"
            + (
                weights.Widened.Length > 0
                    ? $"; {weights.Widened.Length:N0} of them were in half precision in the file, and are F32 there"
                    : ""
            );
    }

    private static string Kind(DescribedTensor tensor) => $"{tensor.Type} {string.Join(" x ", tensor.Shape)}";
}

/// <summary>The result of an import: what it found and wrote; see <see cref="WeightsMatch"/>.</summary>
public sealed record ImportedWeights(
    string Backbone,
    ImmutableArray<int> Blocks,
    string To,
    ImmutableArray<DescribedTensor> Matched,
    ImmutableArray<DescribedTensor> Missing,
    ImmutableArray<UnlikeDescription> Unlike,
    ImmutableArray<DescribedTensor> LeftOver,
    ImmutableArray<DescribedTensor> Widened
)
{
    public static ImportedWeights Of(string backbone, IBackboneShape shape, string target, WeightsMatch match) =>
        new(
            backbone,
            shape.Blocks,
            target,
            Describe(match.Matched),
            Describe(match.Missing),
            [.. match.Unlike.Select(pair => new UnlikeDescription(DescribedTensor.Of(pair.Found), DescribedTensor.Of(pair.Needed)))],
            Describe(match.LeftOver),
            Describe(match.Widened)
        );

    private static ImmutableArray<DescribedTensor> Describe(ImmutableArray<WeightTensor> tensors) =>
        [.. tensors.Select(DescribedTensor.Of)];
}

public sealed record UnlikeDescription(DescribedTensor Found, DescribedTensor Needed);
