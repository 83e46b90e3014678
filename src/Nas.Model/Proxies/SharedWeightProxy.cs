using Nas.Model.Data;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Proxies;
using Nas.Model.Spaces;
using TorchSharp;

namespace Nas.Model.Proxies;

/// <summary>
/// Scores an architecture with shared weights. BatchNorm statistics are computed again as the plain average over fixed training
/// minibatches, since those of a mixture of paths fit none of them; then top-1 accuracy on fixed validation images. Both sets of images are
/// the same for every architecture, so that differences are not those of the images. Each sample of the weights has the next ones of a
/// shuffled set, unless all are to have the same: then their mean sees no more images than one of them, and keeps the chance of those.
/// </summary>
public sealed class SharedWeightProxy : IProxy, IDisposable
{
    /// <summary>
    /// Limit on the bytes of images kept on the device, of all samples together; images of one sample are kept even beyond it, as far as
    /// <see cref="FixedBatches"/> keeps them.
    /// </summary>
    private const long CacheBytes = 1L << 30;

    private readonly Dictionary<int, FixedBatches> _recalibration = [];
    private readonly Dictionary<int, FixedBatches> _validation = [];

    public Evaluation Score(ProxyContext context, PathNetwork network, Architecture architecture, int sample)
    {
        var settings = context.Settings;
        network.Norm.Mode = NormMode.Batch;
        if (settings.RecalibrationBatches > 0)
        {
            Recalibrate(network, architecture, RecalibrationOf(context, settings.OwnRecalibration ? sample : 0));
            network.Norm.Mode = NormMode.Running;
        }
        return Accuracy.Of(network, architecture, ValidationOf(context, settings.OwnImages ? sample : 0));
    }

    public void Dispose()
    {
        Forget(_recalibration);
        Forget(_validation);
    }

    /// <summary>The first sample's are those that all have unless they have their own.</summary>
    private FixedBatches RecalibrationOf(ProxyContext context, int sample)
    {
        if (_recalibration.TryGetValue(sample, out var known))
            return known;
        var settings = context.Settings;
        MakeRoom(
            _recalibration,
            (long)settings.RecalibrationBatches * settings.RecalibrationBatch * context.Data.Train.Shape.Size * sizeof(float)
        );
        return _recalibration[sample] = new FixedBatches(
            context,
            context.Data.Train,
            new FixedBatchesOptions(settings.RecalibrationBatch, sample == 0 ? "recalibration" : $"recalibration/{sample}")
            {
                Shuffle = true,
                Count = settings.RecalibrationBatches,
            }
        );
    }

    private FixedBatches ValidationOf(ProxyContext context, int block)
    {
        if (_validation.TryGetValue(block, out var known))
            return known;
        var (data, settings) = (context.Data, context.Settings);
        MakeRoom(_validation, (long)settings.Images * data.Validation.Shape.Size * sizeof(float));
        return _validation[block] = FixedBatches.OfBlock(context, block);
    }

    private static void MakeRoom(Dictionary<int, FixedBatches> sets, long bytesOfSet)
    {
        if ((sets.Count + 1) * bytesOfSet > CacheBytes)
            Forget(sets);
    }

    private static void Forget(Dictionary<int, FixedBatches> sets)
    {
        foreach (var images in sets.Values)
            images.Dispose();
        sets.Clear();
    }

    private static void Recalibrate(PathNetwork network, Architecture architecture, FixedBatches images)
    {
        network.ResetStatistics(architecture);
        network.Norm.Mode = NormMode.Record;
        using var inference = torch.inference_mode();
        images.ForEach(
            (number, batch) =>
            {
                // The n-th minibatch weighs 1 / n: the running statistics stay the mean of all seen so far.
                network.Norm.Momentum = 1.0 / (number + 1);
                network.call(batch.Images, architecture).Dispose();
            }
        );
    }
}
