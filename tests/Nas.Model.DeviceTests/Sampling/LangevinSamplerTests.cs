using Nas.Model.Networks;
using Nas.Model.Randomness;
using Nas.Model.Sampling;
using TorchSharp;

namespace Nas.Model.DeviceTests.Sampling;

public sealed class LangevinSamplerTests
{
    private long _globalSeed;

    private static readonly LangevinSampler Sampler = new(Seed: 5, PriorPrecision: 2, Temperature: 1);

    [Fact]
    public void Without_noise_a_step_is_the_drift_of_the_equation()
    {
        using var scope = torch.NewDisposeScope();
        var w = torch.tensor([1f, -2f]);
        (Sampler with { Temperature = 0 }).Step(
            [new NamedTensor("w", w)],
            [torch.tensor([0.5f, 0.25f])],
            examples: 100,
            stepSize: 0.01,
            chain: 0,
            step: 0
        );
        // w - eps / 2 * (N * g + lambda * w)
        Assert.Equal(1 - (0.005 * ((100 * 0.5) + (2 * 1))), w[0].item<float>(), 5);
        Assert.Equal(-2 - (0.005 * ((100 * 0.25) + (2 * -2))), w[1].item<float>(), 5);
    }

    [Fact]
    public void Noise_has_variance_step_size_times_temperature()
    {
        using var scope = torch.NewDisposeScope();
        var w = torch.zeros(200_000);
        (Sampler with { Temperature = 0.25 }).Step(
            [new NamedTensor("w", w)],
            [torch.zeros(200_000)],
            examples: 10,
            stepSize: 0.16,
            chain: 0,
            step: 0
        );
        Assert.Equal(0.16 * 0.25, w.var().item<float>(), 3);
        Assert.Equal(0, w.mean().item<float>(), 2);
    }

    [Fact]
    public void Noise_is_a_function_of_seed_chain_step_and_name_and_of_nothing_else()
    {
        float[] Noise(long seed = 5, int chain = 0, int step = 0, string name = "w", bool withOther = false)
        {
            using var scope = torch.NewDisposeScope();
            var (w, other) = (torch.zeros(20), torch.zeros(7));
            NamedTensor[] tensors = withOther ? [new("a", other), new(name, w)] : [new(name, w)];
            torch.manual_seed(_globalSeed++);
            (Sampler with { Seed = seed }).Step(
                tensors,
                [.. tensors.Select(tensor => torch.zeros_like(tensor.Value))],
                10,
                0.1,
                chain,
                step
            );
            return w.data<float>().ToArray();
        }

        Assert.Equal(Noise(), Noise());
        Assert.Equal(Noise(), Noise(withOther: true));
        float[][] all = [Noise(), Noise(seed: 6), Noise(chain: 1), Noise(step: 1), Noise(name: "v")];
        Assert.Equal(all.Length, all.Select(noise => noise[0]).Distinct().Count());
    }

    /// <summary>
    /// The reference is the formula of the class's comment, and how the noise was drawn when only CPUs had run it: their histories stay.
    /// </summary>
    [Fact]
    public void Noise_is_drawn_on_the_CPU_to_the_bit_as_ever()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(RandomStream.For(5, "langevin-noise/w", 3, 11).NextUInt64());
        var w = torch.ones([3, 5], torch.float64);
        var expected = w.mul(1 - (0.25 / 2 * 2)).add(torch.randn([3, 5], torch.float64, generator: generator), Math.Sqrt(0.25));
        Sampler.Step([new NamedTensor("w", w)], [torch.zeros_like(w)], examples: 10, stepSize: 0.25, chain: 3, step: 11);
        Assert.Equal(expected.bytes.ToArray(), w.bytes.ToArray());
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        using var w = torch.zeros(20);
        using var gradient = torch.zeros(20);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
            Sampler.Step([new NamedTensor("w", w)], [gradient], 10, 0.1, 0, i);
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }
}
