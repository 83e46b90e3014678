using System.Collections.Immutable;
using System.Text.Json;
using Actors.Dispatch;
using Actors.Search.Planning;
using Actors.Search.PluginPhases;
using Actors.Search.State;
using Actors.Strategies;
using Actors.Strategies.Listed;
using Actors.Strategies.Racing;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Actors.Search.Methods;

/// <summary>
/// Computation reallocation for object detection (CR-NAS, ICLR 2020): train a supernet of all allocations of blocks to stages; score every
/// eligible one; train a supernet of all dilations of the best; decide them block by block; train the unmodified backbone, the best
/// allocation and the full result from scratch. To do no harm, what each search found is scored beside what it started from, which is kept
/// unless the change is better beyond chance.
/// </summary>
public sealed class CrNasMethod() : SearchMethod<CrNasSettings>(CrNasSettings.MethodName)
{
    /// <summary>Training unlocks scoring, and scoring unlocks the last training.</summary>
    private const int Unlocking = 3,
        Scoring = 2,
        Last = 1;

    /// <summary>
    /// A level of a beam over dilations is a multiple of their number: of larger sets the last would wait for the whole level before it.
    /// </summary>
    private const int BeamSet = 3;

    public override ImmutableArray<string> DecidingPhases => [PhaseNames.OperationSearch, PhaseNames.StageSearch];

    public override ImmutableArray<string> StrategySections => ["stage-search", "operation-search"];

    public override ImmutableArray<string> FreeKeys => ["data.root", "pretraining.data.root", "transfer.data.root", "proxy.set"];

    public override ImmutableArray<EditionKey> Editions =>
        [new("data.edition"), new("pretraining.data.edition"), new("transfer.data.edition")];

    public override ImmutableArray<LaterDefault> LaterDefaults =>
        [
            LaterDefault.Of("do-no-harm", true, false),
            LaterDefault.Of("backbone.dilations", ReadableDilations.Readable, ReadableDilations.Any),
        ];

    protected override IEnumerable<StrategySettings> StrategiesOf(CrNasSettings settings) =>
        [settings.StageSearch, settings.OperationSearch];

    protected override NamedStrategy? StrategyOf(CrNasSettings settings, string phase) =>
        phase switch
        {
            PhaseNames.StageSearch => new("stage-search", settings.StageSearch),
            PhaseNames.OperationSearch => new("operation-search", settings.OperationSearch),
            _ => null,
        };

    /// <summary>Phases of plug-ins may have trained as the last phases do.</summary>
    protected override ImmutableArray<string> LaterThan(CrNasSettings settings, string phase) =>
        (phase, ((IPhasedSettings)settings).PhasesAfter(PhaseNames.StageSearch).Any()) switch
        {
            (PhaseNames.StageSearch, _) =>
            [
                "stage-search",
                "phases",
                "do-no-harm",
                "backbone.dilations",
                "operation-supernet",
                "operation-langevin",
                "operation-search",
                "final",
                "transfer",
            ],
            (PhaseNames.OperationSearch, false) => ["operation-search", "phases", "final", "transfer"],
            (PhaseNames.OperationSearch, true) => ["operation-search", "transfer"],
            _ => ["transfer"],
        };

    protected override LangevinSettings? ChainOf(CrNasSettings settings, string phase) =>
        phase switch
        {
            PhaseNames.StageSamples => settings.StageLangevin,
            PhaseNames.OperationSamples => settings.OperationLangevin,
            _ => null,
        };

    protected override SearchPlan Plan(CrNasSettings settings, SearchContext context)
    {
        var spaces = (ReallocationPhaseSpaces)context.Spaces;
        var pretrained = settings.Pretraining.Steps > 0;
        List<PlannedPhase> phases = [];
        if (pretrained)
            phases.Add(new(PhaseNames.Pretraining, _ => Pretraining(settings)));
        phases.Add(new(PhaseNames.StageSupernet, state => StageSupernet(settings, state)));
        if (settings.StageLangevin.Samples > 0)
        {
            phases.Add(
                new(PhaseNames.StageSamples, state => Chains(settings.StageLangevin, settings, state, PhaseNames.StageSupernet, null))
            );
        }
        phases.Add(new(PhaseNames.StageSearch, state => StageSearch(settings, spaces, state)));
        phases.AddRange(PluginPhasePlanner.After(this, PhaseNames.StageSearch, context, _ => Stages(settings, spaces)));
        if (StagesAreCompared(settings, spaces))
            phases.Add(new(PhaseNames.StageComparison, state => CompareStages(settings, spaces, state)));
        if (spaces.HasDilations)
            phases.AddRange(OperationPhases(settings, spaces, context));
        if (pretrained)
            phases.Add(new(PhaseNames.FinalPretraining, state => FinalPretraining(settings, spaces, state)));
        phases.Add(new(PhaseNames.Final, state => Final(settings, spaces, state)));
        if (settings.Transfer is not null)
            phases.Add(new(PhaseNames.Transfer, state => Transfer(settings, spaces, state)));
        return new SearchPlan([.. phases]);
    }

    /// <summary>The phases that decide the dilations of an allocation.</summary>
    private List<PlannedPhase> OperationPhases(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchContext context)
    {
        List<PlannedPhase> phases = [];
        phases.Add(new(PhaseNames.OperationSupernet, state => OperationSupernet(settings, spaces, state)));
        if (settings.OperationLangevin.Samples > 0)
        {
            phases.Add(
                new(
                    PhaseNames.OperationSamples,
                    state =>
                        Chains(
                            settings.OperationLangevin,
                            settings,
                            state,
                            PhaseNames.OperationSupernet,
                            Allocation(settings, spaces, state)?.ToString()
                        )
                )
            );
        }
        phases.Add(new(PhaseNames.OperationSearch, state => OperationSearch(settings, spaces, state)));
        phases.AddRange(PluginPhasePlanner.After(this, PhaseNames.OperationSearch, context, state => Operations(settings, spaces, state)));
        if (settings.DoNoHarm == true)
            phases.Add(new(PhaseNames.OperationComparison, state => CompareOperations(settings, spaces, state)));
        return phases;
    }

    /// <summary>What the stages could have stayed as must be something that the stage supernet can score.</summary>
    private static bool StagesAreCompared(CrNasSettings settings, ReallocationPhaseSpaces spaces) =>
        settings.DoNoHarm == true && spaces.HasUnmodified;

    private static PhaseStart.Train Pretraining(CrNasSettings settings) =>
        new(
            new TrainingSpec(
                [new RunSpec("stage-supernet", null, null, null, From: null, settings.Pretraining.Steps, Samples: 0)],
                settings.Pretraining.CheckpointEvery,
                settings.StageSearch.Attempts,
                Unlocking
            )
        );

    private static PhaseStart StageSupernet(CrNasSettings settings, SearchState state)
    {
        var from = settings.Pretraining.Steps > 0 ? Weights(PhaseNames.Pretraining) : null;
        if (from is not null && state.Phase(PhaseNames.Pretraining) is not { Completed: true })
            return PhaseStart.Later.Instance;
        return new PhaseStart.Train(
            new TrainingSpec(
                [new RunSpec("stage-supernet", null, null, null, from, settings.StageSupernet.Steps, Samples: 0)],
                settings.StageSupernet.CheckpointEvery,
                settings.StageSearch.Attempts,
                Unlocking
            )
        );
    }

    private static PhaseStart Chains(
        LangevinSettings langevin,
        CrNasSettings settings,
        SearchState state,
        string supernet,
        string? architecture
    )
    {
        if (state.Phase(supernet) is not { Completed: true })
            return PhaseStart.Later.Instance;
        return new PhaseStart.Train(
            new TrainingSpec(
                LangevinPlan.Runs(langevin, Weights(supernet), architecture),
                langevin.CheckpointEvery,
                settings.StageSearch.Attempts,
                Unlocking
            )
        );
    }

    private static PhaseStart StageSearch(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (!LangevinPlan.CanScore(settings.StageLangevin, state, PhaseNames.StageSupernet, PhaseNames.StageSamples))
            return PhaseStart.Later.Instance;
        var eligible = spaces.Eligible.RequireFeasible();
        var strategy = settings.StageSearch;
        var samples = LangevinPlan.Samples(settings.StageLangevin, PhaseNames.StageSupernet, PhaseNames.StageSamples);
        return new PhaseStart.Explore(
            PluginPhasePlanner.Followed(
                settings,
                PhaseNames.StageSearch,
                new CandidateSpec(
                    RaceCost.Proposals(strategy, eligible.Count, samples.Length),
                    strategy.Window,
                    strategy.Order == "proposal",
                    strategy.Attempts,
                    strategy.Name,
                    strategy.Options.ToJsonString(),
                    ReallocationPhaseSpaces.Stages,
                    spaces.Range.Min,
                    spaces.Range.Max,
                    samples,
                    Scoring,
                    Math.Min(settings.Proxy.Set, strategy.Window),
                    strategy.Seed
                )
            )
        );
    }

    private static PhaseStart OperationSupernet(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (FoundStages(settings, spaces, state, out var notYet) is not { } best)
            return notYet!;
        var from = settings.OperationSupernet.Inherit ? Weights(PhaseNames.StageSupernet) : null;
        return new PhaseStart.Train(
            new TrainingSpec(
                [
                    new RunSpec(
                        "operation-supernet",
                        Allocation(settings, spaces, state)!.ToString(),
                        best.Madds,
                        best.Parameters,
                        from,
                        settings.OperationSupernet.Steps,
                        Samples: 0
                    ),
                ],
                settings.OperationSupernet.CheckpointEvery,
                settings.OperationSearch.Attempts,
                Unlocking
            )
        );
    }

    private static PhaseStart OperationSearch(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (!LangevinPlan.CanScore(settings.OperationLangevin, state, PhaseNames.OperationSupernet, PhaseNames.OperationSamples))
            return PhaseStart.Later.Instance;
        var blocks = Allocation(settings, spaces, state)!.Blocks;
        var strategy = settings.OperationSearch;
        var mostInPart = StrategyCatalog.Standard.MostInPart(strategy.Name);
        var name = mostInPart is not null
            ? ReallocationPhaseSpaces.PartialDilationsOf(blocks)
            : ReallocationPhaseSpaces.DilationsOf(blocks);
        var space = spaces.Open(name, CostRange.Any);
        var samples = LangevinPlan.Samples(settings.OperationLangevin, PhaseNames.OperationSupernet, PhaseNames.OperationSamples);
        var most = mostInPart is not null
            ? Math.Min(strategy.Candidates, mostInPart(space.Space, strategy.Options))
            : RaceCost.Proposals(strategy, space.Count, samples.Length);
        return new PhaseStart.Explore(
            PluginPhasePlanner.Followed(
                settings,
                PhaseNames.OperationSearch,
                new CandidateSpec(
                    most,
                    strategy.Window,
                    strategy.Order == "proposal",
                    strategy.Attempts,
                    strategy.Name,
                    strategy.Options.ToJsonString(),
                    name,
                    CostRange.Any.Min,
                    CostRange.Any.Max,
                    samples,
                    Scoring,
                    Math.Min(mostInPart is not null ? BeamSet : settings.Proxy.Set, strategy.Window),
                    strategy.Seed
                )
            )
        );
    }

    private static PhaseStart CompareStages(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state) =>
        Compare(
            settings,
            state,
            PhaseNames.StageSearch,
            ReallocationPhaseSpaces.Stages,
            spaces.Allocations.Format(spaces.Allocations.Parse(string.Join(',', spaces.Backbone.Blocks)))
        );

    private static PhaseStart CompareOperations(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state) =>
        Allocation(settings, spaces, state) is { } plain
            ? Compare(settings, state, PhaseNames.OperationSearch, ReallocationPhaseSpaces.DilationsOf(plain.Blocks), plain.ToString())
            : PhaseStart.Later.Instance;

    /// <summary>Scores what a search found beside what it started from, with the same weights and images, and by folds of these.</summary>
    /// <param name="space">Name of the space that has both.</param>
    private static PhaseStart Compare(CrNasSettings settings, SearchState state, string search, string space, string start)
    {
        if (PluginPhasePlanner.Found(settings, state, search, out var notYet) is not { } found)
            return notYet!;
        ImmutableArray<string> compared = found.Architecture == start ? [start] : [start, found.Architecture];
        var spec = PhaseGroup.Main(PhaseGroup.Deciding(PhaseGroup.Of(state, search)))!.Spec;
        return new PhaseStart.Explore(
            spec with
            {
                Budget = compared.Length,
                Window = compared.Length,
                Set = compared.Length,
                InOrder = true,
                Strategy = ListedStrategy.Name,
                Options = JsonSerializer
                    .SerializeToNode(new ListedOptions { Architectures = compared }, SettingsJson.Options)!
                    .ToJsonString(),
                Space = space,
                Like = search,
                Inherited = 0,
                Kept = compared.Length,
                GoesOn = true,
                Supersedes = true,
                Margin = StartRule.Margin,
            }
        );
    }

    private static PhaseStart FinalPretraining(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (Subjects(settings, spaces, state, out var notYet) is not { } subjects)
            return notYet;
        return new PhaseStart.Train(
            new TrainingSpec(
                [.. subjects.Select(subject => subject.Run(subject.Name, null, settings.Pretraining.Steps))],
                settings.Pretraining.CheckpointEvery,
                settings.OperationSearch.Attempts,
                Last
            )
        );
    }

    private static PhaseStart Final(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (Subjects(settings, spaces, state, out var notYet) is not { } subjects)
            return notYet;
        return Trained(settings, state, [.. subjects.Index()]);
    }

    /// <summary>The training of the transfer's subjects, but for the one of the stages alone, which is not trained again.</summary>
    private static PhaseStart Transfer(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (Subjects(settings, spaces, state, out var notYet) is not { } subjects)
            return notYet;
        return Trained(settings, state, [.. subjects.Index().Where(subject => subject.Item.Name != Subject.StageOnly)]);
    }

    private static PhaseStart Trained(CrNasSettings settings, SearchState state, ImmutableArray<(int Number, Subject Subject)> subjects)
    {
        var pretrained = settings.Pretraining.Steps > 0;
        if (pretrained && state.Phase(PhaseNames.FinalPretraining) is not { Completed: true })
            return PhaseStart.Later.Instance;
        var runs = subjects.SelectMany(subject =>
            Enumerable
                .Range(0, settings.Final.Seeds)
                .Select(seed =>
                    subject.Subject.Run(
                        $"{subject.Subject.Name}-{seed}",
                        pretrained ? new WeightsRef(TaskName.OfRun(PhaseNames.FinalPretraining, subject.Number), null) : null,
                        settings.Final.Steps
                    )
                )
        );
        return new PhaseStart.Train(new TrainingSpec([.. runs], settings.Final.CheckpointEvery, settings.OperationSearch.Attempts, Last));
    }

    /// <summary>Phases of plug-ins behind the stage search: allocations, and the supernet of all of them.</summary>
    private static PhaseOffer Stages(CrNasSettings settings, ReallocationPhaseSpaces spaces) =>
        new(
            spec => spec with { Like = PhaseNames.StageSearch },
            new TrainableParts(
                PhaseNames.StageSupernet,
                PhaseNames.StageSamples,
                settings.StageLangevin,
                settings.StageSupernet.Steps,
                settings.StageSupernet.CheckpointEvery,
                settings.StageSearch.Attempts,
                Trials(
                    settings,
                    allocation => ReallocatedBackbone.Plain(spaces.Allocations.AllocationOf(allocation)).ToString(),
                    text => spaces.Allocations.Parse(string.Join(',', ReallocatedBackbone.Parse(text).Blocks))
                )
            )
        );

    /// <summary>
    /// The offer to the phases behind the operation search: dilations of the allocation, whole ones, and the supernet of these.
    /// </summary>
    private static PhaseOffer Operations(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        var allocation = Allocation(settings, spaces, state)!;
        var name = ReallocationPhaseSpaces.DilationsOf(allocation.Blocks);
        var space = spaces.Open(name, CostRange.Any).Space;
        return new PhaseOffer(
            spec => spec with { Space = name, Like = PhaseNames.OperationSearch, Set = Math.Min(settings.Proxy.Set, spec.Window) },
            new TrainableParts(
                PhaseNames.OperationSupernet,
                PhaseNames.OperationSamples,
                settings.OperationLangevin,
                settings.OperationSupernet.Steps,
                settings.OperationSupernet.CheckpointEvery,
                settings.OperationSearch.Attempts,
                Trials(settings, space.Format, space.Parse),
                allocation.ToString()
            )
        );
    }

    private static TrialTraining Trials(CrNasSettings settings, Func<Architecture, string> write, Func<string, Architecture> read) =>
        new(
            settings.Final.Steps,
            settings.Pretraining.Steps,
            settings.Final.CheckpointEvery,
            "validation-" + settings.Proxy.Metric,
            write,
            read
        );

    /// <summary>The allocation that the stage search and the phases behind it have found or kept; null: not yet.</summary>
    private static CandidateResult? FoundStages(
        CrNasSettings settings,
        ReallocationPhaseSpaces spaces,
        SearchState state,
        out PhaseStart? notYet
    ) =>
        Found(settings, state, PhaseNames.StageSearch, StagesAreCompared(settings, spaces) ? PhaseNames.StageComparison : null, out notYet);

    /// <param name="comparison">The phase that ends the search; null: it has none.</param>
    private static CandidateResult? Found(
        CrNasSettings settings,
        SearchState state,
        string search,
        string? comparison,
        out PhaseStart? notYet
    )
    {
        var found = PluginPhasePlanner.Found(settings, state, search, out notYet);
        if (found is null || comparison is null)
            return found;
        var phase = state.Candidates(comparison);
        notYet = phase is { Completed: true, Best: null } ? new PhaseStart.Impossible(phase.WhyNothing()) : PhaseStart.Later.Instance;
        return phase is { Completed: true } ? phase.Best : null;
    }

    /// <summary>The same, undilated; null: not yet.</summary>
    private static ReallocatedBackbone? Allocation(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state) =>
        FoundStages(settings, spaces, state, out _) is { } best
            ? ReallocatedBackbone.Plain(spaces.Allocations.AllocationOf(spaces.Allocations.Parse(best.Architecture)))
            : null;

    private static ImmutableArray<Subject>? Subjects(
        CrNasSettings settings,
        ReallocationPhaseSpaces spaces,
        SearchState state,
        out PhaseStart notYet
    )
    {
        var found = spaces.HasDilations
            ? Found(
                settings,
                state,
                PhaseNames.OperationSearch,
                settings.DoNoHarm == true ? PhaseNames.OperationComparison : null,
                out var why
            )
            : FoundStages(settings, spaces, state, out why);
        if (found is not { } full)
        {
            notYet = why!;
            return null;
        }
        notYet = PhaseStart.Later.Instance;
        var (madds, parameters) = spaces.CostOf(spaces.Backbone.Blocks);
        var baseline = new Subject("baseline", ReallocatedBackbone.Plain(spaces.Backbone.Blocks).ToString(), madds, parameters);
        if (!spaces.HasDilations)
            return [baseline, new Subject("full", Allocation(settings, spaces, state)!.ToString(), full.Madds, full.Parameters)];
        return
        [
            baseline,
            new Subject(Subject.StageOnly, Allocation(settings, spaces, state)!.ToString(), full.Madds, full.Parameters),
            new Subject("full", full.Architecture, full.Madds, full.Parameters),
        ];
    }

    private static WeightsRef Weights(string phase) => new(TaskName.OfRun(phase, 0), null);

    private sealed record Subject(string Name, string Architecture, long Madds, long Parameters)
    {
        public const string StageOnly = "stage-only";

        public RunSpec Run(string name, WeightsRef? from, int steps) => new(name, Architecture, Madds, Parameters, from, steps, Samples: 0);
    }
}
