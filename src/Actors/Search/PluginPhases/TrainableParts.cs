using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Plugins;
using Actors.Search.State;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.PluginPhases;

/// <summary>The weights that the phases of plug-ins can have trained, and those that they score with.</summary>
/// <param name="Supernet">The method's own phase that trains shared weights, in one run.</param>
/// <param name="Samples">The method's own phase that draws posterior samples of them; it is planned where there are to be any.</param>
/// <param name="CheckpointEvery">Steps of training shared weights.</param>
/// <param name="Attempts">Limit of a training's failures: <see cref="TrainingSpec.Attempts"/>.</param>
/// <param name="Trials">The way in which architectures are trained by themselves.</param>
/// <param name="Architecture">Text of the one architecture that all shared weights belong to; null: they are of many.</param>
internal sealed record TrainableParts(
    string Supernet,
    string Samples,
    LangevinSettings Langevin,
    int SupernetSteps,
    int CheckpointEvery,
    int Attempts,
    TrialTraining Trials,
    string? Architecture = null
)
{
    private const int Unlocking = 3;

    /// <summary>The weights there are, those that the method itself scores with first; each with what names its sets.</summary>
    public ImmutableArray<(SharedWeights Weights, ImmutableArray<WeightsRef> Sets)> WeightsIn(SearchState state, CandidatePhase first)
    {
        var scoring = LangevinPlan.CanDraw(Langevin) ? Samples : Supernet;
        return
        [
            .. from phase in state.Phases.OfType<TrainingPhase>()
            let kind = KindOf(phase)
            where phase.Completed && (kind == Supernet || kind == Samples)
            let sets = phase.Name == scoring ? first.Spec.Samples : SetsOf(phase.Name, kind == Samples)
            orderby phase.Name == scoring descending
            select (new SharedWeights(phase.Name, sets.Length, kind == Samples), sets),
        ];
    }

    /// <param name="from">The phase with whose supernet it begins.</param>
    /// <param name="within">Part of the space.</param>
    public TrainingSpec Shared(int? steps, string phase, string from, string? within) =>
        new(
            [
                new RunSpec(
                    phase,
                    Architecture,
                    null,
                    null,
                    new WeightsRef(TaskName.OfRun(from, 0), null),
                    steps ?? SupernetSteps,
                    Samples: 0,
                    Like: Supernet,
                    Within: within
                ),
            ],
            CheckpointEvery,
            Attempts,
            Unlocking
        );

    /// <inheritdoc cref="Shared"/>
    public TrainingSpec Chains(string from, string? within) =>
        new(
            [
                .. LangevinPlan
                    .Runs(Langevin, new WeightsRef(TaskName.OfRun(from, 0), null), Architecture)
                    .Select(run => run with { Like = Samples, Within = within }),
            ],
            Langevin.CheckpointEvery,
            Attempts,
            Unlocking
        );

    /// <param name="draw">Number of the first seed.</param>
    public TrainingSpec Alone(PhasePlan plan, string phase, ISearchSpace space, int draw = 0)
    {
        var runs = ImmutableArray.CreateBuilder<RunSpec>();
        foreach (var (number, architecture) in plan.Architectures!.Value.Index())
        {
            for (var seed = 0; seed < plan.Seeds; seed++)
            {
                var run = new RunSpec(
                    $"{number}-{seed}",
                    Trials.Write(architecture),
                    space.MAdds.Of(architecture),
                    space.Parameters.Of(architecture),
                    null,
                    plan.Steps ?? Trials.Steps,
                    Samples: 0,
                    Like: PhaseNames.Trial,
                    Draw: draw + seed
                );
                if (Trials.PretrainingSteps > 0)
                {
                    runs.Add(
                        run with
                        {
                            Name = $"{run.Name}-pretraining",
                            Like = PhaseNames.FinalPretraining,
                            Steps = Trials.PretrainingSteps,
                        }
                    );
                    run = run with { From = new WeightsRef(TaskName.OfRun(phase, runs.Count - 1), null) };
                }
                runs.Add(run);
            }
        }
        return new TrainingSpec(runs.ToImmutable(), Trials.CheckpointEvery, Attempts, Unlocking);
    }

    /// <summary>Trials since the first phase: those before it are of another space.</summary>
    public ImmutableArray<Trial> TrialsIn(SearchState state, CandidatePhase first) =>
        [
            .. state
                .Phases.SkipWhile(phase => phase.Name != first.Name)
                .OfType<TrainingPhase>()
                .Where(phase => phase.Completed)
                .SelectMany(TrialsOf),
        ];

    private IEnumerable<Trial> TrialsOf(TrainingPhase phase) =>
        phase
            .Runs.Where(run => run.Spec.Like == PhaseNames.Trial)
            .Select(run => new Trial(
                phase.Name,
                Trials.Read(run.Spec.Architecture!),
                run.Spec.Draw ?? 0,
                run.Spec.Steps,
                run.Measures.GetValueOrDefault(Trials.Score, double.NaN),
                run.Measures
            ));

    private static string KindOf(TrainingPhase phase) => phase.Runs[0].Spec.Like ?? phase.Name;

    private ImmutableArray<WeightsRef> SetsOf(string phase, bool areSamples) =>
        areSamples ? LangevinPlan.Samples(Langevin, "", phase) : [new WeightsRef(TaskName.OfRun(phase, 0), null)];
}

/// <summary>Training of single architectures.</summary>
/// <param name="PretrainingSteps">Steps of a run before, on classification; 0: none.</param>
/// <param name="Score">The measure that compares them.</param>
/// <param name="Write">An architecture of the space as such runs name it.</param>
/// <param name="Read">Reads what <paramref name="Write"/> wrote.</param>
internal sealed record TrialTraining(
    int Steps,
    int PretrainingSteps,
    int CheckpointEvery,
    string Score,
    Func<Architecture, string> Write,
    Func<string, Architecture> Read
);
