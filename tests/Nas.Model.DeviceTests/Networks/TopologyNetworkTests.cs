using Nas.Model.DeviceTests.Execution;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using TorchSharp;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.DeviceTests.Networks;

public sealed class TopologyNetworkTests
{
    private readonly TopologySpace _space = new(SmallSearch.Spec);

    public TopologyNetworkTests() => torch.set_num_threads(1);

    [Fact]
    public void Initial_weights_do_not_depend_on_who_drew_before_nor_on_what_else_the_network_holds()
    {
        using var supernet = TopologyNetwork.Supernet(_space, torch.CPU, running: false);
        LayerState.Fill(supernet.Tensors, seed: 3, run: 1);
        torch.manual_seed(123);
        torch.rand(5).Dispose();
        using var subnet = TopologyNetwork.Standalone(_space, Sample(0), torch.CPU);
        LayerState.Fill(subnet.Tensors, seed: 3, run: 1);
        using var other = TopologyNetwork.Standalone(_space, Sample(0), torch.CPU);
        LayerState.Fill(other.Tensors, seed: 3, run: 2);

        var shared = supernet.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        foreach (var (name, value) in subnet.Parameters)
            Assert.Equal(shared[name].bytes.ToArray(), value.bytes.ToArray());
        Assert.NotEqual(Bytes(subnet, "stem.conv.weight"), Bytes(other, "stem.conv.weight"));
    }

    [Fact]
    public void Initial_kernels_have_the_variance_of_He_et_al()
    {
        var space = new TopologySpace(TopologyPresets.ImageNet);
        using var network = TopologyNetwork.Supernet(space, torch.CPU, running: false);
        LayerState.Fill(network.Tensors, seed: 3, run: 0);
        var head = network.Parameters.Single(parameter => parameter.Name == "head.conv.weight").Value; // 1280 x 128
        using var scope = torch.NewDisposeScope();
        Assert.Equal(Math.Sqrt(2.0 / 128), head.std().item<float>(), 3);
        Assert.Equal(0, head.mean().item<float>(), 3);
    }

    [Fact]
    public void A_subnet_with_the_supernets_weights_computes_what_the_supernet_computes()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var scope = torch.NewDisposeScope();
            using var inference = torch.inference_mode();
            using var supernet = TopologyNetwork.Supernet(_space, torch.CPU, running: false);
            LayerState.Fill(supernet.Tensors, seed: 3, run: 0);
            WeightsFile.Write(path, supernet);
            var images = torch.randn(8, 1, 12, 12);
            for (var i = 0; i < 20; i++)
            {
                var architecture = Sample(i);
                using var subnet = TopologyNetwork.Standalone(_space, architecture, torch.CPU);
                WeightsFile.Read(path, subnet);
                Assert.Equal(supernet.call(images, architecture).bytes.ToArray(), subnet.call(images, architecture).bytes.ToArray());
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The reference is written from the definition of the space, with plain functions and no layout tricks.</summary>
    [Fact]
    public void Logits_and_gradients_are_those_of_the_definition()
    {
        using var scope = torch.NewDisposeScope();
        using var network = TopologyNetwork.Supernet(_space, torch.CPU, running: false);
        LayerState.Fill(network.Tensors, seed: 5, run: 0);
        var images = torch.randn(6, 1, 12, 12);
        for (var i = 0; i < 20; i++)
        {
            var architecture = Sample(i);
            var parameters = network.ParametersOf(architecture);
            var values = parameters.Select(parameter => parameter.Value).ToList();
            var actual = network.call(images, architecture);
            var expected = new ReferenceNetwork(_space, network.Parameters).Forward(images, architecture);
            Assert.True(torch.allclose(expected, actual, 1e-4, 1e-5));
            var actualGradients = torch.autograd.grad([actual.square().sum()], values);
            var expectedGradients = torch.autograd.grad([expected.square().sum()], values);
            for (var p = 0; p < values.Count; p++)
            {
                var scale = expectedGradients[p].abs().max().item<float>();
                Assert.True(
                    (expectedGradients[p] - actualGradients[p]).abs().max().item<float>() <= (1e-3 * scale) + 1e-5,
                    parameters[p].Name
                );
            }
        }
    }

    [Fact]
    public void A_network_of_one_architecture_refuses_another()
    {
        using var network = TopologyNetwork.Standalone(_space, new Architecture([.. _space.Decisions.Select(_ => 0)]), torch.CPU);
        LayerState.Fill(network.Tensors, seed: 1, run: 0);
        using var scope = torch.NewDisposeScope();
        Assert.Throws<InvalidOperationException>(() =>
            network.call(torch.zeros(2, 1, 12, 12), new Architecture([.. _space.Decisions.Select(_ => 1)]))
        );
    }

    [Fact]
    public void A_forward_and_backward_pass_leaves_no_tensor_behind()
    {
        using var network = TopologyNetwork.Supernet(_space, torch.CPU, running: true);
        LayerState.Fill(network.Tensors, seed: 1, run: 0);
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 10; i++)
        {
            using var scope = torch.NewDisposeScope();
            network.Norm.Mode = (NormMode)(i % 3);
            var logits = network.call(torch.zeros(4, 1, 12, 12), Sample(i));
            Assert.Equal(before + 2, statistics.ThreadTotalLiveCount); // the images and the logits
            torch.autograd.grad(
                [Functional.cross_entropy(logits, torch.zeros(4, torch.int64))],
                [.. network.ParametersOf(Sample(i)).Select(p => p.Value)]
            );
        }
        Assert.Equal(before, statistics.ThreadTotalLiveCount);
    }

    private Architecture Sample(int index) =>
        new ConstrainedSpace(_space, CostRange.Any).Sample(RandomStream.For(9, "network-tests", index));

    private static byte[] Bytes(TopologyNetwork network, string name) =>
        network.Parameters.Single(parameter => parameter.Name == name).Value.bytes.ToArray();
}
