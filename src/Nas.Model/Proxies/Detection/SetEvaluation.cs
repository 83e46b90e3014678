using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Detection;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Spaces;
using static TorchSharp.torch;

namespace Nas.Model.Proxies.Detection;

/// <summary>
/// Scores many candidates together. Within a minibatch, candidates that begin with the same choices share what these compute and its
/// recalibrated BatchNorm statistics; each candidate's detections are those that <see cref="SingleEvaluation"/> gives it. Depth first over
/// the tree of choices: besides the statistics, only the tensors of one candidate are held at a time.
/// </summary>
public sealed class SetEvaluation
{
    private readonly Detector _detector;
    private readonly ISupernet _supernet;
    private readonly bool _recalibrated;

    private SetEvaluation(Detector detector, ISupernet supernet, bool recalibrated) =>
        (_detector, _supernet, _recalibrated) = (detector, supernet, recalibrated);

    /// <summary>For each candidate, its detections in all scored images.</summary>
    /// <param name="detector">Stands on the supernet.</param>
    /// <exception cref="ArgumentException">A candidate has not one choice for each decision.</exception>
    public static ImmutableArray<IReadOnlyList<DetectedObject>> Detections(
        Detector detector, ISupernet supernet, IReadOnlyList<Architecture> candidates, DetectionImages images)
    {
        if (candidates.FirstOrDefault(candidate => candidate.Choices.Length != supernet.Decisions) is { } wrong)
        {
            throw new ArgumentException($"{wrong.Choices.Length} choices for {supernet.Decisions} decisions.", nameof(candidates));
        }
        using var trie = CandidateTrie.Of(candidates);
        var all = candidates.Select(_ => new List<DetectedObject>()).ToArray();
        var set = new SetEvaluation(detector, supernet, images.Recalibration.Count > 0);
        ScoringPass.Run(
            supernet.Norm,
            images,
            recalibration => set.Visit(trie, recalibration, [], null),
            batch => set.Visit(trie, batch.Images, [], (leaf, stages) =>
            {
                var found = ScoringPass.Detect(set._detector, stages, batch);
                foreach (var candidate in leaf.Candidates) all[candidate].AddRange(found);
            }));
        return [.. all];
    }

    private void Visit(CandidateTrie node, Tensor input, ImmutableArray<Tensor> stages, Action<CandidateTrie, ImmutableArray<Tensor>>? atLeaf)
    {
        using var scope = NewDisposeScope();
        _supernet.Norm.Statistics = _recalibrated ? node.Statistics : null;
        var isStem = node.Decision < 0;
        var output = isStem ? _supernet.Stem(input) : _supernet.Step(node.Decision, node.Choice, input);
        if (!isStem && _supernet.EndsStage(node.Decision)) stages = stages.Add(output);
        if (node.Candidates.Count > 0) atLeaf?.Invoke(node, stages);
        foreach (var child in node.Children) Visit(child, output, stages, atLeaf);
    }
}
