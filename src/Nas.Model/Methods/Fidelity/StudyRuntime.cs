using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Nas.Model.Methods.Fidelity;

/// <summary>The device work of a fidelity study: that of a search with each of its samplers, and training for the truth.</summary>
public sealed class StudyRuntime : ISearchRuntime
{
    private readonly FidelitySettings _settings;
    private readonly StudyLayout _layout;
    private readonly StNasContext _context;
    private readonly StudyRuns _runs;
    private readonly Dictionary<ProxySettings, TopologyScores> _scores = [];

    /// <param name="open">Opens what all work shares, as for a search.</param>
    public StudyRuntime(FidelitySettings settings, Func<StNasSettings, StNasContext> open)
    {
        (_settings, _layout) = (settings, new StudyLayout(settings));
        _context = open(settings.Search(settings.Langevin, _layout.OneSample));
        _runs = new StudyRuns(settings, _layout, _context);
    }

    public ITrainingRun OpenTraining(TrainingTask task) => _runs.Open(task);

    public ImmutableArray<Evaluation> Evaluate(EvaluationTask task) =>
        task.Phase switch
        {
            PhaseNames.CheckpointScores => ScoresBy(_layout.AllAtOnce).Evaluate(task),
            PhaseNames.SameImageScores => ScoresBy(_layout.OneSample with { OwnImages = false }).Evaluate(task),
            _ => Scores(task, _layout.Samples[task.Sample]),
        };

    public void Dispose()
    {
        foreach (var scores in _scores.Values)
            scores.Dispose();
    }

    private ImmutableArray<Evaluation> Scores(EvaluationTask task, StudySample sample) =>
        ScoresBy(_layout.Arms[sample.Arm].Proxy).Evaluate(task with { Sample = sample.Number });

    /// <summary>Scores by accuracy, whatever the metric: with the losses, a study has both, and its analysis chooses.</summary>
    private TopologyScores ScoresBy(ProxySettings settings)
    {
        var proxy = settings with { Metric = null };
        if (_scores.TryGetValue(proxy, out var known))
            return known;
        return _scores[proxy] = new TopologyScores(_context with { Settings = _settings.Search(_settings.Langevin, proxy) });
    }
}
