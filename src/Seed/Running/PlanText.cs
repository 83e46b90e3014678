using Seed.SearchFiles;

namespace Seed.Running;

/// <summary>A plan in words.</summary>
public static class PlanText
{
    public static string Of(RunPlan plan)
    {
        var phases = new Output.TextTable("phase", "what", "images through a network");
        foreach (var phase in plan.Phases) phases.Add(phase.Name, $"{phase.Count:N0} {phase.Unit}", ScaledNumber.Round(phase.ForwardPasses));
        var chains = plan.ChainOnly.IsZero ? "none of them chain-only: the chain baseline is the nearest one outside" : $"{plan.ChainOnly:N0} of them chain-only";
        return $"""
            {plan.Name}: {plan.Data}, space {plan.Space} ({plan.Topologies:N0} topologies)
            {plan.Architectures:N0} architectures from {ScaledNumber.Round(plan.Madds.Min)} to {ScaledNumber.Round(plan.Madds.Max)} MAdds, {chains}

            {phases}
            about {ScaledNumber.Round(plan.Work)} Multiply-Adds in all
            """;
    }
}
