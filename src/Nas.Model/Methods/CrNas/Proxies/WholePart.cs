using System.Collections;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Detection;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>
/// All images of a part in its own order, in minibatches. Asked for one by one, in order; tensors belong to the caller's dispose scope.
/// </summary>
internal sealed class WholePart : IReadOnlyList<ScoredBatch>, IDisposable
{
    private readonly DetectionLoader _loader;
    private readonly TorchSharp.torch.Device _device;

    public WholePart(CrNasContext context, IDetectionDataset part, string purpose)
    {
        _device = context.Device;
        _loader = new DetectionLoader(
            part,
            DetectionLoaderOptions.Of(context.Settings.Data, context.Settings.Seed, purpose, context.Settings.Proxy.Batch) with
            {
                Shuffle = false,
                Prefetch = 2,
            }
        );
    }

    public int Count => _loader.BatchesPerEpoch;

    public ScoredBatch this[int index]
    {
        get
        {
            var batch = _loader.Get(index);
            return new ScoredBatch(
                DetectorBatch.Images(batch, _device),
                [
                    .. batch.Images.Select(image => new PlacedImage(
                        image.Index,
                        new ImageSize(image.Height, image.Width),
                        new ImageSize(image.OriginalHeight, image.OriginalWidth)
                    )),
                ]
            );
        }
    }

    public IEnumerator<ScoredBatch> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    public void Dispose() => _loader.Dispose();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
