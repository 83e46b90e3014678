using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Plugins;
using Actors.Search.Finals;
using Actors.Search.Planning;
using Actors.Search.PluginPhases;
using Actors.Search.State;
using Nas.Model.Methods.StNas;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Methods;

/// <summary>
/// Stabilised one-shot topology search: train the supernet; draw posterior samples of its weights; search with their mean score; find the
/// best chain-only architecture of the winner's cost; train the winner, that chain and random architectures from scratch. With finals, the
/// winner and the best chain are those of the best that do best in trainings of their own.
/// </summary>
public sealed class StNasMethod() : SearchMethod<StNasSettings>(StNasSettings.MethodName)
{
    /// <summary>Training unlocks scoring, and scoring unlocks the last training.</summary>
    private const int Unlocking = 3,
        Scoring = 2,
        Last = 1;

    /// <summary>The measure by which trials are compared.</summary>
    public const string TrialScore = "validation-top1";

    public override ImmutableArray<string> DecidingPhases => [PhaseNames.Search];

    public override ImmutableArray<string> StrategySections => ["strategy"];

    public override ImmutableArray<string> FreeKeys => ["data.root"];

    public override ImmutableArray<LaterDefault> LaterDefaults =>
        [
            LaterDefault.Of("finals", new FinalsSettings()),
            LaterDefault.Of("proxy.metric", ProxyMetric.Loss, ProxyMetric.Accuracy),
            LaterDefault.Of("space.sampling", SpaceSettings.ByTopology, SpaceSettings.ByOptions),
        ];

    protected override IEnumerable<StrategySettings> StrategiesOf(StNasSettings settings) => [settings.Strategy];

    protected override NamedStrategy? StrategyOf(StNasSettings settings, string phase) =>
        phase is PhaseNames.Search or PhaseNames.ChainSearch ? new("strategy", settings.Strategy) : null;

    /// <summary>Phases of plug-ins may have trained as the last phase does.</summary>
    protected override ImmutableArray<string> LaterThan(StNasSettings settings, string phase) =>
        phase switch
        {
            PhaseNames.Search => ["strategy", "constraint.madds", "phases", "finals", "baselines", "retrain"],
            _ when settings.Phases is null && !HasFinals(settings) => ["baselines", "retrain"],
            _ => ["baselines"],
        };

    protected override LangevinSettings? ChainOf(StNasSettings settings, string phase) =>
        phase == PhaseNames.Samples ? settings.Langevin : null;

    protected override SearchPlan Plan(StNasSettings settings, SearchContext context)
    {
        List<PlannedPhase> phases = [new(PhaseNames.Supernet, _ => Supernet(settings))];
        if (settings.Langevin.Samples > 0)
            phases.Add(new(PhaseNames.Samples, state => Chains(settings, state)));
        phases.Add(new(PhaseNames.Search, state => Search(settings, state)));
        var offer = new PhaseOffer(spec => spec, Trainable(context));
        phases.AddRange(PluginPhasePlanner.After(this, PhaseNames.Search, context, _ => offer));
        phases.AddRange(FinalsOf(context, PhaseNames.Search)?.Phases(withWinner: true) ?? []);
        if (settings.Baselines.ChainCandidates > 0)
        {
            phases.Add(new(PhaseNames.ChainSearch, state => ChainSearch(context, state)));
            phases.AddRange(FinalsOf(context, PhaseNames.ChainSearch)?.Phases(withWinner: false) ?? []);
        }
        if (settings.Baselines.RandomSearch)
            phases.Add(new(PhaseNames.RandomSearch, state => RandomSearch(context, state)));
        phases.Add(new(PhaseNames.Retrain, state => Retrain(context, state)));
        return new SearchPlan([.. phases]);
    }

    private static PhaseStart.Train Supernet(StNasSettings settings) =>
        new(
            new TrainingSpec(
                [new RunSpec("supernet", null, null, null, From: null, settings.Supernet.Steps, Samples: 0)],
                settings.Supernet.CheckpointEvery,
                settings.Strategy.Attempts,
                Unlocking
            )
        );

    private static PhaseStart Chains(StNasSettings settings, SearchState state)
    {
        if (state.Phase(PhaseNames.Supernet) is not { Completed: true })
            return PhaseStart.Later.Instance;
        var langevin = settings.Langevin;
        var runs = LangevinPlan.Runs(langevin, new WeightsRef(TaskName.OfRun(PhaseNames.Supernet, 0), null), null);
        return new PhaseStart.Train(new TrainingSpec(runs, langevin.CheckpointEvery, settings.Strategy.Attempts, Unlocking));
    }

    private static PhaseStart Search(StNasSettings settings, SearchState state)
    {
        if (!LangevinPlan.CanScore(settings.Langevin, state, PhaseNames.Supernet, PhaseNames.Samples))
            return PhaseStart.Later.Instance;
        var range = settings.Constraint.Madds is { } madds ? new CostRange(madds[0], madds[1]) : CostRange.Any;
        var spec = Exploration(settings, settings.Strategy.Candidates, SpacePart.Whole, range);
        return new PhaseStart.Explore(PluginPhasePlanner.Followed(settings, PhaseNames.Search, spec));
    }

    private static TrainableParts Trainable(SearchContext context)
    {
        var (settings, space) = ((StNasSettings)context.Settings, ((TopologyPhaseSpaces)context.Spaces).Space);
        var trials = new TrialTraining(
            settings.Retrain.Steps,
            0,
            settings.Retrain.CheckpointEvery,
            TrialScore,
            one => space.Format(space.Canonical(one)),
            space.Parse
        );
        return new(
            PhaseNames.Supernet,
            PhaseNames.Samples,
            settings.Langevin,
            settings.Supernet.Steps,
            settings.Supernet.CheckpointEvery,
            settings.Strategy.Attempts,
            trials
        );
    }

    private static bool HasFinals(StNasSettings settings) => settings.Finals is { AreHeld: true };

    /// <param name="source">The phase whose candidates are tried out.</param>
    /// <returns>Null: none are.</returns>
    private static FinalsPlanner? FinalsOf(SearchContext context, string source)
    {
        var settings = (StNasSettings)context.Settings;
        if (!HasFinals(settings))
            return null;
        var (name, candidates) =
            source == PhaseNames.Search
                ? (PhaseNames.Finals, settings.Strategy.Candidates)
                : (PhaseNames.ChainFinals, settings.Baselines.ChainCandidates);
        return new FinalsPlanner(name, source, settings.Finals!, candidates, context, Trainable(context));
    }

    private static PhaseStart ChainSearch(SearchContext context, SearchState state)
    {
        if (Winner(context, state, out var notYet) is not { } winner)
            return notYet!;
        var settings = (StNasSettings)context.Settings;
        var baselines = settings.Baselines;
        var range = Around(winner.Madds, baselines.Tolerance);
        string? note = null;
        var chains = context.Spaces.Open(TopologyPhaseSpaces.ChainOnly, range);
        if (chains.Count.IsZero)
        {
            var (below, above) = chains.Nearest();
            var nearest = above is null || winner.Madds - below <= above - winner.Madds ? below!.Value : above.Value;
            range = Around(nearest, baselines.Tolerance);
            note =
                $"No chain-only architecture lies within {baselines.Tolerance * 100:0.##} % of the winner's {winner.Madds} MAdds; "
                + $"chain-only architectures of about {nearest} MAdds, the nearest there are, stand in.";
        }
        return new PhaseStart.Explore(Exploration(settings, baselines.ChainCandidates, TopologyPhaseSpaces.ChainOnly, range), note);
    }

    private static PhaseStart Retrain(SearchContext context, SearchState state)
    {
        if (Winner(context, state, out var notYet) is not { } winner)
            return notYet!;
        var (settings, space) = ((StNasSettings)context.Settings, ((TopologyPhaseSpaces)context.Spaces).Space);
        var subjects = new List<(string Name, string Architecture, long Madds, long Parameters)>
        {
            ("winner", winner.Architecture, winner.Madds, winner.Parameters),
        };
        string? note = null;
        if (settings.Baselines.ChainCandidates > 0)
        {
            if (state.Candidates(PhaseNames.ChainSearch) is not { Completed: true } chains)
                return PhaseStart.Later.Instance;
            var finals = chains.Best is null ? null : FinalsOf(context, PhaseNames.ChainSearch);
            if (finals is not null && finals.Best(state) is null)
                return PhaseStart.Later.Instance;
            if ((finals?.Best(state) ?? chains.Best) is { } chain)
                subjects.Add(("chain-only", chain.Architecture, chain.Madds, chain.Parameters));
            // Without a reason: which failure came first, and what a process said as it died, is luck, and a note is history.
            else
                note = "No chain-only architecture could be scored.";
        }
        if (settings.Baselines.Random)
        {
            var alike = context.Spaces.Open(SpacePart.Whole, Around(winner.Madds, settings.Baselines.Tolerance));
            var drawn = alike.Sample(RandomStream.For(settings.Seed, "random-baseline"));
            subjects.Add(("random", space.Format(drawn), space.MAdds.Of(drawn), space.Parameters.Of(drawn)));
        }
        if (settings.Baselines.RandomSearch)
        {
            if (state.Phase(PhaseNames.RandomSearch) is not TrainingPhase { Completed: true } random)
                return PhaseStart.Later.Instance;
            var best = random.Runs.MaxBy(run => run.Measures.GetValueOrDefault(TrialScore))!.Spec;
            subjects.Add((PhaseNames.RandomSearch, best.Architecture!, best.Madds!.Value, best.Parameters!.Value));
        }
        var runs = subjects.SelectMany(subject =>
            Enumerable
                .Range(0, settings.Retrain.Seeds)
                .Select(seed => new RunSpec(
                    $"{subject.Name}-{seed}",
                    subject.Architecture,
                    subject.Madds,
                    subject.Parameters,
                    From: null,
                    settings.Retrain.Steps,
                    Samples: 0
                ))
        );
        return new PhaseStart.Train(new TrainingSpec([.. runs], settings.Retrain.CheckpointEvery, settings.Strategy.Attempts, Last), note);
    }

    /// <summary>Trains as the last phase does, as many architectures as the search's own work pays for.</summary>
    private static PhaseStart RandomSearch(SearchContext context, SearchState state)
    {
        if (Winner(context, state, out var notYet) is not { } winner)
            return notYet!;
        var (settings, space) = ((StNasSettings)context.Settings, ((TopologyPhaseSpaces)context.Spaces).Space);
        var alike = context.Spaces.Open(SpacePart.Whole, Around(winner.Madds, settings.Baselines.Tolerance));
        var drawn = Enumerable
            .Range(0, NetworksForThePrice(settings))
            .Select(number => alike.Sample(RandomStream.For(settings.Seed, PhaseNames.RandomSearch, number)))
            .DistinctBy(space.Format);
        var training = Trainable(context).Alone(PhasePlan.TrainAlone(drawn), PhaseNames.RandomSearch, space);
        return new PhaseStart.Train(training with { Priority = Last });
    }

    /// <summary>
    /// Networks that random search trains with the Multiply-Adds of everything up to the winner; of a race, with the most that it may take.
    /// Not by the clock: the same search has the same baseline on every machine.
    /// </summary>
    public static int NetworksForThePrice(StNasSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var scores = (double)settings.Strategy.Candidates * Math.Max(1, settings.Langevin.Samples) * ForwardPasses.Of(settings.Proxy);
        var chains = settings.Langevin.Samples > 0 ? ForwardPasses.Of(settings.Langevin) : 0;
        var finals = HasFinals(settings)
            ? settings
                .Finals!.Rungs(settings.Strategy.Candidates, settings.Retrain.Steps)
                .Sum(rung => ForwardPasses.Of(settings.Retrain with { Steps = rung.Steps }, rung.Count))
            : 0;
        var price = ForwardPasses.Of(settings.Supernet) + chains + scores + finals;
        return Math.Clamp((int)(price / ForwardPasses.Of(settings.Retrain)), 1, PhasePlan.MostTrained);
    }

    /// <summary>What the search, the phases of plug-ins behind it and the finals have found, once they are over.</summary>
    private static CandidateResult? Winner(SearchContext context, SearchState state, out PhaseStart? notYet)
    {
        var found = PluginPhasePlanner.Found(context.Settings, state, PhaseNames.Search, out notYet);
        if (found is null || FinalsOf(context, PhaseNames.Search) is not { } finals)
            return found;
        // Its only candidate is then what was found, if it could be scored.
        if (state.Candidates(finals.Winner) is { Completed: true })
            return found;
        notYet = PhaseStart.Later.Instance;
        return null;
    }

    private static CandidateSpec Exploration(StNasSettings settings, int candidates, string subspace, CostRange range)
    {
        var strategy = settings.Strategy;
        var spec = new CandidateSpec(
            candidates,
            strategy.Window,
            strategy.Order == "proposal",
            strategy.Attempts,
            strategy.Name,
            strategy.Options.ToJsonString(),
            subspace,
            range.Min,
            range.Max,
            LangevinPlan.Samples(settings.Langevin, PhaseNames.Supernet, PhaseNames.Samples),
            Scoring,
            Seed: strategy.Seed
        );
        return HasFinals(settings) ? spec with { Kept = PluginPhasePlanner.Kept } : spec;
    }

    private static CostRange Around(long madds, double tolerance)
    {
        var half = (long)Math.Floor(madds * tolerance);
        return new CostRange(madds - half, madds + half);
    }
}
