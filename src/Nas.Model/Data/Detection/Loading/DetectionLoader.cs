namespace Nas.Model.Data.Detection.Loading;

/// <summary>
/// Minibatches for detectors by number: batch number t is a pure function of (data, options, t), so a resumed run needs only its step.
/// Decoding runs ahead of the trainer, on the threads of <see cref="BatchQueue{T}"/>. One caller at a time.
/// </summary>
public sealed class DetectionLoader : IDisposable
{
    private readonly DetectionBatchBuilder _builder;
    private readonly BatchQueue<LoadedBatch> _queue;

    /// <exception cref="UserException">The set is empty, or shuffled and smaller than one batch, or lacks masks that are asked
    /// for.</exception>
    public DetectionLoader(IDetectionDataset data, DetectionLoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Batch, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.ShortSide, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LongSide, options.ShortSide, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Prefetch, nameof(options));
        _builder = new DetectionBatchBuilder(data, options);
        if (_builder.BatchesPerEpoch == 0)
        {
            throw new UserException(
                $"The {data.Labels.Images.Length} images of {data.Name} do not fill one batch of {options.Batch} for {options.Purpose}: lower the batch."
            );
        }
        if (options.Masks && data.Labels.Images.FirstOrDefault(image => image.Objects.Any(LacksMask)) is { } image)
        {
            throw new UserException(
                $"{data.Name} has an object without a mask in {image.FileName}: give it one, or train a detector without a mask head."
            );
        }
        _queue = new BatchQueue<LoadedBatch>(_builder.Build, options.Prefetch);
    }

    /// <summary>Batches of one pass over the set; the last one may be short without shuffling, and is left out with it.</summary>
    public int BatchesPerEpoch => _builder.BatchesPerEpoch;

    /// <summary>
    /// Batch number <paramref name="step"/> from 0, on through epochs. Asked for in rising order, it is ready when asked for.
    /// </summary>
    /// <exception cref="DamagedFileException">An image of the batch cannot be read.</exception>
    public LoadedBatch Get(int step) => _queue.Get(step);

    public void Dispose() => _queue.Dispose();

    private static bool LacksMask(LabelledObject found) => DetectionSample.IsTrainedOn(found) && found.Shape is null;
}
