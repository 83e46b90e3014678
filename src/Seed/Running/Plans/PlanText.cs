using Seed.Commands;
using Seed.Output;
using Seed.SearchFiles;

namespace Seed.Running.Plans;

/// <summary>A plan in words.</summary>
public static class PlanText
{
    public static string Of(RunPlan plan) => plan switch
    {
        StNasPlan stNas => Of(stNas),
        CrNasPlan crNas => Of(crNas),
        FidelityPlan study => Of(study),
        _ => throw new ArgumentOutOfRangeException(nameof(plan)),
    };

    private static string Of(StNasPlan plan)
    {
        var phases = new TextTable("phase", "what", "images through a network");
        foreach (var phase in plan.Phases) phases.Add(phase.Name, $"{phase.Count:N0} {phase.Unit}", ScaledNumber.Round(phase.ForwardPasses));
        var chains = plan.ChainOnly.IsZero ? "none of them chain-only: the chain baseline is the nearest one outside" : $"{plan.ChainOnly:N0} of them chain-only";
        return $"""
            {plan.Name}: {plan.Data}, space {plan.Space} ({plan.Topologies:N0} topologies)
            {plan.Architectures:N0} architectures from {ScaledNumber.Round(plan.Madds.Min)} to {ScaledNumber.Round(plan.Madds.Max)} MAdds, {chains}

            {phases}
            about {ScaledNumber.Round(plan.Work)} Multiply-Adds in all
            """;
    }

    private static string Of(FidelityPlan plan)
    {
        var phases = new TextTable("phase", "what", "images through a network");
        foreach (var phase in plan.Phases) phases.Add(phase.Name, $"{phase.Count:N0} {phase.Unit}", ScaledNumber.Round(phase.ForwardPasses));
        return $"""
            {plan.Name}: {plan.Data}, {plan.Studied:N0} of the {plan.Architectures:N0} architectures of {plan.Space}; samplers {string.Join(", ", plan.Arms)}

            {phases}
            about {ScaledNumber.Round(plan.Work)} Multiply-Adds in all
            """;
    }

    private static string Of(CrNasPlan plan)
    {
        var phases = new TextTable("phase", "what", "images through a network", "Multiply-Adds");
        foreach (var phase in plan.Phases)
        {
            phases.Add(phase.Name, $"{phase.Count:N0} {phase.Unit}", ScaledNumber.Round(phase.ForwardPasses), ScaledNumber.Round(phase.Madds));
        }
        var most = plan.Constraint.Min == plan.Constraint.Max ? "" : "at most ";
        return $"""
            {plan.Name}: {plan.Data}, {plan.Detector.Detector} on {plan.Detector.Backbone}

            {DetectorOptions.Text(plan.Detector)}

            {plan.Eligible:N0} of the {plan.Allocations:N0} allocations of {plan.Space} have {Range(plan.Constraint)}: {Exactly(plan.Madds)} MAdds
            {plan.DilationArchitectures:N0} ways to dilate {most}{plan.Blocks} blocks, decided with at most {plan.Evaluations:N0} evaluations

            {phases}
            about {ScaledNumber.Round(plan.Work)} Multiply-Adds in all
            """;
    }

    private static string Range(ConstraintDescription constraint) => constraint.Min == constraint.Max
        ? $"{constraint.Min:N0} {constraint.Unit}"
        : $"from {ScaledNumber.Format(constraint.Min)} to {ScaledNumber.Format(constraint.Max)} {constraint.Unit}";

    private static string Exactly(CostEnds cost) => cost.Min == cost.Max ? $"{cost.Min:N0}" : $"{cost.Min:N0} to {cost.Max:N0}";
}
