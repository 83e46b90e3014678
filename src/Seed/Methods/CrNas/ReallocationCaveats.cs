using System.Collections.Immutable;
using Actors.Strategies;
using Nas.Model.Cost.Detection;
using Nas.Model.Data.Detection.Loading;

namespace Seed.Methods.CrNas;

/// <summary>Sentences about what the numbers of a reallocation search do not say.</summary>
internal static class ReallocationCaveats
{
    private const int ManySeeds = 10;

    /// <summary>The short side that published results are for.</summary>
    private const int UsualSide = 800;

    /// <summary>Images of the usual training on COCO ("1x"): 90,000 steps of 16.</summary>
    private const long UsualImages = 90_000 * 16;

    private const double GoodAgreement = 0.7;

    public static ImmutableArray<string> Of(CrNasResult result)
    {
        var settings = result.Settings;
        var (data, final) = (settings.Data, settings.Final);
        var caveats = new List<string>();
        if (final.Seeds < ManySeeds)
        {
            caveats.Add(
                $"Each detector was trained with {ComparisonText.Seeds(final.Seeds)}, which is few: {(final.Seeds == 1 ? "there is no spread to hold a difference against" : "the spread is itself uncertain, and so small samples seldom tell a small difference from chance")}."
            );
        }
        caveats.Add(
            "The spread is that of training seeds. It contains neither the chance in the search, which was run once, nor the choice of the test images."
        );
        if (data.Name == "procedural-detection")
        {
            caveats.Add("The images are procedural, figures on a background: nothing here says how the backbones compare on photographs.");
        }
        // A run has noted them when it began, and images that could not be decoded with them; of a cluster's search the labels tell what
        // they can.
        var (notes, skipped) = result.Outcome.LeftOut.IsEmpty
            ? DetectionCatalog.LeftOut(data, DetectorShape.Find(settings.Detector.Name).Kind == DetectorKind.MaskRcnn)
            : ([], []);
        caveats.AddRange(notes);
        if (!skipped.IsEmpty)
            caveats.Add(
                $"Of the data {(skipped.Length == 1 ? "one entry is" : $"{skipped.Length:N0} entries are")} left out, the first: {string.Join(" ", skipped.Take(3))}"
            );
        if (data.ShortSide < UsualSide)
        {
            caveats.Add(
                $"Images are scaled to a short side of {data.ShortSide} pixels, where published results have {UsualSide}; objects, and what a dilation gains, scale with it. Multiply-Adds are counted for {settings.Constraint.Height} x {settings.Constraint.Width}."
            );
        }
        var images = (long)final.Steps * final.Batch;
        if (images < UsualImages / 2)
        {
            caveats.Add(
                $"Detectors were trained on {images:N0} images, repeats included; the usual schedule has {UsualImages:N0}. Short training may favour other backbones than long training."
            );
        }
        if (settings.Backbone.Weights is null && settings.Pretraining.Steps == 0)
        {
            caveats.Add("No backbone was trained on classification first, as published ones are.");
        }
        if (result.StageProxy is { HalvesTau: { } tau and < GoodAgreement, Candidates: > 1 })
        {
            caveats.Add(
                $"The samples agree only in part about the order of the allocations (tau-b {tau:0.00} between halves): the best is one of several that the proxy cannot tell apart."
            );
        }
        caveats.Add(
            "A proxy score is an AP with shared weights, to be compared with other scores of the same phase only; it is not what the detector reaches when trained by itself. The best of many noisy scores is partly the luckiest."
        );
        if (StrategyCatalog.Standard.MostInPart(settings.OperationSearch.Name) is not null)
            caveats.Add(
                "The operation search is greedy: a candidate with undecided blocks is scored with these completed at random, and what falls out of the beam early is never completed."
            );
        return [.. caveats];
    }
}
