using Nas.Model.DeviceTests.Execution;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Settings;
using Nas.Model.Training;
using TorchSharp;

namespace Nas.Model.DeviceTests.Sampling;

public sealed class CoordinatesTests : IDisposable
{
    private readonly PathNetwork _network = PathNetwork.Supernet(SmallSearch.Context().Space, torch.CPU, running: false);

    public CoordinatesTests() => LayerState.Fill(_network.Tensors, seed: 2, run: 0);

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData("convolutions", ".conv.weight")]
    [InlineData("batch-norm", ".norm.weight", ".norm.bias")]
    [InlineData("classifier", "linear.weight", "linear.bias")]
    public void Exactly_the_chosen_kind_of_coordinates_moves(string kind, params string[] ends)
    {
        var moved = Moved(kind);
        Assert.NotEmpty(moved);
        Assert.Equal(
            _network.Parameters.Select(tensor => tensor.Name).Where(name => ends.Any(end => name.EndsWith(end, StringComparison.Ordinal))),
            moved
        );
    }

    [Fact]
    public void Unless_a_kind_is_chosen_all_move() => Assert.Equal(_network.Parameters.Select(tensor => tensor.Name), Moved(null));

    [Fact]
    public void A_coordinate_has_the_same_noise_whether_or_not_the_others_move()
    {
        float[] Classifier() => [.. _network.Parameters.Single(tensor => tensor.Name == "linear.weight").Value.data<float>()];
        Moved(null);
        var together = Classifier();
        LayerState.Fill(_network.Tensors, seed: 2, run: 0);
        Moved("classifier");
        Assert.Equal(together, Classifier());
    }

    /// <summary>The tensors that a step of the rule changes; the others are the same to the bit.</summary>
    private string[] Moved(string? kind)
    {
        using var scope = torch.NewDisposeScope();
        var before = _network.Parameters.Select(tensor => tensor.Value.data<float>().ToArray()).ToArray();
        using var rule = new LangevinRule(new LangevinSettings { Moves = kind }, examples: 1000, seed: 5, chain: 0);
        rule.Move(_network.Parameters, [.. _network.Parameters.Select(tensor => torch.ones_like(tensor.Value))], step: 0);
        return
        [
            .. _network
                .Parameters.Where((tensor, i) => !tensor.Value.data<float>().ToArray().SequenceEqual(before[i]))
                .Select(tensor => tensor.Name),
        ];
    }
}
