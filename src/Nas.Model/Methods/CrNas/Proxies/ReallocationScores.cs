using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Networks.Layers;
using Nas.Model.Proxies;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>
/// Scores allocations and dilations with sets of shared weights. Weights and images last used stay on the device between calls.
/// </summary>
public sealed class ReallocationScores(CrNasContext context) : IDisposable
{
    /// <summary>Size of the cache of shared weights in bytes; it holds at least one set of any search.</summary>
    private const long WeightCacheBytes = 2L << 30;

    /// <summary>Folds of the images: as many as tell a standard error to about a fifth, and few figures.</summary>
    private const int Folds = 16;

    private readonly WeightCache<SupernetDetector> _weights = new(
        WeightCacheBytes,
        network => network.Tensors.Sum(tensor => tensor.Value.numel() * tensor.Value.ElementSize)
    );

    private ProxyDetectionImages? _images;
    private IDetectionProxy? _proxy;

    /// <summary>Scores in the order of the task's architectures.</summary>
    /// <exception cref="DamagedFileException">The weights cannot be used.</exception>
    /// <exception cref="UserException">An architecture is none of the phase's, or the data do not fill a minibatch.</exception>
    public ImmutableArray<Evaluation> Evaluate(EvaluationTask task)
    {
        if (task.Architectures.IsEmpty)
            return [];
        var images = (_images ??= new ProxyDetectionImages(context)).Images;
        var (network, candidates) = task.Work switch
        {
            PhaseNames.StageSearch => Allocations(task),
            PhaseNames.OperationSearch => Dilations(task),
            _ => throw new ArgumentException($"Phase {task.Phase} scores no candidates.", nameof(task)),
        };
        var settings = context.Settings;
        _proxy ??= DetectionProxies.Catalog.Open(settings.Proxy.Kind, settings.Proxy.Options, settings.Plugins);
        return _proxy.Score(settings.Proxy, network, candidates, task.WithFolds ? images with { Folds = Folds } : images);
    }

    public void Dispose()
    {
        (_proxy as IDisposable)?.Dispose();
        _images?.Dispose();
        _weights.Dispose();
    }

    private (SupernetDetector Network, ImmutableArray<Candidate> Candidates) Allocations(EvaluationTask task) =>
        (
            Network(task, "stages", () => SupernetDetector.Stages(context)),
            [.. task.Architectures.Select(text => Candidate.Of(context.Spaces.Allocations.Parse(text)))]
        );

    private (SupernetDetector Network, ImmutableArray<Candidate> Candidates) Dilations(EvaluationTask task)
    {
        var blocks = ReallocatedBackbone.Parse(task.Architectures[0]).Blocks;
        var space = context.Spaces.Dilated(blocks, partial: true);
        return (
            Network(task, string.Join(',', blocks), () => SupernetDetector.Dilated(context, blocks)),
            [.. task.Architectures.Select(text => Completed(space, space.Parse(text)))]
        );
    }

    /// <summary>
    /// The candidate whose undecided blocks are drawn again for every scored minibatch, alike for all candidates with as many decided ones,
    /// so that these differ by their decisions alone (common random numbers).
    /// </summary>
    private Candidate Completed(DilationSpace space, Architecture architecture)
    {
        var decided = space.DecidedIn(architecture);
        var (common, number) = (decided.TakeWhile(isDecided => isDecided).Count(), decided.Count(isDecided => isDecided));
        return new Candidate(
            common,
            minibatch => space.Completed(architecture, RandomStream.For(context.Settings.Seed, "completion", number, minibatch))
        );
    }

    private SupernetDetector Network(EvaluationTask task, string kind, Func<SupernetDetector> create) =>
        _weights.Get($"{kind} {task.WeightsId}", create, network => LayerFile.Read(task.WeightsPath, network.Tensors));
}
