using System.Collections.Immutable;
using System.Text.Json;
using Actors.Strategies.Beam;
using Nas.Model.Execution;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Actors.Search.Methods;

/// <summary>
/// Computation reallocation for object detection (CR-NAS, ICLR 2020): train a supernet of all allocations of blocks to stages; score every
/// eligible one; train a supernet of all dilations of the best; decide them block by block; train the unmodified backbone, the best
/// allocation and the full result from scratch.
/// </summary>
public sealed class CrNasMethod : ISearchMethod
{
    /// <summary>Training unlocks scoring, and scoring unlocks the last training.</summary>
    private const int Unlocking = 3, Scoring = 2, Last = 1;

    /// <summary>A level of a beam over dilations is a multiple of their number: sets of more would wait for the next level for ever.</summary>
    private const int BeamSet = 3;

    public string Name => CrNasSettings.MethodName;

    public IEnumerable<StrategySettings> StrategiesOf(SearchSettings settings) =>
        [((CrNasSettings)settings).StageSearch, ((CrNasSettings)settings).OperationSearch];

    public PhaseStrategy? StrategyOf(SearchSettings settings, string phase) => phase == PhaseNames.StageSearch
        ? new("stage-search", ((CrNasSettings)settings).StageSearch)
        : new("operation-search", ((CrNasSettings)settings).OperationSearch);

    public ImmutableArray<string> LaterThan(string phase) => phase == PhaseNames.StageSearch
        ? ["stage-search", "operation-supernet", "operation-langevin", "operation-search", "final", "transfer"]
        : ["operation-search", "final", "transfer"];

    public SearchPlan Plan(SearchContext context)
    {
        var settings = (CrNasSettings)context.Settings;
        var spaces = (ReallocationPhaseSpaces)context.Spaces;
        var pretrained = settings.Pretraining.Steps > 0;
        List<PlannedPhase> phases = [];
        if (pretrained) phases.Add(new(PhaseNames.Pretraining, _ => Pretraining(settings)));
        phases.Add(new(PhaseNames.StageSupernet, state => StageSupernet(settings, state)));
        if (settings.StageLangevin.Samples > 0)
        {
            phases.Add(new(PhaseNames.StageSamples, state => Chains(settings.StageLangevin, settings, state, PhaseNames.StageSupernet, null)));
        }
        phases.Add(new(PhaseNames.StageSearch, state => StageSearch(settings, spaces, state)));
        phases.Add(new(PhaseNames.OperationSupernet, state => OperationSupernet(settings, spaces, state)));
        if (settings.OperationLangevin.Samples > 0)
        {
            phases.Add(new(PhaseNames.OperationSamples, state =>
                Chains(settings.OperationLangevin, settings, state, PhaseNames.OperationSupernet, Allocation(spaces, state)?.ToString())));
        }
        phases.Add(new(PhaseNames.OperationSearch, state => OperationSearch(settings, spaces, state)));
        if (pretrained) phases.Add(new(PhaseNames.FinalPretraining, state => FinalPretraining(settings, spaces, state)));
        phases.Add(new(PhaseNames.Final, state => Final(settings, spaces, state)));
        if (settings.Transfer is not null) phases.Add(new(PhaseNames.Transfer, state => Transfer(settings, spaces, state)));
        return new SearchPlan([.. phases]);
    }

    private static PhaseStart.Train Pretraining(CrNasSettings settings) => new(new TrainingSpec(
        [new RunSpec("stage-supernet", null, null, null, From: null, settings.Pretraining.Steps, Samples: 0)],
        settings.Pretraining.CheckpointEvery, settings.StageSearch.Attempts, Unlocking));

    private static PhaseStart StageSupernet(CrNasSettings settings, SearchState state)
    {
        var from = settings.Pretraining.Steps > 0 ? Weights(PhaseNames.Pretraining) : null;
        if (from is not null && state.Phase(PhaseNames.Pretraining) is not { Completed: true }) return PhaseStart.Later.Instance;
        return new PhaseStart.Train(new TrainingSpec(
            [new RunSpec("stage-supernet", null, null, null, from, settings.StageSupernet.Steps, Samples: 0)],
            settings.StageSupernet.CheckpointEvery, settings.StageSearch.Attempts, Unlocking));
    }

    private static PhaseStart Chains(LangevinSettings langevin, CrNasSettings settings, SearchState state, string supernet, string? architecture)
    {
        if (state.Phase(supernet) is not { Completed: true }) return PhaseStart.Later.Instance;
        return new PhaseStart.Train(new TrainingSpec(
            LangevinPlan.Runs(langevin, Weights(supernet), architecture), langevin.CheckpointEvery, settings.StageSearch.Attempts, Unlocking));
    }

    private static PhaseStart StageSearch(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (!LangevinPlan.CanScore(settings.StageLangevin, state, PhaseNames.StageSupernet, PhaseNames.StageSamples)) return PhaseStart.Later.Instance;
        var eligible = spaces.Eligible.RequireFeasible();
        var strategy = settings.StageSearch;
        var budget = eligible.Count < strategy.Candidates ? (int)eligible.Count : strategy.Candidates;
        return new PhaseStart.Explore(new CandidateSpec(
            budget, strategy.Window, strategy.Order == "proposal", strategy.Attempts, strategy.Name, strategy.Options.ToJsonString(),
            ReallocationPhaseSpaces.Stages, spaces.Range.Min, spaces.Range.Max,
            LangevinPlan.Samples(settings.StageLangevin, PhaseNames.StageSupernet, PhaseNames.StageSamples), Scoring, Math.Min(settings.Proxy.Set, strategy.Window), strategy.Seed));
    }

    private static PhaseStart OperationSupernet(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (state.Candidates(PhaseNames.StageSearch) is not { Completed: true } search) return PhaseStart.Later.Instance;
        if (search.Best is not { } best) return NothingScored(search);
        var from = settings.OperationSupernet.Inherit ? Weights(PhaseNames.StageSupernet) : null;
        return new PhaseStart.Train(new TrainingSpec(
            [new RunSpec("operation-supernet", Allocation(spaces, state)!.ToString(), best.Madds, best.Parameters, from, settings.OperationSupernet.Steps, Samples: 0)],
            settings.OperationSupernet.CheckpointEvery, settings.OperationSearch.Attempts, Unlocking));
    }

    private static PhaseStart OperationSearch(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (!LangevinPlan.CanScore(settings.OperationLangevin, state, PhaseNames.OperationSupernet, PhaseNames.OperationSamples)) return PhaseStart.Later.Instance;
        var blocks = Allocation(spaces, state)!.Blocks;
        var strategy = settings.OperationSearch;
        var isBeam = strategy.Name == "beam";
        var name = isBeam ? ReallocationPhaseSpaces.PartialDilationsOf(blocks) : ReallocationPhaseSpaces.DilationsOf(blocks);
        var space = spaces.Open(name, CostRange.Any);
        var most = isBeam
            ? BeamStrategy.MostCandidates(space.Space, strategy.Options.Deserialize<BeamOptions>(SettingsJson.Options)!)
            : space.Count;
        return new PhaseStart.Explore(new CandidateSpec(
            most < strategy.Candidates ? (int)most : strategy.Candidates, strategy.Window, strategy.Order == "proposal", strategy.Attempts, strategy.Name,
            strategy.Options.ToJsonString(), name, CostRange.Any.Min, CostRange.Any.Max,
            LangevinPlan.Samples(settings.OperationLangevin, PhaseNames.OperationSupernet, PhaseNames.OperationSamples), Scoring,
            Math.Min(isBeam ? BeamSet : settings.Proxy.Set, strategy.Window), strategy.Seed));
    }

    private static PhaseStart FinalPretraining(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (Subjects(spaces, state, out var notYet) is not { } subjects) return notYet;
        return new PhaseStart.Train(new TrainingSpec(
            [.. subjects.Select(subject => subject.Run(subject.Name, null, settings.Pretraining.Steps))],
            settings.Pretraining.CheckpointEvery, settings.OperationSearch.Attempts, Last));
    }

    private static PhaseStart Final(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (Subjects(spaces, state, out var notYet) is not { } subjects) return notYet;
        return Trained(settings, state, [.. subjects.Index()]);
    }

    /// <summary>What the stages alone bring is not asked again.</summary>
    private static PhaseStart Transfer(CrNasSettings settings, ReallocationPhaseSpaces spaces, SearchState state)
    {
        if (Subjects(spaces, state, out var notYet) is not { } subjects) return notYet;
        return Trained(settings, state, [.. subjects.Index().Where(subject => subject.Item.Name != Subject.StageOnly)]);
    }

    private static PhaseStart Trained(CrNasSettings settings, SearchState state, ImmutableArray<(int Number, Subject Subject)> subjects)
    {
        var pretrained = settings.Pretraining.Steps > 0;
        if (pretrained && state.Phase(PhaseNames.FinalPretraining) is not { Completed: true }) return PhaseStart.Later.Instance;
        var runs = subjects.SelectMany(subject => Enumerable.Range(0, settings.Final.Seeds).Select(seed => subject.Subject.Run(
            $"{subject.Subject.Name}-{seed}", pretrained ? new WeightsRef(TaskName.OfRun(PhaseNames.FinalPretraining, subject.Number), null) : null, settings.Final.Steps)));
        return new PhaseStart.Train(new TrainingSpec([.. runs], settings.Final.CheckpointEvery, settings.OperationSearch.Attempts, Last));
    }

    /// <summary>The allocation that the stage search found, undilated; null: not yet.</summary>
    private static ReallocatedBackbone? Allocation(ReallocationPhaseSpaces spaces, SearchState state) =>
        state.Candidates(PhaseNames.StageSearch) is { Completed: true, Best: { } best }
            ? ReallocatedBackbone.Plain(spaces.Allocations.AllocationOf(spaces.Allocations.Parse(best.Architecture)))
            : null;

    private static ImmutableArray<Subject>? Subjects(ReallocationPhaseSpaces spaces, SearchState state, out PhaseStart notYet)
    {
        notYet = PhaseStart.Later.Instance;
        if (state.Candidates(PhaseNames.OperationSearch) is not { Completed: true } search) return null;
        if (search.Best is not { } full)
        {
            notYet = NothingScored(search);
            return null;
        }
        var (madds, parameters) = spaces.CostOf(spaces.Backbone.Blocks);
        return
        [
            new Subject("baseline", ReallocatedBackbone.Plain(spaces.Backbone.Blocks).ToString(), madds, parameters),
            new Subject(Subject.StageOnly, Allocation(spaces, state)!.ToString(), full.Madds, full.Parameters),
            new Subject("full", full.Architecture, full.Madds, full.Parameters),
        ];
    }

    private static PhaseStart.Impossible NothingScored(CandidatePhase phase) => new(phase.FirstFailure is { } reason
        ? $"The phase {phase.Name} ended without a scored architecture; the first candidate failed because: {reason}"
        : $"The phase {phase.Name} ended without a scored architecture.");

    private static WeightsRef Weights(string phase) => new(TaskName.OfRun(phase, 0), null);

    private sealed record Subject(string Name, string Architecture, long Madds, long Parameters)
    {
        public const string StageOnly = "stage-only";

        public RunSpec Run(string name, WeightsRef? from, int steps) => new(name, Architecture, Madds, Parameters, from, steps, Samples: 0);
    }
}
