using System.Collections.Immutable;
using System.Numerics;
using Actors.Strategies.Racing;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Seed.Methods.Shared;
using Seed.Output;

namespace Seed.Methods.BlackBox;

/// <summary>The plan of a black-box search, from its file alone.</summary>
/// <param name="Combinations">Number of combinations of all options.</param>
/// <param name="Architectures">Number of architectures of the space.</param>
/// <param name="Eligible">Number of architectures that meet the constraint.</param>
/// <param name="Objective">The table's column that is searched by; null: a command scores.</param>
/// <param name="CostUnit">Unit of the cost; null: there is none.</param>
/// <param name="Cost">Least and greatest cost of all architectures; null: there is none.</param>
/// <param name="Evaluations">Number of evaluations; of a race, at most.</param>
/// <param name="LeastEvaluations">Number of evaluations at least.</param>
/// <param name="Skipped">Sentences about the table's rows that are left out.</param>
/// <param name="Notes">Sentences about what else of the table is left out, or taken for something else.</param>
/// <param name="Phases">Phases that follow: their work is planned when those before them are over.</param>
public sealed record BlackBoxPlan(
    string Name,
    string Space,
    ImmutableArray<PlannedDecision> Decisions,
    BigInteger Combinations,
    BigInteger Architectures,
    BigInteger Eligible,
    string Evaluator,
    string? Objective,
    string? CostUnit,
    CostEnds? Cost,
    string Strategy,
    int Candidates,
    long Evaluations,
    long LeastEvaluations,
    ImmutableArray<string> Skipped,
    ImmutableArray<string> Notes,
    ImmutableArray<string> Phases
) : RunPlan
{
    private const int MostDecisions = 20,
        MostOptions = 12;

    /// <exception cref="Nas.Model.InfeasibleException">No architecture meets the constraint.</exception>
    public static BlackBoxPlan Of(BlackBoxSettings settings)
    {
        var spaces = new BlackBoxPhaseSpaces(settings);
        var space = spaces.Space;
        var feasible = spaces.Open(SpacePart.Whole, BlackBoxPhaseSpaces.RangeOf(settings)).RequireFeasible();
        ListedArchitectures.Require("strategy", settings.Strategy, feasible);
        var candidates = RaceCost.Planned(settings.Strategy, feasible.Count, settings.Evaluator.Samples);
        var (least, most) = RaceCost.Evaluations(settings.Strategy, candidates, settings.Evaluator.Samples);
        return new BlackBoxPlan(
            settings.Name,
            settings.Space.Table ?? space.Name,
            [.. space.Decisions.Select(decision => new PlannedDecision(decision.Name, decision.Options))],
            space.Decisions.Aggregate(BigInteger.One, (product, decision) => product * decision.Options.Length),
            space.Count,
            feasible.Count,
            settings.Evaluator.Command is { } command ? string.Join(' ', command) : settings.Evaluator.Plugin ?? "the table",
            settings.Evaluator is { Command: null, Plugin: null } ? spaces.Table?.Objective : null,
            settings.CostUnit,
            settings.CostUnit is null ? null : CostEnds.Of(space.MAdds),
            settings.Strategy.Name,
            candidates,
            most,
            least,
            spaces.Table?.Skipped ?? [],
            spaces.Table?.Notes ?? [],
            PluggedPhases.Of(settings)
        );
    }

    public override string InWords()
    {
        var decisions = new TextTable("decision", "options");
        foreach (var decision in Decisions.Take(MostDecisions))
            decisions.Add(decision.Name, Options(decision));
        var more = Decisions.Length > MostDecisions ? $"{Environment.NewLine}and {Decisions.Length - MostDecisions} more decisions" : "";
        var listed =
            Architectures == Combinations
                ? $"{Architectures:N0} architectures"
                : $"{Architectures:N0} of {Combinations:N0} combinations are there";
        var eligible = Eligible == Architectures ? "" : $", {Eligible:N0} of them meet the constraint";
        var cost = Cost is { } ends ? $", of {ScaledNumber.Round(ends.Min)} to {ScaledNumber.Round(ends.Max)} {CostUnit}" : "";
        var told = string.Concat(LeftOut.Summary(Notes, Skipped, "row").Select(sentence => Environment.NewLine + sentence));
        var scored = $"{Evaluator}{(Objective is { } objective ? $", column {objective}" : "")}";
        var evaluations = $"{(LeastEvaluations == Evaluations ? "" : $"{LeastEvaluations:N0} to ")}{Evaluations:N0} evaluations";
        return $"""
            {Name}: {Space}
            {listed}{cost}{eligible}

            {decisions.ToString().TrimEnd()}{more}

            {Strategy} proposes {Candidates:N0} candidates, scored by {scored}, with {evaluations}{PluggedPhases.Text(Phases)}{told}
            """;
    }

    private static string Options(PlannedDecision decision) =>
        decision.Options.Length > MostOptions
            ? $"{string.Join(", ", decision.Options.Take(MostOptions))} and {decision.Options.Length - MostOptions} more"
            : string.Join(", ", decision.Options);
}

public sealed record PlannedDecision(string Name, ImmutableArray<string> Options);
