using System.Collections.Immutable;
using System.Text.Json;
using Actors.Dispatch;
using Actors.Search.Planning;
using Actors.Search.State;
using Actors.Strategies.Listed;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Methods;

/// <summary>
/// A fidelity study: train some architectures by themselves, several times each; train supernets; draw samples with every sampler; score
/// all architectures with the states of the supernets and with the samples. It proposes what its settings list, and no strategy is named.
/// What it comes to is the report's business.
/// </summary>
public sealed class FidelityMethod() : SearchMethod<FidelitySettings>(FidelitySettings.MethodName)
{
    /// <summary>Training unlocks scoring; the truth is waited for by nobody.</summary>
    private const int Unlocking = 3,
        Scoring = 2,
        Last = 1;

    /// <summary>Candidates of a task and tasks under way: no result depends on either.</summary>
    private const int Set = 8,
        Window = 32;

    public override ImmutableArray<string> FreeKeys => ["data.root", "fidelity.band", "fidelity.finals"];

    protected override LangevinSettings? ChainOf(FidelitySettings settings, string phase) =>
        phase == PhaseNames.Samples ? settings.Langevin : null;

    protected override SearchPlan Plan(FidelitySettings settings, SearchContext context)
    {
        var layout = new StudyLayout(settings);
        var range = RangeOf(settings);
        var study = new Lazy<Study>(() => Study.Of(context.Spaces.Open(SpacePart.Whole, range), layout));
        List<PlannedPhase> phases = [];
        if (settings.Truth.Table is null)
            phases.Add(new(PhaseNames.Truth, _ => Truth(settings, layout, study.Value)));
        phases.Add(new(PhaseNames.Supernet, _ => Supernets(settings, layout)));
        phases.Add(new(PhaseNames.Samples, state => Chains(settings, layout, state)));
        phases.Add(
            new(
                PhaseNames.CheckpointScores,
                state =>
                    state.Phase(PhaseNames.Supernet) is { Completed: true }
                        ? Scores(settings, study.Value, range, [.. CheckpointColumns(layout)])
                        : PhaseStart.Later.Instance
            )
        );
        phases.Add(new(PhaseNames.SampleScores, _ => Scores(settings, study.Value, range, [.. layout.Samples.Select(WeightsOf)])));
        if (!layout.SameImageSamples.IsEmpty)
        {
            phases.Add(
                new(PhaseNames.SameImageScores, _ => Scores(settings, study.Value, range, [.. layout.SameImageSamples.Select(WeightsOf)]))
            );
        }
        return new SearchPlan([.. phases]);
    }

    private static PhaseStart.Train Truth(FidelitySettings settings, StudyLayout layout, Study study)
    {
        var runs = ImmutableArray.CreateBuilder<RunSpec>();
        foreach (var (number, (text, madds, parameters)) in study.Architectures.Index())
        {
            for (var seed = 0; seed < settings.Truth.Seeds; seed++)
            {
                if (layout.RunOfTruth(number, seed) != runs.Count)
                    throw new InvalidOperationException("Runs of the truth are numbered by architecture and seed.");
                runs.Add(
                    new RunSpec($"architecture-{number}-{seed}", text, madds, parameters, From: null, settings.Truth.Steps, Samples: 0)
                );
            }
        }
        return new(new TrainingSpec(runs.ToImmutable(), settings.Truth.CheckpointEvery, settings.Fidelity.Attempts, Last));
    }

    private static PhaseStart.Train Supernets(FidelitySettings settings, StudyLayout layout) =>
        new(
            new TrainingSpec(
                [
                    .. Enumerable
                        .Range(0, layout.Supernets)
                        .Select(supernet => new RunSpec(
                            $"supernet-{supernet}",
                            null,
                            null,
                            null,
                            From: null,
                            settings.Supernet.Steps,
                            Samples: layout.Checkpoints - 1
                        )),
                ],
                settings.Supernet.CheckpointEvery,
                settings.Fidelity.Attempts,
                Unlocking
            )
        );

    private static PhaseStart Chains(FidelitySettings settings, StudyLayout layout, SearchState state)
    {
        if (state.Phase(PhaseNames.Supernet) is not { Completed: true })
            return PhaseStart.Later.Instance;
        var runs = layout
            .Chains.Index()
            .Select(chain =>
            {
                var arm = layout.Arms[chain.Item.Arm];
                var samples = layout.Samples.Count(sample => sample.Run == chain.Index);
                return new RunSpec(
                    $"{arm.Name}-{chain.Item.Supernet}-{chain.Item.Checkpoint}-{chain.Item.Number}",
                    null,
                    null,
                    null,
                    CheckpointOf(layout, chain.Item.Supernet, chain.Item.Checkpoint),
                    arm.Sampler.BurnIn + (arm.Sampler.Thinning * samples),
                    samples
                );
            });
        return new PhaseStart.Train(new TrainingSpec([.. runs], settings.Langevin.CheckpointEvery, settings.Fidelity.Attempts, Unlocking));
    }

    private static PhaseStart.Explore Scores(FidelitySettings settings, Study study, CostRange range, ImmutableArray<WeightsRef> weights)
    {
        var strategy = study.Strategy;
        return new(
            new CandidateSpec(
                study.Architectures.Length,
                Window,
                InOrder: true,
                settings.Fidelity.Attempts,
                strategy.Name,
                strategy.Options.ToJsonString(),
                SpacePart.Whole,
                range.Min,
                range.Max,
                weights,
                Scoring,
                Set
            )
        );
    }

    private static CostRange RangeOf(FidelitySettings settings) =>
        settings.Constraint.Madds is { } madds ? new CostRange(madds[0], madds[1]) : CostRange.Any;

    private static IEnumerable<WeightsRef> CheckpointColumns(StudyLayout layout) =>
        from supernet in Enumerable.Range(0, layout.Supernets)
        from checkpoint in Enumerable.Range(0, layout.Checkpoints)
        select CheckpointOf(layout, supernet, checkpoint);

    private static WeightsRef CheckpointOf(StudyLayout layout, int supernet, int checkpoint) =>
        new(TaskName.OfRun(PhaseNames.Supernet, supernet), checkpoint == layout.Trained ? null : checkpoint);

    private static WeightsRef WeightsOf(StudySample sample) => new(TaskName.OfRun(PhaseNames.Samples, sample.Run), sample.InRun);

    private sealed record Study(ImmutableArray<(string Text, long Madds, long Parameters)> Architectures)
    {
        /// <summary>Proposes them in their order.</summary>
        public StrategySettings Strategy =>
            new()
            {
                Name = ListedStrategy.Name,
                Options = JsonSerializer
                    .SerializeToNode(
                        new ListedOptions { Architectures = [.. Architectures.Select(architecture => architecture.Text)] },
                        SettingsJson.Options
                    )!
                    .AsObject(),
            };

        public static Study Of(ConstrainedSpace space, StudyLayout layout) =>
            new([
                .. layout
                    .ArchitecturesOf(space.RequireFeasible())
                    .Select(architecture =>
                        (space.Space.Format(architecture), space.Space.MAdds.Of(architecture), space.Space.Parameters.Of(architecture))
                    ),
            ]);
    }
}
