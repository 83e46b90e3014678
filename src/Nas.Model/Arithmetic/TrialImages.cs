namespace Nas.Model.Arithmetic;

/// <summary>Square images that a layer is tried on. Stride 2 divides their sides.</summary>
public readonly record struct TrialImages(int Count, int Side)
{
    /// <summary>
    /// The most of images x pixels x weights, and of what a convolution reads for them, each weight by itself: some milliseconds.
    /// </summary>
    private const long MostProducts = 1 << 22,
        MostReads = 1 << 19;

    /// <summary>Numbers in the input from which on libtorch leaves a single image to oneDNN as well.</summary>
    private const double LargeImage = 20_480;

    /// <summary>
    /// Several images. Where a kernel has one pixel, they are as many as it takes for libtorch to leave them to oneDNN on a single thread,
    /// too.
    /// </summary>
    public static TrialImages Several(LayerShape shape)
    {
        TrialImages[] sizes = shape.Spec.Kernel == 1 ? [new(16, 8), new(16, 4), new(16, 2)] : [new(16, 8), new(2, 8), new(2, 4)];
        return sizes[..^1].FirstOrDefault(images => images.Fit(shape), sizes[^1]);
    }

    public static TrialImages One(LayerShape shape)
    {
        var large = new TrialImages(1, 2 * (int)Math.Ceiling(Math.Sqrt(LargeImage / shape.Spec.Input) / 2));
        return large.Fit(shape) ? large : new TrialImages(1, 8);
    }

    public override string ToString() => $"{Count} image{(Count == 1 ? "" : "s")} of {Side} x {Side}";

    private bool Fit(LayerShape shape)
    {
        var spec = shape.Spec;
        var reads = (long)Count * Side * Side * spec.Input * spec.Kernel * spec.Kernel;
        return reads <= MostReads && reads * (spec.Output / spec.Groups) <= MostProducts;
    }
}
