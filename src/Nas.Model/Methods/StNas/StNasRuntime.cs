using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Methods.StNas.Training;

namespace Nas.Model.Methods.StNas;

/// <summary>The device work of an ST-NAS search.</summary>
public sealed class StNasRuntime(StNasContext context) : ISearchRuntime
{
    private readonly TopologyScores _scores = new(context);

    public ITrainingRun OpenTraining(TrainingTask task) => TopologyRuns.Open(context, task);

    public ImmutableArray<Evaluation> Evaluate(EvaluationTask task) => _scores.Evaluate(task);

    public void Dispose() => _scores.Dispose();
}
