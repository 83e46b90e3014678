using Nas.Model.DeviceTests.Detection;
using Nas.Model.Methods.CrNas.Training;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.DeviceTests.Networks;

/// <summary>BatchNorm over shards, in double precision; the oracle is libtorch's BatchNorm over the whole minibatch.</summary>
public sealed class NormMeetingTests
{
    private const int Channels = 5;
    private const double Epsilon = 1e-5,
        Momentum = 0.25;

    public NormMeetingTests() => set_num_threads(1);

    /// <summary>Far from 0, so that a variance which is the difference of large numbers would fail.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Shards_together_are_the_whole_minibatch(int shards)
    {
        using var scope = NewDisposeScope();
        var images = (Uniform(1, 6, 3, 7, 9) + 1000).requires_grad_();
        var (first, second) = (Uniform(2, Channels, 3, 3, 3).requires_grad_(), Uniform(3, Channels, Channels, 3, 3).requires_grad_());
        var weights = Uniform(4, 6, Channels, 7, 9);
        using var alone = new Layers(1);
        var expected = Whole(images, first, second, alone, weights);
        var expectedGradients = autograd.grad([expected], [images, first, second, .. alone.Parameters]);

        using var together = new Layers(shards);
        var losses = together.Run(
            shard => Pass(Part(images, shard, shards), first, second, together.Of(shard)).mul(Part(weights, shard, shards)).sum(),
            synchronised: true
        );
        var actual = stack(losses).sum();
        Assert.Equal(expected.item<double>(), actual.item<double>(), 1e-9 * Math.Abs(expected.item<double>()));
        var gradients = autograd.grad([actual], [images, first, second, .. together.Parameters]);
        for (var i = 0; i < 3; i++)
            AssertNear(expectedGradients[i], gradients[i], 1e-9);
        // Scales and shifts are in single precision, and each shard has its own.
        for (var i = 0; i < alone.Parameters.Length; i++)
        {
            AssertNear(
                expectedGradients[3 + i],
                stack(Enumerable.Range(0, shards).Select(shard => gradients[3 + i + (shard * alone.Parameters.Length)])).sum(dim: 0),
                1e-6
            );
        }
        for (var shard = 0; shard < shards; shard++)
        {
            foreach (var (own, other) in alone.Of(0).Zip(together.Of(shard)))
            {
                foreach (
                    var (kept, recorded) in own
                        .Tensors.Zip(other.Tensors)
                        .Where(pair => pair.First.Name.StartsWith("running", StringComparison.Ordinal))
                )
                {
                    AssertNear(kept.Value, recorded.Value, 1e-6);
                    Assert.False(recorded.Value.allclose(kept.Start.Mean == 0 ? zeros_like(recorded.Value) : ones_like(recorded.Value)));
                }
            }
        }
    }

    /// <summary>The check is made in single precision, which is that of the layers.</summary>
    [Fact]
    public void Shards_by_themselves_are_not()
    {
        using var scope = NewDisposeScope();
        Tensor[] all =
        [
            Uniform(1, 6, 3, 7, 9),
            Uniform(2, Channels, 3, 3, 3),
            Uniform(3, Channels, Channels, 3, 3),
            Uniform(4, 6, Channels, 7, 9),
        ];
        var (images, first, second, weights) = (
            all[0].to_type(float32),
            all[1].to_type(float32),
            all[2].to_type(float32),
            all[3].to_type(float32)
        );
        float Sum(int shards, bool synchronised)
        {
            using var layers = new Layers(shards);
            return stack(
                    layers.Run(
                        shard => Pass(Part(images, shard, shards), first, second, layers.Of(shard)).mul(Part(weights, shard, shards)).sum(),
                        synchronised
                    )
                )
                .sum()
                .item<float>();
        }
        var whole = Sum(1, synchronised: false);
        Assert.Equal(whole, Sum(2, synchronised: true), 1e-3);
        Assert.NotInRange(Sum(2, synchronised: false), whole - 0.1, whole + 0.1);
    }

    [Fact]
    public void Gradients_through_a_meeting_agree_with_finite_differences()
    {
        using var scope = NewDisposeScope();
        var weights = Uniform(5, 4, Channels, 2, 3);
        using var layers = new Layers(2);
        FiniteDifferences.AssertGradient(
            images =>
                stack(
                        layers.Run(
                            shard => layers.Of(shard)[0].call(Part(images, shard, 2)).square().mul(Part(weights, shard, 2)).sum(),
                            synchronised: true
                        )
                    )
                    .sum(),
            Uniform(6, 4, Channels, 2, 3)
        );
    }

    [Fact]
    public void Shards_of_different_sizes_count_by_their_size()
    {
        using var scope = NewDisposeScope();
        var images = Uniform(7, 4, Channels, 2, 3);
        Moments[] parts = [Moments.Of(images.narrow(0, 0, 1)), Moments.Of(images.narrow(0, 1, 3))];
        foreach (var all in Moments.Together([.. parts]))
        {
            AssertNear(images.mean([0, 2, 3]), all.Mean, 1e-12);
            AssertNear(images.var([0, 2, 3], unbiased: false), all.Variance, 1e-12);
            Assert.Equal(4 * 2 * 3, all.Count);
            all.Mean.Dispose();
            all.Variance.Dispose();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_shard_that_fails_releases_the_others_and_its_exception_is_thrown(int culprit)
    {
        using var layers = new Layers(3);
        using var images = Uniform(8, 6, Channels, 2, 3);
        var failure = Assert.Throws<InvalidOperationException>(() =>
            layers.Run(
                shard =>
                {
                    var once = layers.Of(shard)[0].call(Part(images, shard, 3));
                    return shard == culprit ? throw new InvalidOperationException("of this shard") : layers.Of(shard)[1].call(once);
                },
                synchronised: true
            )
        );
        Assert.Equal("of this shard", failure.Message);
    }

    [Fact]
    public void Nothing_is_recorded_where_a_minibatch_leaves_no_trace_and_nobody_meets_where_statistics_are_given()
    {
        using var scope = NewDisposeScope();
        var images = Uniform(9, 4, Channels, 2, 3).to_type(float32);
        using var layers = new Layers(2);
        layers.SetMode(NormMode.Batch);
        foreach (var output in layers.Run(shard => layers.Of(shard)[0].call(Part(images, shard, 2)), synchronised: true))
            output.Dispose();
        Assert.All(
            layers.Of(0)[0].Tensors,
            tensor => Assert.True(tensor.Name is "weight" or "bias" || tensor.Value.allclose(full_like(tensor.Value, tensor.Start.Mean)))
        );
        layers.SetMode(NormMode.Running);
        // The second shard does not come.
        var alone = layers.Run(shard => shard == 0 ? layers.Of(0)[0].call(images) : zeros(1), synchronised: true);
        AssertNear(layers.Of(0)[0].call(images), alone[0], 0);
    }

    private static Tensor Whole(Tensor images, Tensor first, Tensor second, Layers layers, Tensor weights)
    {
        Tensor Normal(Tensor input, NormLayer layer)
        {
            var tensors = layer.Tensors;
            using var recorded = NewDisposeScope();
            var (mean, variance) = (tensors[2].Value.to_type(float64), tensors[3].Value.to_type(float64));
            var output = Functional.batch_norm(
                input,
                mean,
                variance,
                tensors[0].Value.to_type(float64),
                tensors[1].Value.to_type(float64),
                training: true,
                Momentum,
                Epsilon
            );
            using var noGradient = no_grad();
            tensors[2].Value.copy_(mean);
            tensors[3].Value.copy_(variance);
            return output.MoveToOuterDisposeScope();
        }
        var hidden = Normal(Functional.conv2d(images, first, padding: [1, 1]), layers.Of(0)[0]).relu();
        return Normal(Functional.conv2d(hidden, second, padding: [1, 1]), layers.Of(0)[1]).mul(weights).sum();
    }

    private static Tensor Pass(Tensor images, Tensor first, Tensor second, NormLayer[] layers) =>
        layers[1]
            .call(Functional.conv2d(layers[0].call(Functional.conv2d(images, first, padding: [1, 1])).relu_(), second, padding: [1, 1]));

    private static Tensor Part(Tensor images, int shard, int shards) =>
        images.narrow(0, shard * images.shape[0] / shards, images.shape[0] / shards);

    private static Tensor Uniform(ulong seed, params long[] shape) =>
        rand(shape, float64, CPU, generator: new Generator(seed, CPU)).sub(0.5);

    private static void AssertNear(Tensor expected, Tensor actual, double tolerance)
    {
        using var scope = NewDisposeScope();
        var largest = (expected.to_type(float64) - actual.to_type(float64)).abs().max().item<double>();
        Assert.InRange(largest, 0, tolerance * Math.Max(1, expected.to_type(float64).abs().max().item<double>()));
    }

    /// <summary>Two BatchNorm layers for each shard, with the same scales and shifts.</summary>
    private sealed class Layers : IDisposable
    {
        private readonly NormSwitch[] _switches;
        private readonly NormLayer[][] _layers;

        public Layers(int shards)
        {
            _switches = [.. Enumerable.Range(0, shards).Select(_ => new NormSwitch { Mode = NormMode.Record, Momentum = Momentum })];
            _layers =
            [
                .. _switches.Select(own =>
                    Enumerable.Range(0, 2).Select(_ => new NormLayer(Channels, new NormOptions { Switch = own }, CPU)).ToArray()
                ),
            ];
            using var noGradient = no_grad();
            foreach (var layers in _layers)
            {
                foreach (var (number, layer) in layers.Index())
                {
                    using var generator = new Generator((ulong)(10 + number), CPU);
                    foreach (var tensor in layer.Tensors.Take(2))
                        tensor.Value.copy_(randn(Channels, generator: generator));
                }
            }
        }

        public Tensor[] Parameters =>
            [.. _layers.SelectMany(layers => layers).SelectMany(layer => layer.Tensors.Take(2)).Select(tensor => tensor.Value)];

        public NormLayer[] Of(int shard) => _layers[shard];

        public void SetMode(NormMode mode)
        {
            foreach (var norm in _switches)
                norm.Mode = mode;
        }

        public Tensor[] Run(Func<int, Tensor> work, bool synchronised)
        {
            using var meeting = new NormMeeting(_switches.Length);
            foreach (var (shard, norm) in _switches.Index())
                norm.Seat = synchronised ? meeting.SeatOf(shard) : null;
            return ShardThreads.Run(_switches.Length, work, meeting.BreakUp);
        }

        public void Dispose()
        {
            foreach (var layer in _layers.SelectMany(layers => layers))
                layer.Dispose();
        }
    }
}
