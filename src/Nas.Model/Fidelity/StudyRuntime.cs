using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Proxies;
using Nas.Model.Settings;

namespace Nas.Model.Fidelity;

/// <summary>The device work of a fidelity study: that of a search with each of its samplers, and training for the truth.</summary>
public sealed class StudyRuntime : ISearchRuntime
{
    private readonly StudyLayout _layout;
    private readonly StudyRuns _runs;
    private readonly TopologyScores _samples, _sameImages, _checkpoints;

    /// <param name="open">Opens what all work shares, as for a search.</param>
    public StudyRuntime(FidelitySettings settings, Func<StNasSettings, RunContext> open)
    {
        var layout = _layout = new StudyLayout(settings);
        var context = open(settings.Search(settings.Langevin, layout.OneSample));
        _runs = new StudyRuns(settings, layout, context);
        _samples = new TopologyScores(context);
        _sameImages = new TopologyScores(context with { Settings = settings.Search(settings.Langevin, layout.OneSample with { OwnImages = false }) });
        _checkpoints = new TopologyScores(context with { Settings = settings.Search(settings.Langevin, layout.AllAtOnce) });
    }

    public ITrainingRun OpenTraining(TrainingTask task) => _runs.Open(task);

    public ImmutableArray<Evaluation> Evaluate(EvaluationTask task) =>
        (task.Phase switch
        {
            PhaseNames.CheckpointScores => _checkpoints,
            PhaseNames.SameImageScores => _sameImages,
            _ => _samples,
        }).Evaluate(task.Phase == PhaseNames.SampleScores ? task with { Sample = _layout.Samples[task.Sample].Number } : task);

    public void Dispose()
    {
        _samples.Dispose();
        _sameImages.Dispose();
        _checkpoints.Dispose();
    }
}
