using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Detection;
using Nas.Model.Networks.Reallocation;
using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>
/// Scores many candidates together. Within a minibatch, candidates that begin with the same choices share what these compute and its
/// recalibrated BatchNorm statistics; each candidate's detections are those that <see cref="SingleEvaluation"/> gives it. What a candidate
/// has in all minibatches is recalibrated once. Depth first over the tree of choices: besides the statistics, and what
/// <see cref="RecalibrationFeatures"/> keeps, only the tensors of one candidate are held at a time.
/// </summary>
public sealed class SetEvaluation
{
    /// <summary>Limit on the bytes of recalibration features that are kept.</summary>
    private const long FeatureBytes = 1L << 30;

    private readonly Detector _detector;
    private readonly ISupernet _supernet;
    private readonly DetectionImages _images;

    private SetEvaluation(Detector detector, ISupernet supernet, DetectionImages images) =>
        (_detector, _supernet, _images) = (detector, supernet, images);

    /// <summary>Detections of each candidate in all scored images.</summary>
    /// <param name="detector">Stands on the supernet.</param>
    /// <param name="featureBytes">Limits what is kept to save time; results do not depend on it.</param>
    /// <exception cref="ArgumentException">A candidate has not one choice for each decision.</exception>
    public static ImmutableArray<IReadOnlyList<DetectedObject>> Detections(
        Detector detector,
        ISupernet supernet,
        IReadOnlyList<Candidate> candidates,
        DetectionImages images,
        long featureBytes = FeatureBytes
    )
    {
        if (candidates.FirstOrDefault(candidate => candidate.In(0).Choices.Length != supernet.Decisions) is { } wrong)
        {
            throw new ArgumentException($"{wrong.In(0).Choices.Length} choices for {supernet.Decisions} decisions.", nameof(candidates));
        }
        IReadOnlyList<DetectedObject>[] all = [];
        ScoringPass.Run(supernet.Norm, () => all = new SetEvaluation(detector, supernet, images).Score(candidates, featureBytes));
        return [.. all];
    }

    private List<DetectedObject>[] Score(IReadOnlyList<Candidate> candidates, long featureBytes)
    {
        using var root = CandidateTrie.Of([.. candidates.Select(candidate => candidate.In(0).Choices[..candidate.Common])]);
        var open = root.Ends().Where(end => !IsWhole(end)).ToImmutableArray();
        using var features = new RecalibrationFeatures(open, featureBytes);
        Recalibrate(i => Visit(root, _images.Recalibration[i], [], (node, output, _) => features.Keep(node, output)));
        if (!features.AreKept)
            features.Dispose();

        var all = candidates.Select(_ => new List<DetectedObject>()).ToArray();
        for (var m = 0; m < _images.Scored.Count; m++)
        {
            using var scope = NewDisposeScope();
            foreach (var end in open)
                end.Grow(candidate => candidates[candidate].In(m).Choices[candidates[candidate].Common..]);
            if (open.Length > 0)
                Recalibrate(i => RecalibrateCrowns(root, open, features, i));
            var batch = _images.Scored[m];
            Visit(
                root,
                batch.Images,
                [],
                (node, _, stages) =>
                {
                    if (!IsWhole(node))
                        return;
                    var found = ScoringPass.Detect(_detector, stages, batch, _images.Kind);
                    foreach (var candidate in node.Candidates)
                        all[candidate].AddRange(found);
                }
            );
            foreach (var end in open)
                end.Shed();
        }
        return all;
    }

    private bool IsWhole(CandidateTrie node) => node.Decision == _supernet.Decisions - 1;

    private void Recalibrate(Action<int> record) => ScoringPass.Recalibrate(_supernet.Norm, _images.Recalibration.Count, record);

    /// <summary>
    /// Records the crowns' statistics. Without features, the trunk is recorded again, minibatch by minibatch, which ends in the same
    /// statistics.
    /// </summary>
    private void RecalibrateCrowns(CandidateTrie root, ImmutableArray<CandidateTrie> open, RecalibrationFeatures features, int minibatch)
    {
        if (!features.AreKept)
        {
            Visit(root, _images.Recalibration[minibatch], [], null);
            return;
        }
        foreach (var end in open)
        {
            foreach (var child in end.Crown)
                Visit(child, features.Of(end, minibatch), [], null);
        }
    }

    private void Visit(
        CandidateTrie node,
        Tensor input,
        ImmutableArray<Tensor> stages,
        Action<CandidateTrie, Tensor, ImmutableArray<Tensor>>? visited
    )
    {
        using var scope = NewDisposeScope();
        _supernet.Norm.Statistics = _images.Recalibration.Count > 0 ? node.Statistics : null;
        var isStem = node.Decision < 0;
        var output = isStem ? _supernet.Stem(input) : _supernet.Step(node.Decision, node.Choice, input);
        if (!isStem && _supernet.EndsStage(node.Decision))
            stages = stages.Add(output);
        visited?.Invoke(node, output, stages);
        foreach (var child in node.Children)
            Visit(child, output, stages, visited);
    }
}
