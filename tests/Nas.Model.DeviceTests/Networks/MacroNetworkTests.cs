using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;
using TorchSharp;

namespace Nas.Model.DeviceTests.Networks;

public sealed class MacroNetworkTests
{
    private readonly MacroSpace _space = new(side: 16, width: 0.25);

    public MacroNetworkTests() => torch.set_num_threads(1);

    [Fact]
    public void A_forward_pass_and_a_networks_own_tensors_cost_what_the_closed_form_says()
    {
        using var supernet = PathNetwork.Supernet(_space, torch.CPU, running: true);
        LayerState.Fill(supernet.Tensors, seed: 1, run: 0);
        supernet.Norm.Mode = NormMode.Running;
        var trace = new ForwardTrace(supernet);
        for (var i = 0; i < 60; i++)
        {
            var architecture = Sample(i);
            using var scope = torch.NewDisposeScope();
            using var inference = torch.inference_mode();
            supernet.call(torch.zeros(1, 3, 16, 16), architecture);
            Assert.Equal(_space.MAdds.Of(architecture), trace.Take().Sum(call => call.MAdds));
            Assert.Equal(_space.Parameters.Of(architecture), supernet.ParametersOf(architecture).Sum(parameter => parameter.Value.numel()));
            using var alone = PathNetwork.Standalone(_space, architecture, torch.CPU);
            Assert.Equal(_space.Parameters.Of(architecture), alone.Parameters.Sum(parameter => parameter.Value.numel()));
        }
    }

    [Fact]
    public void A_subnet_with_the_supernets_weights_computes_what_the_supernet_does()
    {
        using var supernet = PathNetwork.Supernet(_space, torch.CPU, running: true);
        LayerState.Fill(supernet.Tensors, seed: 1, run: 0);
        var shared = supernet.Parameters.ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        for (var i = 0; i < 10; i++)
        {
            using var scope = torch.NewDisposeScope();
            using var noGradient = torch.no_grad();
            var architecture = Sample(i);
            using var alone = PathNetwork.Standalone(_space, architecture, torch.CPU);
            foreach (var (name, value) in alone.Parameters)
                value.copy_(shared[name]);
            var images = torch.linspace(-1, 1, 2 * 3 * 16 * 16).reshape(2, 3, 16, 16);
            Assert.True(alone.call(images, architecture).allclose(supernet.call(images, architecture), 0, 0));
        }
    }

    [Fact]
    public void Activations_are_not_cut_off_at_six()
    {
        using var layer = new ConvNorm(
            new ConvSpec(1, 1, 1, 1, 1),
            new NormSwitch { Mode = NormMode.Running },
            Activation.Relu,
            running: true,
            torch.CPU
        );
        using var noGradient = torch.no_grad();
        foreach (var (_, weight) in layer.named_parameters().Where(pair => pair.name == "conv.weight"))
            weight.fill_(1);
        using var output = layer.call(torch.full([1, 1, 1, 1], 50.0f));
        Assert.True(output.item<float>() > 49);
    }

    [Fact]
    public void Another_architecture_is_refused_by_a_network_of_one()
    {
        using var alone = PathNetwork.Standalone(_space, _space.Parse("11111111"), torch.CPU);
        var refusal = Assert.Throws<InvalidOperationException>(() => alone.ParametersOf(_space.Parse("11111112")));
        Assert.Contains("MB6_K5 in layer 8", refusal.Message, StringComparison.Ordinal);
    }

    private Architecture Sample(int number) =>
        new ConstrainedSpace(_space, CostRange.Any).Sample(RandomStream.For(2, "macro-network", number));
}
