using Nas.Model.Execution;
using Nas.Model.Methods.StNas;
using Nas.Model.Methods.StNas.Training;
using Nas.Model.Sampling;
using Nas.Model.Settings;
using Nas.Model.Training;

namespace Nas.Model.Methods.Fidelity;

/// <summary>The training runs of a study.</summary>
internal sealed class StudyRuns(FidelitySettings settings, StudyLayout layout, StNasContext context)
{
    /// <summary>
    /// <see cref="PhaseNames.Supernet"/>: as in a search; earlier states are published on the way. <see cref="PhaseNames.Samples"/>: the
    /// chains. Those from one state of one supernet see the same minibatches and paths, whatever their arm, so that arms differ in the
    /// sampler alone; no two share noise. <see cref="PhaseNames.Truth"/>: one architecture from scratch.
    /// </summary>
    /// <exception cref="DamagedFileException">The checkpoint or the weights cannot be used; an older checkpoint may.</exception>
    public ITrainingRun Open(TrainingTask task) =>
        task.Phase switch
        {
            PhaseNames.Supernet => new GradientRun(
                task,
                TopologyRuns.Supernet(context, task, TopologyRuns.Descent(settings.Supernet)),
                learner => DescentRule.Of(learner.Parameters, settings.Supernet, layout.CheckpointEvery)
            ),
            PhaseNames.Samples => Chain(task),
            PhaseNames.Truth => new GradientRun(
                task,
                TopologyRuns.Standalone(context, task, settings.Truth),
                learner => DescentRule.Of(learner.Parameters, settings.Truth)
            ),
            _ => throw new ArgumentException($"Phase {task.Phase} has no training runs.", nameof(task)),
        };

    private GradientRun Chain(TrainingTask task)
    {
        var chain = layout.Chains[task.Run];
        var sampler = layout.Arms[chain.Arm].Sampler;
        var most = layout.Arms.Max(arm => arm.Sampler.Chains);
        var alike = task with { Run = (layout.ColumnOf(chain.Supernet, chain.Checkpoint) * most) + chain.Number };
        return new GradientRun(
            task,
            TopologyRuns.Supernet(context, alike, new TopologyBatches(sampler.Batch, LabelSmoothing: 0, Augment: false)),
            _ => new LangevinRule(
                sampler,
                context.Data.Train.Count,
                settings.Seed,
                chain.Number,
                $"{LangevinSampler.NoisePurpose}/{task.Run}"
            )
        );
    }
}
