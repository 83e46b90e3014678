using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Detection;
using Nas.Model.Metrics.Detection;
using Nas.Model.Proxies;
using Nas.Model.Randomness;
using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>
/// The images of a search's proxy, the same for every candidate and every sample of the weights: a function of (data, settings, seed).
/// </summary>
internal sealed class ProxyDetectionImages : IDisposable
{
    /// <summary>Limit on the bytes of minibatches kept on the device: one such limit for recalibration and one for scoring.</summary>
    private const long BatchBytes = 1L << 30;

    private readonly List<IDisposable> _owned = [];

    public ProxyDetectionImages(CrNasContext context)
    {
        var settings = context.Settings.Proxy;
        var order = Enumerable.Range(0, context.Data.Validation.Labels.Images.Length).ToArray();
        RandomStream.For(context.Settings.Seed, "proxy-images").Shuffle<int>(order);
        var scored = new DetectionSubset(context.Data.Validation, [.. order.Take(settings.Images)]);
        // Frozen layers have no statistics to compute again.
        var recalibrations = context.Settings.Backbone.Norm == "frozen" ? 0 : settings.RecalibrationBatches;
        Images = new DetectionImages(
            WithoutDifficult(scored.Labels),
            OverlapKind.Boxes,
            recalibrations == 0 ? [] : Recalibration(context, settings.RecalibrationBatch, recalibrations),
            Scored(context, scored)
        );
    }

    public DetectionImages Images { get; }

    public void Dispose()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            owned.Dispose();
    }

    /// <summary>The labels with difficult objects as crowds: in COCO, finding a crowd counts neither as right nor as wrong.</summary>
    private static DetectionSet WithoutDifficult(DetectionSet labels) =>
        labels with
        {
            Images =
            [
                .. labels.Images.Select(image =>
                    image with
                    {
                        Objects = [.. image.Objects.Select(o => o with { IsCrowd = o.IsCrowd || o.IsDifficult })],
                    }
                ),
            ],
        };

    private KeptBatches<Tensor> Recalibration(CrNasContext context, int batch, int count)
    {
        var loader = Owned(
            new DetectionLoader(
                context.Data.Train,
                DetectionLoaderOptions.Of(context.Settings.Data, context.Settings.Seed, "recalibration", batch) with
                {
                    Prefetch = 2,
                }
            )
        );
        return Owned(
            new KeptBatches<Tensor>(
                count,
                number => DetectorBatch.Images(loader.Get(number), context.Device),
                images => [images],
                BatchBytes
            )
        );
    }

    private KeptBatches<ScoredBatch> Scored(CrNasContext context, DetectionSubset data)
    {
        var batches = Owned(new WholePart(context, data, "proxy"));
        return Owned(new KeptBatches<ScoredBatch>(batches.Count, number => batches[number], placed => [placed.Images], BatchBytes));
    }

    private T Owned<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
