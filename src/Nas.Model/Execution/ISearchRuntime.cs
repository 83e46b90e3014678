using System.Collections.Immutable;
using Nas.Model.Settings;

namespace Nas.Model.Execution;

/// <summary>
/// The work of a device for one search: the only seam between the actors, which know no tensors, and the science. A runtime is opened, used
/// and disposed on one device thread; it may cache networks and data between calls.
/// </summary>
public interface ISearchRuntime : IDisposable
{
    /// <summary>
    /// Opens a training run at its first step, or where <see cref="TrainingTask.CheckpointPath"/> left it: the same bits either way.
    /// </summary>
    /// <exception cref="DamagedFileException">The checkpoint or the weights cannot be used; an older checkpoint may.</exception>
    ITrainingRun OpenTraining(TrainingTask task);

    /// <summary>
    /// Scores architectures with one set of shared weights, each as if it were alone: a pure function of its own text and of the task's
    /// other fields.
    /// </summary>
    ImmutableArray<Evaluation> Evaluate(EvaluationTask task);
}

/// <summary>Opens runtimes; one for each method. A test's double needs no libtorch.</summary>
public interface ISearchRuntimeFactory
{
    ISearchRuntime Open(SearchSettings settings);
}

/// <summary>One of a phase's training runs: the supernet, an SGLD chain, a network trained from scratch.</summary>
/// <param name="Phase">Name of the phase: <see cref="PhaseNames"/>.</param>
/// <param name="Run">Number of the run in its phase, from 0; with the phase and the seed it names the run's random streams.</param>
/// <param name="Architecture">Canonical text, where the run trains one architecture.</param>
/// <param name="WeightsPath">Weights to start from (safetensors); null: initialised from the seed.</param>
/// <param name="CheckpointPath">Checkpoint to go on from; null: the run starts at its first step.</param>
public sealed record TrainingTask(string Phase, int Run, string? Architecture, string? WeightsPath, string? CheckpointPath)
{
    /// <summary>
    /// The method's own phase whose work a plug-in's phase does, or <see cref="PhaseNames.Trial"/>; null: the phase itself is one of the
    /// method's own.
    /// </summary>
    public string? Like { get; init; }

    /// <summary>The part of the space that paths are drawn from; null: all that the settings say.</summary>
    public string? Within { get; init; }

    /// <summary>Steps in all; null: as the settings say.</summary>
    public int? Steps { get; init; }

    /// <summary>Names the run's random streams in place of <see cref="Run"/>, so that runs are alike in all but what they train.</summary>
    public int? Draw { get; init; }

    /// <summary>Kind of the run, one of <see cref="PhaseNames"/>.</summary>
    public string Work => Like ?? Phase;

    /// <summary>The task as its random streams are named.</summary>
    public TrainingTask Drawn => Draw is { } draw ? this with { Run = draw } : this;
}

/// <param name="Phase">Name of the phase.</param>
/// <param name="Architectures">Canonical texts.</param>
/// <param name="WeightsId">Content hash of the weights: names them in caches. Empty where the method has none.</param>
/// <param name="WeightsPath">Shared weights (safetensors); empty where the method has none.</param>
public sealed record EvaluationTask(string Phase, ImmutableArray<string> Architectures, string WeightsId, string WeightsPath)
{
    /// <summary>
    /// Number of this evaluation among those of the same architecture: which images it sees, and what tells evaluations apart that no
    /// weights do.
    /// </summary>
    public int Sample { get; init; }

    /// <inheritdoc cref="TrainingTask.Like"/>
    public string? Like { get; init; }

    /// <summary>Whether <see cref="Evaluation.Folds"/> are asked for.</summary>
    public bool WithFolds => PhaseNames.IsComparison(Phase);

    /// <summary>Kind of the architectures, one of <see cref="PhaseNames"/>.</summary>
    public string Work => Like ?? Phase;
}

/// <param name="Score">The proxy's metric, higher is better: top-1 accuracy or average precision, as a fraction.</param>
/// <param name="Loss">Mean cross entropy on the same images; null for detection, which has none.</param>
public sealed record Evaluation(double Score, double? Loss)
{
    /// <summary>
    /// The score on the images without those of each fold, where it was asked for: what pairs two architectures' scores, image by image,
    /// where a score is no mean over images.
    /// </summary>
    public ImmutableArray<double> Folds { get; init; } = [];
}

/// <summary>A resumable step machine. Everything its next step depends on is in its checkpoint. All calls on one thread.</summary>
public interface ITrainingRun : IDisposable
{
    /// <summary>Steps done so far.</summary>
    int Step { get; }

    int TotalSteps { get; }

    /// <summary>Runs one step. Must not be called once <see cref="Step"/> equals <see cref="TotalSteps"/>.</summary>
    StepResult Advance();

    /// <summary>Writes all state (weights, optimiser, step, streams) to a new file.</summary>
    void SaveCheckpoint(string path);

    /// <summary>Writes what the run publishes now to a new file: its final weights, or the posterior sample that is due.</summary>
    void SaveWeights(string path);

    /// <summary>
    /// Figures that the run measured after its last step (validation or test accuracy, loss), by name. A pure function of the task.
    /// </summary>
    ImmutableSortedDictionary<string, double> Measure();
}

/// <param name="Loss">Mean loss of the step's minibatch.</param>
/// <param name="Sample">Number of the posterior sample that this step completed, within its run; null where none is due.</param>
public readonly record struct StepResult(double Loss, int? Sample);
