using System.Collections.Immutable;
using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using Nas.Model.Training;

namespace Nas.Model.Methods.CrNas.Training;

/// <summary>The training runs of a CR-NAS search.</summary>
public static class DetectionRuns
{
    /// <summary>
    /// <see cref="PhaseNames.StageSupernet"/>: each step trains one branch of each stage, drawn uniformly, and the heads.
    /// <see cref="PhaseNames.OperationSupernet"/>: the blocks of the task's architecture, each step with a dilation of each drawn
    /// uniformly; the task's weights are those of the stage supernet.
    /// <see cref="PhaseNames.StageSamples"/>, <see cref="PhaseNames.OperationSamples"/>: one SGLD chain over these, of which
    /// <see cref="TrainingTask.Run"/> is the number; the task's weights are those of the same supernet.
    /// <see cref="PhaseNames.Final"/>, <see cref="PhaseNames.Transfer"/>: the detector of the task's architecture;
    /// <see cref="TrainingTask.Run"/> numbers its seeds.
    /// <see cref="PhaseNames.Pretraining"/>, <see cref="PhaseNames.FinalPretraining"/>: the backbone of the stage supernet, or of the
    /// task's architecture, on classification. <see cref="PhaseNames.Trial"/>: as the final phase, measured on validation images alone.
    /// What a plug-in planned like one of the supernets goes on from weights of one.
    /// </summary>
    /// <param name="context">Context of the search; for a transfer it has the settings and the data of the transfer.</param>
    /// <exception cref="DamagedFileException">The checkpoint or the weights cannot be used; an older checkpoint may.</exception>
    /// <exception cref="UserException">The data or the published backbone cannot be used.</exception>
    public static ITrainingRun Open(CrNasContext context, TrainingTask task)
    {
        var (settings, steps) = (context.Settings, task.Steps);
        var (stages, operations) = (
            settings.StageSupernet with
            {
                Steps = steps ?? settings.StageSupernet.Steps,
            },
            settings.OperationSupernet with
            {
                Steps = steps ?? settings.OperationSupernet.Steps,
            }
        );
        var final = settings.Final with { Steps = steps ?? settings.Final.Steps };
        return task.Work switch
        {
            PhaseNames.Pretraining or PhaseNames.FinalPretraining => new GradientRun(
                task,
                Classifier(context, Drawing(settings, task)),
                learner => DescentRule.Of(learner.Parameters, settings.Pretraining)
            ),
            PhaseNames.StageSupernet => Descent(task, stages, Stages(context, task, stages.Batch, flip: true)),
            PhaseNames.StageSamples => Chain(
                context,
                task,
                settings.StageLangevin,
                Stages(context, task, settings.StageLangevin.Batch, flip: false)
            ),
            PhaseNames.OperationSupernet => Descent(task, operations, Operations(context, task, operations.Batch, flip: true)),
            PhaseNames.OperationSamples => Chain(
                context,
                task,
                settings.OperationLangevin,
                Operations(context, task, settings.OperationLangevin.Batch, flip: false)
            ),
            PhaseNames.Final or PhaseNames.Transfer or PhaseNames.Trial => Descent(task, final, Final(context, Drawing(settings, task))),
            _ => throw new ArgumentException($"Phase {task.Phase} has no training runs.", nameof(task)),
        };
    }

    /// <summary>
    /// The task as its random streams are named. What is compared is paired: networks of equal seed see the same minibatches and boxes, and
    /// start alike where they have the same tensors, whichever architecture they are of.
    /// </summary>
    private static TrainingTask Drawing(CrNasSettings settings, TrainingTask task) =>
        task.Work switch
        {
            _ when task.Draw is not null => task.Drawn,
            PhaseNames.FinalPretraining => task with { Run = 0 },
            PhaseNames.Final or PhaseNames.Transfer => task with { Run = task.Run % settings.Final.Seeds },
            _ => task,
        };

    private static GradientRun Descent(TrainingTask task, DetectionTrainingSettings settings, ILearner learner) =>
        new(task, learner, own => DescentRule.Of(own.Parameters, settings));

    /// <summary>The likelihood is that of the training images: N times the mean loss of a minibatch estimates their sum.</summary>
    private static GradientRun Chain(CrNasContext context, TrainingTask task, LangevinSettings settings, ILearner learner) =>
        new(
            task,
            learner,
            _ => new LangevinRule(settings, context.Data.Train.Labels.Images.Length, context.Settings.Seed, task.Run, task.Phase + "-noise")
        );

    private static DetectorLearner Stages(CrNasContext context, TrainingTask task, int batch, bool flip) =>
        new(
            context,
            task,
            new DetectorShards(context, SupernetDetector.Stages),
            new DetectorWork(
                batch,
                flip,
                NormMode.Batch,
                StagePaths(context, task),
                (network, weights) =>
                {
                    if (GoesOn(task, PhaseNames.StageSamples) && weights is not null)
                        LayerFile.Read(weights, network.Tensors);
                    else
                        StartWeights.Fresh(context, task.Run, network.Tensors, network.Detector.Backbone, weights);
                }
            )
        );

    private static DetectorLearner Operations(CrNasContext context, TrainingTask task, int batch, bool flip)
    {
        var blocks = BackboneOf(task).Blocks;
        var paths = Uniform(context, task, PartOf(context, task) ?? OptionMask.All(context.Spaces.Dilated(blocks)));
        return new DetectorLearner(
            context,
            task,
            Dilated(context, blocks),
            new DetectorWork(
                batch,
                flip,
                NormMode.Batch,
                paths,
                (network, weights) =>
                {
                    if (weights is null)
                        StartWeights.Fresh(context, task.Run, network.Tensors, network.Detector.Backbone, null);
                    else if (GoesOn(task, PhaseNames.OperationSamples))
                        LayerFile.Read(weights, network.Tensors);
                    else
                        StartWeights.Inherited(context, blocks, network, weights);
                }
            )
        );
    }

    private static FinalDetector Final(CrNasContext context, TrainingTask task)
    {
        var backbone = BackboneOf(task);
        var work = new DetectorWork(
            context.Settings.Final.Batch,
            Flip: true,
            NormMode.Record,
            Always(backbone),
            (network, weights) => StartWeights.Fresh(context, task.Run, network.Tensors, network.Detector.Backbone, weights)
        );
        return new FinalDetector(context, task, Dilated(context, backbone.Blocks), work, backbone.Blocks);
    }

    private static DetectorShards Dilated(CrNasContext context, ImmutableArray<int> blocks) =>
        new(context, own => SupernetDetector.Dilated(own, blocks));

    private static ClassifierLearner Classifier(CrNasContext context, TrainingTask task)
    {
        var data = ClassifierLearner.OpenData(context.Settings);
        var classes = data.Train.ClassNames.Length;
        if (task.Work == PhaseNames.Pretraining)
        {
            return new ClassifierLearner(context, task, SupernetClassifier.Stages(context, classes), StagePaths(context, task), data);
        }
        var backbone = BackboneOf(task);
        return new ClassifierLearner(context, task, SupernetClassifier.Dilated(context, backbone.Blocks, classes), Always(backbone), data);
    }

    private static Func<int, Architecture> StagePaths(CrNasContext context, TrainingTask task) =>
        Uniform(context, task, PartOf(context, task) ?? OptionMask.All(context.Spaces.Allocations));

    /// <summary>True where the task's weights are those of the very same network.</summary>
    private static bool GoesOn(TrainingTask task, string samples) => task.Like is not null || task.Work == samples;

    private static OptionMask? PartOf(CrNasContext context, TrainingTask task) =>
        task.Within is { } part ? context.Spaces.Open(part, context.Spaces.Range).Mask : null;

    private static Func<int, Architecture> Always(ReallocatedBackbone backbone)
    {
        var path = new Architecture([.. backbone.Dilations.Select(DilationSpace.ChoiceOf)]);
        return _ => path;
    }

    /// <summary>Every choice of every decision is as likely as any other, whatever an allocation costs.</summary>
    private static Func<int, Architecture> Uniform(CrNasContext context, TrainingTask task, OptionMask mask) =>
        step =>
        {
            var random = RandomStream.For(context.Settings.Seed, task.Phase + "-path", task.Run, step);
            return new Architecture([.. mask.Options.Select(options => options[random.Next(options.Length)])]);
        };

    private static ReallocatedBackbone BackboneOf(TrainingTask task)
    {
        var text = task.Architecture ?? throw new ArgumentException($"Run {task.Phase}/{task.Run} names no architecture.", nameof(task));
        return ReallocatedBackbone.Parse(text) is { IsComplete: true } backbone
            ? backbone
            : throw new ArgumentException(
                $"Run {task.Phase}/{task.Run} names an architecture with undecided blocks, {text}.",
                nameof(task)
            );
    }
}
