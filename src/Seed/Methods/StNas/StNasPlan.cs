using System.Collections.Immutable;
using System.Numerics;
using Actors.Search.Finals;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Strategies.Racing;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Seed.Methods.Shared;
using Seed.Output;

namespace Seed.Methods.StNas;

/// <summary>The plan of an ST-NAS search, from its file alone.</summary>
/// <param name="Architectures">Number of architectures inside the constraint.</param>
/// <param name="Madds">Bounds of the Multiply-Adds inside the constraint; the ends of the constraint where the space reaches beyond
/// them.</param>
/// <param name="ChainOnly">Number of chain-only architectures inside the constraint.</param>
/// <param name="ChainPaths">Fraction of the supernet's steps that train one of these.</param>
/// <param name="Work">Multiply-Adds of the whole search, roughly; of a race, at most.</param>
/// <param name="LeastWork">Multiply-Adds of the whole search at least, roughly.</param>
/// <param name="Further">Phases of plug-ins: their work is planned when those before them are over.</param>
public sealed record StNasPlan(
    string Name,
    string Data,
    string Space,
    BigInteger Topologies,
    BigInteger Architectures,
    CostEnds Madds,
    BigInteger ChainOnly,
    double ChainPaths,
    ImmutableArray<WorkPhase> Phases,
    double Work,
    double LeastWork,
    ImmutableArray<string> Further
) : RunPlan
{
    /// <exception cref="Nas.Model.InfeasibleException">No architecture meets the constraint.</exception>
    public static StNasPlan Of(StNasSettings settings)
    {
        var space = SearchSpaces.Open(settings.Space, settings.Plugins);
        var range = settings.Constraint.Madds is { } ends ? new CostRange(ends[0], ends[1]) : CostRange.Any;
        var feasible = new ConstrainedSpace(space, range).RequireFeasible();
        ListedArchitectures.Require("strategy", settings.Strategy, feasible);
        var chains = space.ChainOnly is { } mask ? new ConstrainedSpace(space, range, mask) : feasible;
        var madds = new CostEnds(Math.Max(range.Min, space.MAdds.Min), Math.Min(range.Max, space.MAdds.Max));
        var further = PluggedPhases.Of(settings);
        ImmutableArray<WorkPhase> phases =
        [
            .. SearchMethods
                .Plan(new SearchContext(settings, new TopologyPhaseSpaces(space)))
                .Phases.Where(phase => !further.Contains(phase.Name))
                .Select(phase => Phase(phase.Name, settings, feasible.Count)),
        ];
        var typical = (madds.Min + (double)madds.Max) / 2;
        return new StNasPlan(
            settings.Name,
            settings.Data.Name,
            space.Name,
            space.Topologies,
            range == CostRange.Any ? space.Count : feasible.Count,
            madds,
            chains.Count,
            chains.Count.IsZero ? 0 : settings.Supernet.ChainPaths,
            phases,
            phases.Sum(phase => phase.ForwardPasses) * typical,
            phases.Sum(phase => phase.AtLeast) * typical,
            further
        );
    }

    public override string InWords()
    {
        var phases = new TextTable("phase", "what", "images through a network");
        foreach (var phase in Phases)
            phases.Add(phase.Name, $"{phase.Count:N0} {phase.Unit}", PlanText.Range(phase.AtLeast, phase.ForwardPasses));
        var chains = ChainOnly.IsZero
            ? "none of them chain-only: no step of the supernet trains a chain, and the chain baseline is the nearest one outside"
            : $"{ChainOnly:N0} of them chain-only{(ChainPaths > 0 ? $", which {ChainPaths:0.##%} of the supernet's steps train" : "")}";
        return $"""
            {Name}: {Data}, space {Space} ({Topologies:N0} topologies)
            {Architectures:N0} architectures from {ScaledNumber.Round(Madds.Min)} to {ScaledNumber.Round(Madds.Max)} MAdds, {chains}

            {phases}
            about {PlanText.Range(LeastWork, Work)} Multiply-Adds in all{PluggedPhases.Text(Further)}
            """;
    }

    /// <summary>A phase in which candidates are tried out.</summary>
    private static FinalsRung? Finals(StNasSettings settings, string name) =>
        name.StartsWith($"{PhaseNames.ChainFinals}-", StringComparison.Ordinal)
            ? FinalsPhases.Of(settings.Finals!, PhaseNames.ChainFinals, settings.Baselines.ChainCandidates, settings.Retrain.Steps, name)
        : name.StartsWith($"{PhaseNames.Finals}-", StringComparison.Ordinal)
            ? FinalsPhases.Of(settings.Finals!, PhaseNames.Finals, settings.Strategy.Candidates, settings.Retrain.Steps, name)
        : null;

    private static WorkPhase Phase(string name, StNasSettings settings, BigInteger architectures)
    {
        var (langevin, proxy, retrain, baselines) = (settings.Langevin, settings.Proxy, settings.Retrain, settings.Baselines);
        var networks =
            retrain.Seeds * (1 + (baselines.ChainCandidates > 0 ? 1 : 0) + (baselines.Random ? 1 : 0) + (baselines.RandomSearch ? 1 : 0));
        return name switch
        {
            PhaseNames.Supernet => new WorkPhase(name, settings.Supernet.Steps, "steps", ForwardPasses.Of(settings.Supernet)),
            PhaseNames.Samples => new WorkPhase(name, langevin.Samples, "samples", ForwardPasses.Of(langevin)),
            PhaseNames.Search => Scoring(RaceCost.Planned(settings.Strategy, architectures, Math.Max(1, langevin.Samples))),
            PhaseNames.ChainSearch => Scoring(baselines.ChainCandidates),
            PhaseNames.RandomSearch => Trained(StNasMethod.NetworksForThePrice(settings), retrain.Steps),
            PhaseNames.Retrain => Trained(networks, retrain.Steps),
            _ when name == FinalsPhases.Winner(PhaseNames.Finals) => Scoring(1),
            _ when Finals(settings, name) is { } trials => Trained(trials.Count, trials.Steps),
            _ => throw new InvalidOperationException($"no plan for the phase {name}"),
        };

        WorkPhase Trained(int count, int steps) => new(name, count, "networks", ForwardPasses.Of(retrain with { Steps = steps }, count));

        WorkPhase Scoring(int candidates)
        {
            var (least, most) = RaceCost.Evaluations(settings.Strategy, candidates, Math.Max(1, langevin.Samples));
            return new WorkPhase(name, candidates, "candidates", most * ForwardPasses.Of(proxy))
            {
                AtLeast = least * ForwardPasses.Of(proxy),
            };
        }
    }
}
