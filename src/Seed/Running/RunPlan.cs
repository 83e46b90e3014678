using System.Collections.Immutable;
using System.Numerics;
using Actors.Search.Methods;
using Nas.Model.Execution;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Seed.Running;

/// <summary>What a search file asks for, before anything is done.</summary>
/// <param name="Architectures">Inside the constraint.</param>
/// <param name="Madds">Of the architectures inside the constraint, at most; the ends of the constraint where the space reaches beyond them.</param>
/// <param name="ChainOnly">Chain-only architectures inside the constraint.</param>
/// <param name="Work">Multiply-Adds of the whole search, roughly.</param>
public sealed record RunPlan(
    string Name, string Data, string Space, BigInteger Topologies, BigInteger Architectures, Commands.CostEnds Madds, BigInteger ChainOnly,
    ImmutableArray<WorkPhase> Phases, double Work)
{
    /// <summary>A backward pass costs about two forward passes.</summary>
    private const double TrainingPasses = 3;

    /// <exception cref="Nas.Model.InfeasibleException">No architecture meets the constraint.</exception>
    public static RunPlan Of(StNasSettings settings)
    {
        var space = SearchSpaces.Open(settings.Space);
        var range = settings.Constraint.Madds is { } ends ? new CostRange(ends[0], ends[1]) : CostRange.Any;
        var feasible = new ConstrainedSpace(space, range).RequireFeasible();
        var chains = new ConstrainedSpace(space, range, space.ChainOnly);
        var madds = new Commands.CostEnds(Math.Max(range.Min, space.MAdds.Min), Math.Min(range.Max, space.MAdds.Max));
        ImmutableArray<WorkPhase> phases = [.. SearchMethods.Plan(new SearchContext(settings, new TopologyPhaseSpaces(space))).Phases.Select(phase => Phase(phase.Name, settings))];
        var typical = (madds.Min + (double)madds.Max) / 2;
        return new RunPlan(
            settings.Name, settings.Data.Name, space.Name, space.Topologies, range == CostRange.Any ? space.Count : feasible.Count, madds, chains.Count,
            phases, phases.Sum(phase => phase.ForwardPasses) * typical);
    }

    private static WorkPhase Phase(string name, StNasSettings settings)
    {
        var (langevin, proxy, retrain, baselines) = (settings.Langevin, settings.Proxy, settings.Retrain, settings.Baselines);
        var evaluation = Math.Max(1, langevin.Samples) * (proxy.Images + ((double)proxy.RecalibrationBatches * proxy.RecalibrationBatch));
        var steps = (langevin.Chains * (long)langevin.BurnIn) + (langevin.Samples * (long)langevin.Thinning);
        var networks = retrain.Seeds * (1 + (baselines.ChainCandidates > 0 ? 1 : 0) + (baselines.Random ? 1 : 0));
        return name switch
        {
            PhaseNames.Supernet => new WorkPhase(name, settings.Supernet.Steps, "steps", TrainingPasses * settings.Supernet.Steps * settings.Supernet.Batch),
            PhaseNames.Samples => new WorkPhase(name, langevin.Samples, "samples", TrainingPasses * steps * langevin.Batch),
            PhaseNames.Search => new WorkPhase(name, settings.Strategy.Candidates, "candidates", evaluation * settings.Strategy.Candidates),
            PhaseNames.ChainSearch => new WorkPhase(name, baselines.ChainCandidates, "candidates", evaluation * baselines.ChainCandidates),
            PhaseNames.Retrain => new WorkPhase(name, networks, "networks", TrainingPasses * networks * retrain.Steps * retrain.Batch),
            _ => throw new InvalidOperationException($"no plan for the phase {name}"),
        };
    }
}

/// <param name="ForwardPasses">Work, in images that go through a network once.</param>
public sealed record WorkPhase(string Name, long Count, string Unit, double ForwardPasses);
