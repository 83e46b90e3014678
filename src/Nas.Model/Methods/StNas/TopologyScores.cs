using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Proxies;
using Nas.Model.Settings;

namespace Nas.Model.Methods.StNas;

/// <summary>Scores architectures with sets of shared weights. Weights and images last used stay on the device between calls.</summary>
public sealed class TopologyScores(StNasContext context) : IDisposable
{
    /// <summary>
    /// Size of the cache of shared weights in bytes. It holds all samples of a small search, and at least one set of weights of any search.
    /// </summary>
    private const long WeightCacheBytes = 1L << 30;

    private readonly WeightCache<PathNetwork> _weights = new(
        WeightCacheBytes,
        network => network.Parameters.Sum(parameter => parameter.Value.numel()) * sizeof(float)
    );
    private readonly ProxyContext _context = context.ForProxy();
    private IProxy? _proxy;

    /// <exception cref="DivergedException">The weights give no finite loss.</exception>
    public ImmutableArray<Evaluation> Evaluate(EvaluationTask task) =>
        [.. task.Architectures.Select(architecture => Evaluate(task, architecture))];

    public void Dispose()
    {
        (_proxy as IDisposable)?.Dispose();
        _weights.Dispose();
    }

    private Evaluation Evaluate(EvaluationTask task, string architecture)
    {
        var settings = context.Settings;
        _proxy ??= ImageProxies.Catalog.Open(settings.Proxy.Kind, settings.Proxy.Options, settings.Plugins);
        var network = _weights.Get(
            task.WeightsId,
            () => PathNetwork.Supernet(context.Space, context.Device, running: true),
            supernet => WeightsFile.Read(task.WeightsPath, supernet)
        );
        var evaluation = _proxy.Score(_context, network, context.Space.Parse(architecture), task.Sample);
        return evaluation.Loss is { } loss && double.IsFinite(loss)
            ? evaluation with
            {
                Score = ProxyMetric.Score(ProxyMetric.Of(settings.Proxy), evaluation.Score, loss),
            }
            : throw new DivergedException(
                $"Phase {task.Phase}: architecture {architecture} has loss {evaluation.Loss} with weights {task.WeightsId}."
            );
    }
}
