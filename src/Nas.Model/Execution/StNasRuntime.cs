using System.Collections.Immutable;
using Nas.Model.Networks;
using Nas.Model.Proxies;
using Nas.Model.Training;

namespace Nas.Model.Execution;

/// <summary>The device work of an ST-NAS search. Weights and images last used stay on the device between calls.</summary>
public sealed class StNasRuntime(RunContext context) : ISearchRuntime
{
    /// <summary>Of cached shared weights: all samples of a small search, at least one set of any.</summary>
    private const long WeightCacheBytes = 1L << 30;

    private readonly WeightCache<TopologyNetwork> _weights = new(
        WeightCacheBytes, network => network.Parameters.Sum(parameter => parameter.Value.numel()) * sizeof(float));
    private SharedWeightProxy? _proxy;

    public ITrainingRun OpenTraining(TrainingTask task) => TopologyRuns.Open(context, task);

    public ImmutableArray<Evaluation> Evaluate(EvaluationTask task) => [.. task.Architectures.Select(architecture => Evaluate(task, architecture))];

    public void Dispose()
    {
        _proxy?.Dispose();
        _weights.Dispose();
    }

    private Evaluation Evaluate(EvaluationTask task, string architecture)
    {
        _proxy ??= new SharedWeightProxy(context);
        var network = _weights.Get(
            task.WeightsId,
            () => TopologyNetwork.Supernet(context.Space, context.Device, running: true),
            supernet => WeightsFile.Read(task.WeightsPath, supernet));
        var evaluation = _proxy.Score(network, context.Space.Parse(architecture));
        return evaluation.Loss is { } loss && double.IsFinite(loss)
            ? evaluation
            : throw new DivergedException($"Phase {task.Phase}: architecture {architecture} has loss {evaluation.Loss} with weights {task.WeightsId}.");
    }
}
