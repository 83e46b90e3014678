using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Plugins;

namespace ToyProblem;

public sealed record ToyMeanPrecisionOptions
{
    /// <summary>The part of the score that is average precision at an overlap of 0.50.</summary>
    [Range(0.0, 1.0)]
    public double Loose { get; init; } = 0.5;
}

/// <summary>Scores a candidate of CR-NAS by a mean of its average precision at an overlap of 0.50 and of that over all overlaps.</summary>
[Plugin("toy-mean-precision")]
public sealed class ToyMeanPrecision(ToyMeanPrecisionOptions options) : IDetectionProxy
{
    public ImmutableArray<Evaluation> Score(
        DetectionProxySettings settings,
        SupernetDetector network,
        ImmutableArray<Candidate> candidates,
        DetectionImages images
    )
    {
        // Candidates that begin with the same choices share what these compute, and each has the detections that it has alone.
        var found = SetEvaluation.Detections(network.Detector, network.Supernet, candidates, images);
        return
        [
            .. found
                .Select(images.Evaluate)
                .Select(result => new Evaluation(
                    (options.Loose * Math.Max(0, result.AP50)) + ((1 - options.Loose) * Math.Max(0, result.AP)),
                    Loss: null
                )),
        ];
    }
}
