using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Detection;
using Nas.Model.Metrics.Detection;
using Nas.Model.Networks;
using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>
/// The part that both ways to evaluate candidates share: the passes over the minibatches, and a candidate's detections in one.
/// </summary>
internal static class ScoringPass
{
    /// <summary>Runs without gradients, with running statistics, and leaves the switch as it was.</summary>
    public static void Run(NormSwitch norm, Action action)
    {
        var (mode, momentum, statistics) = (norm.Mode, norm.Momentum, norm.Statistics);
        using var inference = inference_mode();
        try
        {
            (norm.Mode, norm.Statistics) = (NormMode.Running, null);
            action();
        }
        finally
        {
            (norm.Mode, norm.Momentum, norm.Statistics) = (mode, momentum, statistics);
        }
    }

    /// <summary>
    /// Records statistics, minibatch after minibatch, each in a dispose scope of its own. To be called within <see cref="Run"/>.
    /// </summary>
    /// <param name="record">Runs candidates on the minibatch of this number.</param>
    public static void Recalibrate(NormSwitch norm, int minibatches, Action<int> record)
    {
        norm.Mode = NormMode.Record;
        for (var i = 0; i < minibatches; i++)
        {
            using var scope = NewDisposeScope();
            // The n-th minibatch weighs 1 / n: the running statistics stay the mean of all seen so far.
            norm.Momentum = 1.0 / (i + 1);
            record(i);
        }
        norm.Mode = NormMode.Running;
    }

    public static IReadOnlyList<DetectedObject> Detect(
        Detector detector,
        ImmutableArray<Tensor> stages,
        ScoredBatch batch,
        OverlapKind kind
    )
    {
        using var scope = NewDisposeScope();
        var found = detector.Detect(stages, batch.Images, [.. batch.Places.Select(image => image.Seen)]);
        return
        [
            .. found
                .Zip(batch.Places)
                .SelectMany(pair =>
                    DetectedObjects.Of(
                        // Pasting masks that nothing compares would cost more than the rest.
                        kind == OverlapKind.Masks
                            ? pair.First
                            : pair.First with
                            {
                                Masks = null,
                            },
                        pair.Second.Place,
                        pair.Second.Seen,
                        pair.Second.Original
                    )
                ),
        ];
    }
}
