using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using TorchSharp;

namespace Nas.Model.DeviceTests.Networks;

public sealed class TracedCostTests
{
    private const int Architectures = 1000;

    public static TheoryData<string> Presets => [.. TopologyPresets.All.Select(spec => spec.Name)];

    /// <summary>
    /// The calls of a pass do not depend on the image's size, and what one layer does at full size does not depend on the path; so each
    /// layer is traced at full size (passes that between them call all layers), and the 1,000 architectures are run on small images.
    /// </summary>
    [Theory, MemberData(nameof(Presets))]
    public void Closed_form_costs_equal_a_traced_forward_pass(string preset)
    {
        torch.set_num_threads(1);
        var space = new TopologySpace(TopologyPresets.Find(preset));
        using var network = TopologyNetwork.Supernet(space, torch.CPU, running: true);
        LayerState.Fill(network.Tensors, seed: 1, run: 0);
        network.Norm.Mode = NormMode.Running;
        var trace = new ForwardTrace(network);
        using var inference = torch.inference_mode();

        var atFullSize = TraceEveryLayer(network, trace);
        Assert.Equal(network.named_modules().Count(pair => pair.module is ConvNorm) + 1, atFullSize.Count);
        var parameters = network.Parameters.ToLookup(
            parameter => LayerOf(parameter.Name, atFullSize),
            parameter => parameter.Value.numel()
        );

        var all = new ConstrainedSpace(space, CostRange.Any);
        var side = Math.Min(space.Spec.Side, 32);
        for (var i = 0; i < Architectures; i++)
        {
            var architecture = all.Sample(RandomStream.For(3, "traced", i));
            Run(network, architecture, side);
            var calls = trace.Take();
            var cost = space.CostOf(architecture);
            var layers = cost.Layers.Where(layer => layer.Cost.MAdds > 0).ToList();
            Assert.Equal(layers.Select(layer => layer.Cost.MAdds), calls.Select(call => atFullSize[call.Layer]));
            Assert.Equal(space.MAdds.Of(architecture), calls.Sum(call => atFullSize[call.Layer]));
            Assert.Equal(space.Parameters.Of(architecture), calls.Sum(call => parameters[call.Layer].Sum()));
            Assert.Equal(space.Parameters.Of(architecture), network.ParametersOf(architecture).Sum(parameter => parameter.Value.numel()));
        }
    }

    [Fact]
    public void A_full_size_pass_of_a_random_architecture_costs_what_the_sum_of_its_layers_says()
    {
        torch.set_num_threads(1);
        var space = new TopologySpace(TopologyPresets.ImageNet);
        using var network = TopologyNetwork.Supernet(space, torch.CPU, running: true);
        LayerState.Fill(network.Tensors, seed: 1, run: 0);
        network.Norm.Mode = NormMode.Running;
        var trace = new ForwardTrace(network);
        using var inference = torch.inference_mode();
        for (var i = 0; i < 5; i++)
        {
            var architecture = new ConstrainedSpace(space, CostRange.Any).Sample(RandomStream.For(4, "traced", i));
            Run(network, architecture, space.Spec.Side);
            Assert.Equal(space.MAdds.Of(architecture), trace.Take().Sum(call => call.MAdds));
        }
    }

    [Fact]
    public void A_network_of_one_architecture_holds_exactly_its_parameters()
    {
        foreach (var spec in TopologyPresets.All)
        {
            var space = new TopologySpace(spec);
            var architecture = new ConstrainedSpace(space, CostRange.Any).Sample(RandomStream.For(5, "traced"));
            using var network = TopologyNetwork.Standalone(space, architecture, torch.CPU);
            Assert.Equal(space.Parameters.Of(architecture), network.Parameters.Sum(parameter => parameter.Value.numel()));
        }
    }

    /// <summary>The traced layer that a parameter belongs to.</summary>
    private static string LayerOf(string parameter, Dictionary<string, long> layers)
    {
        var layer = parameter;
        while (!layers.ContainsKey(layer))
            layer = layer[..layer.LastIndexOf('.')];
        return layer;
    }

    private static Dictionary<string, long> TraceEveryLayer(TopologyNetwork network, ForwardTrace trace)
    {
        var layers = new Dictionary<string, long>(StringComparer.Ordinal);
        var options = network.Space.Decisions.Max(decision => decision.Options.Length);
        for (var option = 0; option < options; option++)
        {
            var architecture = new Architecture([
                .. network.Space.Decisions.Select(decision => Math.Min(option, decision.Options.Length - 1)),
            ]);
            Run(network, architecture, network.Space.Spec.Side);
            foreach (var (layer, madds) in trace.Take())
                layers[layer] = madds;
        }
        return layers;
    }

    private static void Run(TopologyNetwork network, Architecture architecture, int side)
    {
        using var scope = torch.NewDisposeScope();
        network.call(torch.zeros(1, network.Space.Spec.Channels, side, side), architecture);
    }
}
