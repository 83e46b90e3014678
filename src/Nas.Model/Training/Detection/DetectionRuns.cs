using System.Collections.Immutable;
using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Training.Detection;

/// <summary>The training runs of a CR-NAS search.</summary>
public static class DetectionRuns
{
    /// <summary>
    /// <see cref="PhaseNames.StageSupernet"/>: each step trains one branch of each stage, drawn uniformly, and the heads.
    /// <see cref="PhaseNames.Final"/>, <see cref="PhaseNames.Transfer"/>: the detector of the task's architecture; <see cref="TrainingTask.Run"/>
    /// numbers its seeds.
    /// </summary>
    /// <param name="context">Of a transfer, with the settings and the data of the transfer.</param>
    /// <exception cref="DamagedFileException">The checkpoint or the weights cannot be used; an older checkpoint may.</exception>
    /// <exception cref="UserException">The data or the published backbone cannot be used.</exception>
    public static ITrainingRun Open(CrNasContext context, TrainingTask task) => task.Phase switch
    {
        PhaseNames.StageSupernet => Descent(task, context.Settings.StageSupernet, settings => Stages(context, task, settings.Batch, flip: true)),
        PhaseNames.Final or PhaseNames.Transfer => Descent(task, context.Settings.Final, settings => Final(context, task, settings)),
        _ => throw new ArgumentException($"Phase {task.Phase} has no training runs.", nameof(task)),
    };

    private static GradientRun Descent<TSettings>(TrainingTask task, TSettings settings, Func<TSettings, ILearner> learner)
        where TSettings : DetectionTrainingSettings => new(task, learner(settings), own => DescentRule.Of(own.Parameters, settings));

    private static DetectorLearner Stages(CrNasContext context, TrainingTask task, int batch, bool flip)
    {
        var choices = context.Spaces.Allocations.Decisions.Select(decision => decision.Options.Length).ToImmutableArray();
        return new DetectorLearner(context, task, SupernetDetector.Stages(context), new DetectorWork(
            batch, flip, NormMode.Batch, Uniform(context, task, choices), (network, weights) => DetectorStart.Fresh(context, task.Run, network, weights)));
    }

    private static FinalDetector Final(CrNasContext context, TrainingTask task, FinalSettings settings)
    {
        var (blocks, dilations) = BackboneOf(task);
        var path = new Architecture([.. dilations.Select(dilation => dilation - DilationSpace.DilationOf(0))]);
        return new FinalDetector(context, task, SupernetDetector.Dilated(context, blocks), new DetectorWork(
            settings.Batch, Flip: true, NormMode.Record, _ => path, (network, weights) => DetectorStart.Fresh(context, task.Run, network, weights)), blocks);
    }

    /// <summary>Every choice of every decision is as likely as any other, whatever an allocation costs.</summary>
    /// <param name="choices">Of each decision.</param>
    private static Func<int, Architecture> Uniform(CrNasContext context, TrainingTask task, ImmutableArray<int> choices) => step =>
    {
        var random = RandomStream.For(context.Settings.Seed, task.Phase + "-path", task.Run, step);
        return new Architecture([.. choices.Select(random.Next)]);
    };

    private static ReallocatedBackbone BackboneOf(TrainingTask task)
    {
        var text = task.Architecture ?? throw new ArgumentException($"Run {task.Phase}/{task.Run} names no architecture.", nameof(task));
        return ReallocatedBackbone.Parse(text) is { IsComplete: true } backbone
            ? backbone
            : throw new ArgumentException($"Run {task.Phase}/{task.Run} names an architecture with undecided blocks, {text}.", nameof(task));
    }
}
