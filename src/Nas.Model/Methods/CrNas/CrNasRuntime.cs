using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Methods.CrNas.Training;
using Nas.Model.Settings;

namespace Nas.Model.Methods.CrNas;

/// <summary>The device work of a CR-NAS search. Weights and images last used stay on the device between calls.</summary>
/// <param name="open">Opens what all work shares: for the search, and for what it transfers to.</param>
public sealed class CrNasRuntime(CrNasSettings settings, Func<CrNasSettings, CrNasContext> open) : ISearchRuntime
{
    private readonly CrNasContext _context = open(settings);
    private ReallocationScores? _scores;
    private CrNasContext? _transfer;

    public ITrainingRun OpenTraining(TrainingTask task) =>
        DetectionRuns.Open(task.Phase == PhaseNames.Transfer ? _transfer ??= open(settings.Transferred()) : _context, task);

    public ImmutableArray<Evaluation> Evaluate(EvaluationTask task) => (_scores ??= new ReallocationScores(_context)).Evaluate(task);

    public void Dispose() => _scores?.Dispose();
}
