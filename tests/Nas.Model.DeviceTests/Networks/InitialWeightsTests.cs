using System.Security.Cryptography;
using Nas.Model.DeviceTests.Execution;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;
using Testing;
using TorchSharp;

namespace Nas.Model.DeviceTests.Networks;

/// <summary>
/// Files of weights are named by their bytes in every journal: what a network starts with, and how it is written, stays as it was. Hashes
/// recorded with d52a371, when these networks had layers of their own.
/// </summary>
public sealed class InitialWeightsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("topology supernet", "57d5d692ab9d76bbdf4cc3d34894d408")]
    [InlineData("topology supernet with statistics", "97c89e99245437e9a6c516425b29c72c")]
    [InlineData("topology network", "e5f1e9bd53706200cad00d4814dd2b12")]
    [InlineData("macro supernet", "4fa2d5d258691dd908e3b1ddb5654f4b")]
    [InlineData("macro network", "7afdfa9a5d3f0669bc3c243b7743d67b")]
    public void Networks_start_with_the_bytes_that_they_always_did(string kind, string hash)
    {
        var topology = SmallSearch.Context().Space;
        var macro = new MacroSpace(side: 16, width: 0.125);
        Architecture One(IImageSpace space) =>
            new ConstrainedSpace(space, CostRange.Any).Sample(RandomStream.For(4, "initial-weights-tests"));
        using var network = kind switch
        {
            "topology supernet" => PathNetwork.Supernet(topology, torch.CPU, running: false),
            "topology supernet with statistics" => PathNetwork.Supernet(topology, torch.CPU, running: true),
            "topology network" => PathNetwork.Standalone(topology, One(topology), torch.CPU),
            "macro supernet" => PathNetwork.Supernet(macro, torch.CPU, running: true),
            _ => PathNetwork.Standalone(macro, One(macro), torch.CPU),
        };
        LayerState.Fill(network.Tensors, seed: 2, run: 3);
        var path = _folder.File("weights");
        WeightsFile.Write(path, network);
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))[..32]);
    }
}
