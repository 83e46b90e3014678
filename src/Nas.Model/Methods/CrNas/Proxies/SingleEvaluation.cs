using Nas.Model.Data.Detection;
using Nas.Model.Detection;
using Nas.Model.Networks;
using Nas.Model.Networks.Reallocation;
using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>Scores one candidate by itself: recalibration, then its detections. What <see cref="SetEvaluation"/> must equal.</summary>
public static class SingleEvaluation
{
    /// <summary>The candidate's detections in all scored images.</summary>
    /// <param name="detector">Stands on the supernet.</param>
    public static IReadOnlyList<DetectedObject> Detections(
        Detector detector,
        ISupernet supernet,
        Candidate candidate,
        DetectionImages images
    )
    {
        var all = new List<DetectedObject>();
        NormStatistics? statistics = null;
        ScoringPass.Run(
            supernet.Norm,
            () =>
            {
                for (var m = 0; m < images.Scored.Count; m++)
                {
                    using var scope = NewDisposeScope();
                    var architecture = candidate.In(m);
                    // What is the same in all minibatches is recalibrated once.
                    if (images.Recalibration.Count > 0 && (m == 0 || candidate.Common < supernet.Decisions))
                    {
                        statistics?.Dispose();
                        supernet.Norm.Statistics = statistics = new NormStatistics();
                        ScoringPass.Recalibrate(
                            supernet.Norm,
                            images.Recalibration.Count,
                            i => supernet.Forward(images.Recalibration[i], architecture)
                        );
                    }
                    var batch = images.Scored[m];
                    all.AddRange(ScoringPass.Detect(detector, supernet.Forward(batch.Images, architecture), batch, images.Kind));
                }
            }
        );
        statistics?.Dispose();
        return all;
    }
}
