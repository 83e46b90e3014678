using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Sampling;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Training;

namespace Nas.Model.Methods.StNas.Training;

/// <summary>The training runs of an ST-NAS search.</summary>
public static class TopologyRuns
{
    /// <summary>
    /// <see cref="PhaseNames.Supernet"/>: shared weights, single path one-shot (Guo et al., 2020): each step trains one architecture drawn
    /// inside the constraint, as <see cref="SupernetPaths"/> says. BatchNorm keeps no running statistics: those of a mixture of paths would
    /// fit none of them.
    /// <see cref="PhaseNames.Samples"/>: one SGLD chain over these (docs/st-nas.md 4). Run c of C is chain c and draws the samples c, c +
    /// C, c + 2 C, ... of the search, which it numbers from 0.
    /// <see cref="PhaseNames.Retrain"/>: one architecture from scratch. <see cref="PhaseNames.Trial"/>: the same, measured on validation
    /// images alone.
    /// </summary>
    /// <exception cref="DamagedFileException">The checkpoint or the weights cannot be used; an older checkpoint may.</exception>
    public static ITrainingRun Open(StNasContext context, TrainingTask task)
    {
        var settings = context.Settings;
        var (supernet, retrain) = (
            settings.Supernet with
            {
                Steps = task.Steps ?? settings.Supernet.Steps,
            },
            settings.Retrain with
            {
                Steps = task.Steps ?? settings.Retrain.Steps,
            }
        );
        return task.Work switch
        {
            PhaseNames.Supernet => new GradientRun(
                task,
                Supernet(context, task, Descent(supernet)),
                learner => DescentRule.Of(learner.Parameters, supernet)
            ),
            PhaseNames.Samples => new GradientRun(
                task,
                Supernet(context, task, new TopologyBatches(settings.Langevin.Batch, LabelSmoothing: 0, Augment: false)),
                _ => new LangevinRule(
                    settings.Langevin,
                    context.Data.Train.Count,
                    settings.Seed,
                    task.Run,
                    task.Like is null ? LangevinSampler.NoisePurpose : $"{task.Phase}-noise"
                )
            ),
            PhaseNames.Retrain or PhaseNames.Trial => new GradientRun(
                task,
                Standalone(context, task, retrain),
                learner => DescentRule.Of(learner.Parameters, retrain)
            ),
            _ => throw new ArgumentException($"Phase {task.Phase} has no training runs.", nameof(task)),
        };
    }

    internal static TopologyBatches Descent(ClassifierTrainingSettings settings) =>
        new(settings.Batch, settings.LabelSmoothing, Augment: true);

    internal static TopologyLearner Supernet(StNasContext context, TrainingTask task, TopologyBatches batches)
    {
        var inside = task.Within is { } part ? new TopologyPhaseSpaces(context.Space).Open(part, context.Paths.Range) : context.Paths;
        var settings = context.Settings;
        var paths = new SupernetPaths(context.Space, inside, settings.Supernet.ChainPaths, settings.Seed, task.Phase, task.Run);
        return new TopologyLearner(context, task, batches, PathNetwork.Supernet(context.Space, context.Device, running: false), paths.At);
    }

    internal static RetrainedTopology Standalone(StNasContext context, TrainingTask task, ClassifierTrainingSettings settings)
    {
        var architecture = context.Space.Parse(
            task.Architecture ?? throw new ArgumentException($"Run {task.Phase}/{task.Run} names no architecture.", nameof(task))
        );
        return new RetrainedTopology(context, task.Drawn, Descent(settings), architecture);
    }
}
