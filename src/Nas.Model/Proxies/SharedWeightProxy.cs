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
/// for every architecture and every sample of the weights, so that differences are not those of the images.
/// </summary>
public sealed class SharedWeightProxy : IDisposable
{
    private readonly FixedBatches _recalibration, _validation;

    public SharedWeightProxy(RunContext context)
    {
        var settings = context.Settings.Proxy;
        _recalibration = new FixedBatches(context, context.Data.Train, new FixedBatchesOptions(settings.RecalibrationBatch, "recalibration")
        {
            Shuffle = true,
            Count = settings.RecalibrationBatches,
        });
        var order = Enumerable.Range(0, context.Data.Validation.Count).ToArray();
        RandomStream.For(context.Settings.Seed, "proxy-images").Shuffle<int>(order);
        var scored = new SubsetDataset(context.Data.Validation, [.. order.Take(settings.Images)]);
        _validation = new FixedBatches(context, scored, new FixedBatchesOptions(settings.Batch, "proxy"));
    }

    /// <summary>A pure function of the network's parameters, the architecture, the settings and the seed.</summary>
    /// <param name="network">Has running statistics, which are overwritten.</param>
    public Evaluation Score(TopologyNetwork network, Architecture architecture)
    {
        Recalibrate(network, architecture);
        network.Norm.Mode = NormMode.Running;
        return Accuracy.Of(network, architecture, _validation);
    }

    public void Dispose()
    {
        _recalibration.Dispose();
        _validation.Dispose();
    }

    private void Recalibrate(TopologyNetwork network, Architecture architecture)
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
