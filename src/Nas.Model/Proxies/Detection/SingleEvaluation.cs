using Nas.Model.Data.Detection;
using Nas.Model.Detection;
using Nas.Model.Networks;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Spaces;

namespace Nas.Model.Proxies.Detection;

/// <summary>Scores one candidate by itself: recalibration, then its detections in all images together. What <see cref="SetEvaluation"/> must equal.</summary>
public static class SingleEvaluation
{
    /// <summary>The candidate's detections in all scored images.</summary>
    /// <param name="detector">Stands on the supernet.</param>
    public static IReadOnlyList<DetectedObject> Detections(Detector detector, ISupernet supernet, Architecture candidate, DetectionImages images)
    {
        using var statistics = new NormStatistics();
        var all = new List<DetectedObject>();
        var kept = images.Recalibration.Count > 0 ? statistics : null;
        ScoringPass.Run(
            supernet.Norm,
            images,
            recalibration =>
            {
                supernet.Norm.Statistics = kept;
                supernet.Forward(recalibration, candidate);
            },
            batch =>
            {
                supernet.Norm.Statistics = kept;
                all.AddRange(ScoringPass.Detect(detector, supernet.Forward(batch.Images, candidate), batch));
            });
        return all;
    }
}
