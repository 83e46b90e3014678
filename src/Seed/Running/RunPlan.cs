using System.Collections.Immutable;
using System.Numerics;
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
    ImmutableArray<PlannedPhase> Phases, double Work)
{
    /// <summary>A backward pass costs about two forward passes.</summary>
    private const double TrainingPasses = 3;

    /// <exception cref="Nas.Model.InfeasibleException">No architecture meets the constraint.</exception>
    public static RunPlan Of(SearchSettings settings)
    {
        var space = (TopologySpace)SearchSpaces.Open(settings.Space);
        var range = settings.Constraint.Madds is { } ends ? new CostRange(ends[0], ends[1]) : CostRange.Any;
        var feasible = new ConstrainedSpace(space, range).RequireFeasible();
        var chains = new ConstrainedSpace(space, range, space.ChainOnly);
        var madds = new Commands.CostEnds(Math.Max(range.Min, space.MAdds.Min), Math.Min(range.Max, space.MAdds.Max));
        var phases = PhasesOf(settings);
        var typical = (madds.Min + (double)madds.Max) / 2;
        return new RunPlan(
            settings.Name, settings.Data.Name, space.Name, space.Topologies, range == CostRange.Any ? space.Count : feasible.Count, madds, chains.Count,
            phases, phases.Sum(phase => phase.ForwardPasses) * typical);
    }

    private static ImmutableArray<PlannedPhase> PhasesOf(SearchSettings settings)
    {
        var (langevin, proxy, retrain) = (settings.Langevin, settings.Proxy, settings.Retrain);
        var phases = ImmutableArray.CreateBuilder<PlannedPhase>();
        phases.Add(new PlannedPhase(PhaseNames.Supernet, settings.Supernet.Steps, "steps", TrainingPasses * settings.Supernet.Steps * settings.Supernet.Batch));
        if (langevin.Samples > 0)
        {
            long steps = (langevin.Chains * (long)langevin.BurnIn) + (langevin.Samples * (long)langevin.Thinning);
            phases.Add(new PlannedPhase(PhaseNames.Samples, langevin.Samples, "samples", TrainingPasses * steps * langevin.Batch));
        }
        var evaluation = Math.Max(1, langevin.Samples) * (proxy.Images + ((double)proxy.RecalibrationBatches * proxy.RecalibrationBatch));
        phases.Add(new PlannedPhase(PhaseNames.Search, settings.Strategy.Candidates, "candidates", evaluation * settings.Strategy.Candidates));
        if (settings.Baselines.ChainCandidates > 0)
        {
            phases.Add(new PlannedPhase(PhaseNames.ChainSearch, settings.Baselines.ChainCandidates, "candidates", evaluation * settings.Baselines.ChainCandidates));
        }
        var networks = retrain.Seeds * (1 + (settings.Baselines.ChainCandidates > 0 ? 1 : 0) + (settings.Baselines.Random ? 1 : 0));
        phases.Add(new PlannedPhase(PhaseNames.Retrain, networks, "networks", TrainingPasses * networks * retrain.Steps * retrain.Batch));
        return phases.ToImmutable();
    }
}

/// <param name="ForwardPasses">Work, in images that go through a network once.</param>
public sealed record PlannedPhase(string Name, long Count, string Unit, double ForwardPasses);
