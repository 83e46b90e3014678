using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Data;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Execution;
using Nas.Model.Plugins;
using Nas.Model.Proxies.Detection;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using Nas.Model.Training.Detection;

namespace Nas.Model.Methods.CrNas;

/// <summary>The device work of a CR-NAS search. Weights and images last used stay on the device between calls.</summary>
/// <param name="open">Opens what all work shares: for the search, and for what it transfers to.</param>
public sealed class CrNasRuntime(CrNasSettings settings, Func<CrNasSettings, CrNasContext> open) : ISearchRuntime
{
    private readonly CrNasContext _context = open(settings);
    private DetectionProxy? _proxy;
    private CrNasContext? _transfer;

    public ITrainingRun OpenTraining(TrainingTask task) =>
        DetectionRuns.Open(task.Phase == PhaseNames.Transfer ? _transfer ??= open(settings.Transferred()) : _context, task);

    public ImmutableArray<Evaluation> Evaluate(EvaluationTask task) => (_proxy ??= new DetectionProxy(_context)).Evaluate(task);

    public void Dispose() => _proxy?.Dispose();

    /// <param name="devices">The first does all work but that of further shards.</param>
    /// <exception cref="UserException">The data, the backbone or the stages cannot be used.</exception>
    public static CrNasContext ContextOf(CrNasSettings settings, ImmutableArray<TorchSharp.torch.Device> devices)
    {
        if (!DetectionCatalog.OwnNames.Contains(settings.Data.Name)) PluginRegistry.Require<IDetectionImageSet>("dataset", settings.Data.Name, settings.Plugins);
        if (settings.Pretraining.Data is { } classified && PluginRegistry.Find<IImageSet>(classified.Name) is { } plugin) PluginRegistry.RequireSame(plugin, settings.Plugins);
        var masks = ReallocationPhaseSpaces.DetectorShapeOf(settings).Kind == DetectorKind.MaskRcnn;
        return new CrNasContext(settings, new ReallocationPhaseSpaces(settings), DetectionCatalog.Open(settings.Data, settings.Seed, masks), devices[0])
        {
            MoreDevices = devices[1..],
        };
    }
}
