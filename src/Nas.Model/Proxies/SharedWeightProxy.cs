using System.Collections.Immutable;
using Nas.Model.Data;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using TorchSharp;

namespace Nas.Model.Proxies;

/// <summary>
/// Scores an architecture with shared weights. BatchNorm statistics are taken anew as the plain average over fixed training minibatches,
/// since those of a mixture of paths fit none of them; then top-1 accuracy on fixed validation images. Both sets of images are the same
/// for every architecture, so that differences are not those of the images; and for every sample of the weights, unless it has its own.
/// </summary>
public sealed class SharedWeightProxy : IDisposable
{
    /// <summary>Sets of images, of which every sample has one, that are kept at a time.</summary>
    private const int KeptSets = 64;

    private readonly RunContext _context;
    private readonly FixedBatches _recalibration;
    private readonly Dictionary<string, FixedBatches> _validation = new(StringComparer.Ordinal);

    public SharedWeightProxy(RunContext context)
    {
        _context = context;
        var settings = context.Settings.Proxy;
        _recalibration = new FixedBatches(context, context.Data.Train, new FixedBatchesOptions(settings.RecalibrationBatch, "recalibration")
        {
            Shuffle = true,
            Count = settings.RecalibrationBatches,
        });
    }

    /// <summary>A pure function of the network's parameters, the architecture, the settings and the seed.</summary>
    /// <param name="network">Has running statistics, which are overwritten.</param>
    /// <param name="weightsId">Content hash of its parameters.</param>
    public Evaluation Score(PathNetwork network, Architecture architecture, string weightsId)
    {
        Recalibrate(network, architecture);
        network.Norm.Mode = NormMode.Running;
        return Accuracy.Of(network, architecture, ValidationOf(weightsId));
    }

    public void Dispose()
    {
        _recalibration.Dispose();
        ForgetImages();
    }

    private FixedBatches ValidationOf(string weightsId)
    {
        var settings = _context.Settings.Proxy;
        var purpose = settings.OwnImages ? "proxy-images/" + weightsId : "proxy-images";
        if (_validation.TryGetValue(purpose, out var known)) return known;
        if (_validation.Count == KeptSets) ForgetImages();
        var order = Enumerable.Range(0, _context.Data.Validation.Count).ToArray();
        RandomStream.For(_context.Settings.Seed, purpose).Shuffle<int>(order);
        var scored = new SubsetDataset(_context.Data.Validation, [.. order.Take(settings.Images)]);
        // Together they may take what one set may.
        var options = new FixedBatchesOptions(settings.Batch, "proxy");
        return _validation[purpose] = new FixedBatches(_context, scored, settings.OwnImages ? options with { CacheBytes = options.CacheBytes / KeptSets } : options);
    }

    private void ForgetImages()
    {
        foreach (var images in _validation.Values) images.Dispose();
        _validation.Clear();
    }

    private void Recalibrate(PathNetwork network, Architecture architecture)
    {
        network.ResetStatistics(architecture);
        network.Norm.Mode = NormMode.Record;
        using var inference = torch.inference_mode();
        _recalibration.ForEach((number, batch) =>
        {
            // The n-th minibatch weighs 1 / n: the running statistics stay the mean of all seen so far.
            network.Norm.Momentum = 1.0 / (number + 1);
            network.call(batch.Images, architecture).Dispose();
        });
    }
}
