using Seed.Methods.BlackBox;
using Seed.Methods.CrNas;
using Seed.Methods.Fidelity;
using Seed.Methods.StNas;
using Seed.Output;
using Seed.SearchFiles;

namespace Seed.Methods.Shared;

/// <summary>A plan in words.</summary>
public static class PlanText
{
    private const int MostDecisions = 20, MostOptions = 12;

    public static string Of(RunPlan plan) => plan switch
    {
        StNasPlan stNas => Of(stNas),
        CrNasPlan crNas => Of(crNas),
        BlackBoxPlan blackBox => Of(blackBox),
        FidelityPlan study => Of(study),
        _ => throw new ArgumentOutOfRangeException(nameof(plan)),
    };

    private static string Of(StNasPlan plan)
    {
        var phases = new TextTable("phase", "what", "images through a network");
        foreach (var phase in plan.Phases) phases.Add(phase.Name, $"{phase.Count:N0} {phase.Unit}", Range(phase.AtLeast, phase.ForwardPasses));
        var chains = plan.ChainOnly.IsZero ? "none of them chain-only: the chain baseline is the nearest one outside" : $"{plan.ChainOnly:N0} of them chain-only";
        return $"""
            {plan.Name}: {plan.Data}, space {plan.Space} ({plan.Topologies:N0} topologies)
            {plan.Architectures:N0} architectures from {ScaledNumber.Round(plan.Madds.Min)} to {ScaledNumber.Round(plan.Madds.Max)} MAdds, {chains}

            {phases}
            about {Range(plan.LeastWork, plan.Work)} Multiply-Adds in all{PluggedPhases.Text(plan.Further)}
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
            phases.Add(phase.Name, $"{phase.Count:N0} {phase.Unit}", Range(phase.LeastPasses, phase.ForwardPasses), Range(phase.LeastMadds, phase.Madds));
        }
        var most = plan.Constraint.Min == plan.Constraint.Max ? "" : "at most ";
        return $"""
            {plan.Name}: {plan.Data}, {plan.Detector.Detector} on {plan.Detector.Backbone}

            {DetectorText.Of(plan.Detector)}

            {plan.Eligible:N0} of the {plan.Allocations:N0} allocations of {plan.Space} have {Range(plan.Constraint)}: {Exactly(plan.Madds)} MAdds
            {plan.DilationArchitectures:N0} ways to dilate {most}{plan.Blocks} blocks, decided with at most {plan.Evaluations:N0} evaluations

            {phases}
            about {Range(plan.LeastWork, plan.Work)} Multiply-Adds in all{PluggedPhases.Text(plan.Further)}
            """;
    }

    private static string Of(BlackBoxPlan plan)
    {
        var decisions = new TextTable("decision", "options");
        foreach (var decision in plan.Decisions.Take(MostDecisions)) decisions.Add(decision.Name, Options(decision));
        var more = plan.Decisions.Length > MostDecisions ? $"{Environment.NewLine}and {plan.Decisions.Length - MostDecisions} more decisions" : "";
        var listed = plan.Architectures == plan.Combinations ? $"{plan.Architectures:N0} architectures" : $"{plan.Architectures:N0} of {plan.Combinations:N0} combinations are there";
        var eligible = plan.Eligible == plan.Architectures ? "" : $", {plan.Eligible:N0} of them meet the constraint";
        var cost = plan.Cost is { } ends ? $", of {ScaledNumber.Round(ends.Min)} to {ScaledNumber.Round(ends.Max)} {plan.CostUnit}" : "";
        var told = string.Concat(LeftOut.Summary(plan.Notes, plan.Skipped, "row").Select(sentence => Environment.NewLine + sentence));
        var phases = PluggedPhases.Text(plan.Phases);
        return $"""
            {plan.Name}: {plan.Space}
            {listed}{cost}{eligible}

            {decisions.ToString().TrimEnd()}{more}

            {plan.Strategy} proposes {plan.Candidates:N0} candidates, scored by {plan.Evaluator}{(plan.Objective is { } objective ? $", column {objective}" : "")}, with {(plan.LeastEvaluations == plan.Evaluations ? "" : $"{plan.LeastEvaluations:N0} to ")}{plan.Evaluations:N0} evaluations{phases}{told}
            """;
    }

    /// <summary>Of a race, which decides as it goes who is scored with how many samples.</summary>
    private static string Range(double least, double most) => least == most ? ScaledNumber.Round(most) : $"{ScaledNumber.Round(least)} to {ScaledNumber.Round(most)}";

    private static string Options(PlannedDecision decision) => decision.Options.Length > MostOptions
        ? $"{string.Join(", ", decision.Options.Take(MostOptions))} and {decision.Options.Length - MostOptions} more"
        : string.Join(", ", decision.Options);

    private static string Range(ConstraintDescription constraint) => constraint.Min == constraint.Max
        ? $"{constraint.Min:N0} {constraint.Unit}"
        : $"from {ScaledNumber.Format(constraint.Min)} to {ScaledNumber.Format(constraint.Max)} {constraint.Unit}";

    private static string Exactly(CostEnds cost) => cost.Min == cost.Max ? $"{cost.Min:N0}" : $"{cost.Min:N0} to {cost.Max:N0}";
}
