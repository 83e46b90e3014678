using Nas.Model.Data;
using Nas.Model.DeviceTests.Execution;
using Nas.Model.Methods.StNas;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Proxies;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using TorchSharp;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.DeviceTests.Proxies;

public sealed class SharedWeightProxyTests : IDisposable
{
    private readonly StNasContext _context = SmallSearch.Context();
    private readonly PathNetwork _network;

    public SharedWeightProxyTests()
    {
        _network = PathNetwork.Supernet(_context.Space, torch.CPU, running: true);
        LayerState.Fill(_network.Tensors, seed: 2, run: 0);
    }

    public void Dispose() => _network.Dispose();

    [Fact]
    public void A_score_does_not_depend_on_what_was_scored_before()
    {
        using var proxy = new SharedWeightProxy();
        var architectures = Enumerable.Range(0, 12).Select(Sample).ToList();
        var first = architectures.Select(architecture => proxy.Score(_context.ForProxy(), _network, architecture, sample: 0)).ToList();
        var backwards = Enumerable
            .Reverse(architectures)
            .Select(architecture => proxy.Score(_context.ForProxy(), _network, architecture, sample: 0))
            .Reverse()
            .ToList();
        Assert.Equal(first, backwards);

        // Nor on what the running statistics held, were it not a number.
        foreach (var (_, statistics) in _network.Buffers)
            statistics.fill_(float.NaN);
        using var fresh = new SharedWeightProxy();
        Assert.Equal(first[3], fresh.Score(_context.ForProxy(), _network, architectures[3], sample: 0));
        Assert.True(first.Select(score => score.Loss).Distinct().Count() > 6);
    }

    [Fact]
    public void Recalibrated_statistics_are_the_plain_average_over_the_minibatches()
    {
        using var proxy = new SharedWeightProxy();
        proxy.Score(_context.ForProxy(), _network, Sample(0), sample: 0);

        using var scope = torch.NewDisposeScope();
        var settings = _context.Settings.Proxy;
        using var loader = new BatchLoader(
            _context.Data.Train,
            _context.Data,
            _context.Settings.Data,
            new LoaderOptions
            {
                Batch = settings.RecalibrationBatch,
                Seed = _context.Settings.Seed,
                Purpose = "recalibration",
            }
        );
        var weight = _network.Parameters.Single(parameter => parameter.Name == "stem.conv.weight").Value;
        var convolved = Enumerable
            .Range(0, settings.RecalibrationBatches)
            .Select(number =>
            {
                var batch = loader.Get(number);
                return Functional.conv2d(torch.tensor(batch.Pixels, [batch.Count, 1, 12, 12]), weight, null, [2, 2], [1, 1]);
            })
            .ToList();
        Assert.Equal(3, convolved.Count);
        var mean = torch.stack(convolved.Select(output => output.mean([0, 2, 3]))).mean([0]);
        var variance = torch.stack(convolved.Select(output => output.var([0, 2, 3]))).mean([0]);
        Assert.True(torch.allclose(mean, Buffer("stem.norm.running_mean"), 1e-4, 1e-5));
        Assert.True(torch.allclose(variance, Buffer("stem.norm.running_var"), 1e-4, 1e-5));
    }

    [Fact]
    public void Samples_are_recalibrated_on_the_same_minibatches_unless_they_have_their_own()
    {
        float[] Statistics(bool own, int sample)
        {
            using var proxy = new SharedWeightProxy();
            proxy.Score(With(_context.Settings.Proxy with { OwnRecalibration = own }).ForProxy(), _network, Sample(0), sample);
            return [.. Buffer("stem.norm.running_mean").data<float>()];
        }
        Assert.Equal(Statistics(own: false, 0), Statistics(own: false, 1));
        Assert.Equal(Statistics(own: false, 0), Statistics(own: true, 0));
        Assert.NotEqual(Statistics(own: true, 0), Statistics(own: true, 1));
    }

    [Fact]
    public void Without_recalibration_a_minibatch_is_normalised_with_its_own_statistics()
    {
        foreach (var (_, statistics) in _network.Buffers)
            statistics.fill_(float.NaN);
        using var proxy = new SharedWeightProxy();
        var evaluation = proxy.Score(
            With(_context.Settings.Proxy with { RecalibrationBatches = 0, Images = 25 }).ForProxy(),
            _network,
            Sample(0),
            sample: 0
        );

        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var pixels = new byte[144];
        var (images, labels) = (new List<torch.Tensor>(), new List<long>());
        foreach (var index in ProxyImages.Of(_context.Data.Validation.Count, 25, 0, _context.Settings.Seed))
        {
            _context.Data.Validation.CopyPixels(index, pixels);
            images.Add(torch.tensor(pixels.Select(pixel => ((pixel / 255f) - 0.4f) / 0.3f).ToArray(), [1, 12, 12]));
            labels.Add(_context.Data.Validation.Label(index));
        }
        _network.Norm.Mode = NormMode.Batch;
        var loss = Functional.cross_entropy(_network.call(torch.stack(images), Sample(0)), torch.tensor(labels.ToArray())).item<float>();
        Assert.Equal(loss, evaluation.Loss!.Value, 4);
        Assert.True(torch.isnan(Buffer("stem.norm.running_mean")).all().item<bool>());
    }

    [Fact]
    public void The_score_is_the_accuracy_on_the_chosen_validation_images()
    {
        using var proxy = new SharedWeightProxy();
        var evaluation = proxy.Score(_context.ForProxy(), _network, Sample(1), sample: 0);

        var order = Enumerable.Range(0, _context.Data.Validation.Count).ToArray();
        RandomStream.For(_context.Settings.Seed, "proxy-images").Shuffle<int>(order);
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var pixels = new byte[144];
        var (correct, loss) = (0, 0.0);
        foreach (var index in order.Take(60)) // in one batch after another, so one by one must give the same
        {
            _context.Data.Validation.CopyPixels(index, pixels);
            var image = torch.tensor(pixels.Select(pixel => ((pixel / 255f) - 0.4f) / 0.3f).ToArray(), [1, 1, 12, 12]);
            var logits = _network.call(image, Sample(1)); // the network still holds the recalibrated statistics
            var label = _context.Data.Validation.Label(index);
            if (logits.argmax(1).item<long>() == label)
                correct++;
            loss += Functional.cross_entropy(logits, torch.tensor(new long[] { label })).item<float>();
        }
        Assert.Equal(correct / 60.0, evaluation.Score, 12);
        Assert.Equal(loss / 60, evaluation.Loss!.Value, 4);
    }

    [Fact]
    public void Scoring_leaves_no_tensor_behind()
    {
        using var proxy = new SharedWeightProxy();
        proxy.Score(_context.ForProxy(), _network, Sample(0), sample: 0);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 4; i++)
            proxy.Score(_context.ForProxy(), _network, Sample(i), sample: 0);
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Batches_beyond_the_cache_are_the_same_batches()
    {
        using var cached = new FixedBatches(_context.ForProxy(), _context.Data.Validation, new FixedBatchesOptions(30, "x"));
        using var partly = new FixedBatches(
            _context.ForProxy(),
            _context.Data.Validation,
            new FixedBatchesOptions(30, "x") { CacheBytes = 30 * 144 * sizeof(float) }
        );
        Assert.Equal(Sums(cached), Sums(partly));
        Assert.Equal(Sums(cached), Sums(partly));
        Assert.Equal(3, Sums(cached).Count);
    }

    private StNasContext With(ProxySettings proxy) => _context with { Settings = _context.Settings with { Proxy = proxy } };

    private static List<(int, float, long)> Sums(FixedBatches batches)
    {
        var sums = new List<(int, float, long)>();
        batches.ForEach((number, batch) => sums.Add((number, batch.Images.sum().item<float>(), batch.Labels.sum().item<long>())));
        return sums;
    }

    private torch.Tensor Buffer(string name) => _network.Buffers.Single(buffer => buffer.Name == name).Value;

    private Architecture Sample(int index) => _context.Paths.Sample(RandomStream.For(6, "proxy-tests", index));
}
