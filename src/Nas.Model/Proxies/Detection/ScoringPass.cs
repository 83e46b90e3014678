using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Detection;
using Nas.Model.Networks;
using static TorchSharp.torch;

namespace Nas.Model.Proxies.Detection;

/// <summary>What the two ways to evaluate candidates have in common: the passes over the minibatches, and a candidate's detections in one.</summary>
internal static class ScoringPass
{
    /// <summary>Recalibrates, then scores; leaves the switch as it was.</summary>
    /// <param name="recalibrate">Runs the candidates on images whose statistics are recorded.</param>
    /// <param name="score">Runs the candidates on images with the recorded statistics.</param>
    public static void Run(NormSwitch norm, DetectionImages images, Action<Tensor> recalibrate, Action<ScoredBatch> score)
    {
        var (mode, momentum, statistics) = (norm.Mode, norm.Momentum, norm.Statistics);
        using var inference = inference_mode();
        try
        {
            norm.Mode = NormMode.Record;
            for (var i = 0; i < images.Recalibration.Count; i++)
            {
                using var scope = NewDisposeScope();
                // The n-th minibatch weighs 1 / n: the running statistics stay the mean of all seen so far.
                norm.Momentum = 1.0 / (i + 1);
                recalibrate(images.Recalibration[i]);
            }
            norm.Mode = NormMode.Running;
            for (var i = 0; i < images.Scored.Count; i++)
            {
                using var scope = NewDisposeScope();
                score(images.Scored[i]);
            }
        }
        finally
        {
            (norm.Mode, norm.Momentum, norm.Statistics) = (mode, momentum, statistics);
        }
    }

    public static IReadOnlyList<DetectedObject> Detect(Detector detector, ImmutableArray<Tensor> stages, ScoredBatch batch)
    {
        using var scope = NewDisposeScope();
        var found = detector.Detect(stages, batch.Images, [.. batch.Places.Select(image => image.Seen)]);
        return [.. found.Zip(batch.Places).SelectMany(pair => DetectedObjects.Of(pair.First, pair.Second.Place, pair.Second.Seen, pair.Second.Original))];
    }
}
