using System.Collections.Immutable;
using System.CommandLine;
using Nas.Model;
using Nas.Model.Cost;
using Nas.Model.Cost.Torchvision;
using Seed.Output;

namespace Seed.Commands;

/// <summary>MAdds and parameters of one network, in closed form.</summary>
public sealed class CostCommand : LangevinCommand
{
    public CostCommand(Terminal terminal)
        : base("cost", "MAdds and parameters of a known network or of an architecture of a space.")
    {
        var network = new Option<string?>("--network")
        {
            Description = $"One of torchvision's: {string.Join(", ", TorchvisionCost.Names)}.",
            HelpName = "NAME",
        };
        var detector = new DetectorOptions();
        var input = new Option<string?>("--input")
        {
            Description = "Pixels of the input image: 224x224 unless given, 800x1088 for a detector.",
            HelpName = "HxW",
        };
        var classes = new Option<int?>("--classes")
        {
            Description = "Outputs of the classifier: 1000 unless given; of a detector, with the background: 81.",
            HelpName = "N",
        };
        var space = new Option<string?>("--space")
        {
            Description = "Preset of a search space, or with --plugins, a space of topologies of a plug-in.",
            HelpName = "PRESET",
        };
        var architecture = new Option<string?>("--architecture")
        {
            Description = "Canonical text of one of its architectures.",
            HelpName = "TEXT",
        };
        var verbose = new Option<bool>("--verbose") { Description = "Layer by layer." };
        var (spaces, json) = (new SpaceOptions(), JsonOption());
        foreach (
            var option in new Option[] { network, input, classes, space, architecture, verbose, json }
                .Concat(spaces.All)
                .Concat(detector.All)
        )
            Add(option);
        Examples =
        [
            "langevin cost --network mobilenet_v2 --input 224x224 --json",
            "langevin cost --detector faster-rcnn-fpn --backbone resnet50 --blocks 1,3,5,7 --input 800x1088 --json",
            "langevin cost --space st-nas-fashion --architecture TEXT --verbose",
        ];
        SetAction(parsed =>
        {
            if (detector.Asked(parsed))
            {
                if (parsed.GetValue(network) is not null || parsed.GetValue(space) is not null)
                    throw new UserException("cost needs one of --detector, --network and --space");
                var found = detector.Describe(parsed, parsed.GetValue(input), parsed.GetValue(classes), parsed.GetValue(verbose));
                Print(terminal, parsed.GetValue(json), found, DetectorText.Of);
                return;
            }
            var cost = (parsed.GetValue(network), parsed.GetValue(space), parsed.GetValue(architecture)) switch
            {
                ({ } name, null, null) => Network(name, parsed.GetValue(input), parsed.GetValue(classes)),
                (null, { } preset, { } text) => spaces.Open(parsed, preset) is var open ? open.CostOf(open.Parse(text)) : null!,
                _ => throw new UserException(
                    "cost needs --network NAME, or --detector NAME with --backbone NAME, or --space PRESET with --architecture TEXT: see langevin cost --help"
                ),
            };
            Print(terminal, parsed.GetValue(json), CostDescription.Of(cost, parsed.GetValue(verbose)), Text);
        });
    }

    private static NetworkCost Network(string name, string? input, int? classes)
    {
        var (height, width) = CommandText.Size(input ?? "224x224", "--input");
        return TorchvisionCost.Of(name, height, width, classes ?? 1000);
    }

    private static string Text(CostDescription cost)
    {
        var totals = $"{cost.Network} at {cost.Input.Height}x{cost.Input.Width}: {cost.Madds:N0} MAdds, {cost.Parameters:N0} parameters";
        if (cost.Layers is not { } layers)
            return totals;
        var table = new TextTable("layer", "kind", "output", "MAdds", "parameters");
        foreach (var layer in layers)
            table.Add(layer.Name, layer.Kind, $"{layer.Channels}x{layer.Height}x{layer.Width}", layer.Madds, layer.Parameters);
        return table + Environment.NewLine + totals;
    }
}

/// <param name="Layers">Only where asked for.</param>
public sealed record CostDescription(string Network, InputSize Input, long Madds, long Parameters, ImmutableArray<LayerDescription>? Layers)
{
    public static CostDescription Of(NetworkCost cost, bool layers) =>
        new(
            cost.Network,
            new InputSize(cost.Height, cost.Width),
            cost.MAdds,
            cost.Parameters,
            layers ? [.. cost.Layers.Select(LayerDescription.Of)] : null
        );
}
