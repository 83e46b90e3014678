using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Execution;
using Nas.Model.Metrics.Detection;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>
/// CR-NAS's own proxy: average precision on fixed validation images, with BatchNorm statistics computed again from fixed training
/// minibatches unless they are frozen.
/// </summary>
public sealed class DetectionProxy : IDetectionProxy
{
    public ImmutableArray<Evaluation> Score(
        DetectionProxySettings settings,
        SupernetDetector network,
        ImmutableArray<Candidate> candidates,
        DetectionImages images
    )
    {
        var found = SetEvaluation.Detections(network.Detector, network.Supernet, candidates, images);
        return
        [
            .. found.Select(detections => new Evaluation(Score(settings, images.Evaluate(detections)), null)
            {
                Folds = images.Folds == 0 ? [] : [.. images.EvaluateFolds(detections).Select(result => Score(settings, result))],
            }),
        ];
    }

    /// <summary>Where there is no object to find, nothing tells candidates apart.</summary>
    private static double Score(DetectionProxySettings settings, CocoResult result) =>
        Math.Max(0, settings.Metric == "ap50" ? result.AP50 : result.AP);
}
