using System.Collections.Immutable;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Seed.Methods.CrNas;

/// <summary>Mean Multiply-Adds of a forward pass.</summary>
/// <param name="Supernet">One branch of each stage, drawn uniformly.</param>
/// <param name="Eligible">An allocation that meets the constraint.</param>
internal sealed record ImageCost(double Supernet, double Eligible)
{
    public static ImageCost Of(AdditiveCost cost, ImmutableArray<Architecture> eligible) =>
        new(cost.Base + cost.PerOption.Sum(options => options.Average()), eligible.Average(cost.Of));
}

/// <summary>
/// The cost of an image of a search's data, taken to have sides of 4 to 3 and padded to whole cells of the coarsest stage.
/// </summary>
/// <param name="Training">Cost of the detector with as many boxes as it trains on.</param>
/// <param name="Scoring">Cost of the detector with as many boxes as are proposed.</param>
/// <param name="Backbone">Cost of the backbone alone: all that recalibration needs.</param>
internal sealed record ImageCosts(ImageCost Training, ImageCost Scoring, ImageCost Backbone)
{
    private const int Cell = 32;

    public static ImageCosts Of(CrNasSettings settings, ImmutableArray<Architecture> eligible)
    {
        var (height, width) = (
            Padded(settings.Data.ShortSide),
            Padded(Math.Min(settings.Data.LongSide, ((settings.Data.ShortSide * 4) + 2) / 3))
        );
        ImageCost Detector(int boxes) =>
            ImageCost.Of(
                new ReallocationPhaseSpaces(
                    settings with
                    {
                        Constraint = settings.Constraint with { Height = height, Width = width, Proposals = boxes },
                    }
                )
                    .Allocations
                    .MAdds,
                eligible
            );
        return new ImageCosts(
            Detector(settings.Detector.SampledBoxes),
            Detector(settings.Detector.Proposals),
            OfBackbone(settings.Backbone, height, width, eligible)
        );
    }

    public static ImageCost OfBackbone(BackboneSettings backbone, int height, int width, ImmutableArray<Architecture> eligible)
    {
        var options = backbone.Stages is { } name ? StageOptions.Find(name) : StageOptions.Of(backbone.Name);
        return ImageCost.Of(options.Open(backbone.Name, height, width).MAdds, eligible);
    }

    private static int Padded(int pixels) => (pixels + Cell - 1) / Cell * Cell;
}
