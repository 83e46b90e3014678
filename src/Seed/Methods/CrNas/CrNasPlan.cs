using System.Collections.Immutable;
using System.Numerics;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Strategies;
using Actors.Strategies.Racing;
using Nas.Model.Cost.Detection;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using Seed.Methods.Shared;
using Seed.Output;

namespace Seed.Methods.CrNas;

/// <summary>The plan of a CR-NAS search, from its file alone.</summary>
/// <param name="Detector">The detector on the unmodified backbone, at the size that the constraint counts for.</param>
/// <param name="Space">Name of the space of allocations.</param>
/// <param name="Allocations">Number of allocations of the space.</param>
/// <param name="Eligible">Number of allocations that meet the constraint.</param>
/// <param name="Madds">Least and most Multiply-Adds of the detector with an eligible allocation.</param>
/// <param name="Blocks">Most blocks of an eligible allocation.</param>
/// <param name="DilationArchitectures">Number of architectures of an allocation with so many blocks.</param>
/// <param name="Evaluations">Most evaluations that decide between them.</param>
/// <param name="Work">Multiply-Adds of the whole search, roughly; of a race, at most.</param>
/// <param name="LeastWork">Multiply-Adds of the whole search at least, roughly.</param>
/// <param name="Further">Phases of plug-ins: their work is planned when those before them are over.</param>
public sealed record CrNasPlan(
    string Name,
    string Data,
    DetectorDescription Detector,
    string Space,
    ConstraintDescription Constraint,
    BigInteger Allocations,
    BigInteger Eligible,
    CostEnds Madds,
    int Blocks,
    BigInteger DilationArchitectures,
    long Evaluations,
    ImmutableArray<CostedPhase> Phases,
    double Work,
    double LeastWork,
    ImmutableArray<string> Further
) : RunPlan
{
    /// <summary>Sentences on which dilations each stage has, and why.</summary>
    public ImmutableArray<string> Dilations { get; init; } = [];

    /// <summary>What the results of the searches are held against.</summary>
    public string DoNoHarm { get; init; } = "";

    /// <exception cref="Nas.Model.InfeasibleException">No allocation meets the constraint.</exception>
    public static CrNasPlan Of(CrNasSettings settings)
    {
        var spaces = new ReallocationPhaseSpaces(settings);
        var (space, feasible) = (spaces.Allocations, spaces.Eligible.RequireFeasible());
        ListedArchitectures.Require("stage-search", settings.StageSearch, feasible);
        // A stage space has some thousand allocations.
        ImmutableArray<Architecture> eligible = [.. Enumerable.Range(0, (int)feasible.Count).Select(number => feasible.At(number))];
        var largest = eligible.MaxBy(space.Blocks.Of)!;
        var allocation = space.AllocationOf(largest);
        var widest = WidestOf(eligible, spaces, allocation);
        var evaluations = !spaces.HasDilations
            ? 0
            : MostCandidates(settings.OperationSearch, spaces, widest, Math.Max(1, settings.OperationLangevin.Samples));
        var phases = new CrNasPhases(
            settings,
            eligible,
            RaceCost.Planned(settings.StageSearch, eligible.Length, Math.Max(1, settings.StageLangevin.Samples)),
            evaluations
        );
        var further = PluggedPhases.Of(settings);
        ImmutableArray<CostedPhase> costed =
        [
            .. SearchMethods
                .Plan(new SearchContext(settings, spaces))
                .Phases.Where(phase => !further.Contains(phase.Name))
                .Select(phase => phases.Of(phase.Name)),
        ];
        return new CrNasPlan(
            settings.Name,
            settings.Data.Name,
            Unmodified(settings, spaces),
            space.Name,
            new ConstraintDescription(feasible.Measure.Unit, feasible.Range.Min, feasible.Range.Max),
            space.Count,
            eligible.Length,
            new CostEnds(eligible.Min(space.MAdds.Of), eligible.Max(space.MAdds.Of)),
            allocation.Sum(),
            spaces.Open(ReallocationPhaseSpaces.DilationsOf(widest), CostRange.Any).Space.Count,
            evaluations,
            costed,
            costed.Sum(phase => phase.Madds),
            costed.Sum(phase => phase.LeastMadds),
            further
        )
        {
            Dilations = DilationNotes.Of(settings, spaces),
            DoNoHarm = Guard(settings, spaces),
        };
    }

    public override string InWords()
    {
        var phases = new TextTable("phase", "what", "images through a network", "Multiply-Adds");
        foreach (var phase in Phases)
        {
            phases.Add(
                phase.Name,
                $"{phase.Count:N0} {phase.Unit}",
                PlanText.Range(phase.LeastPasses, phase.ForwardPasses),
                PlanText.Range(phase.LeastMadds, phase.Madds)
            );
        }
        var most = Constraint.Min == Constraint.Max ? "" : "at most ";
        var ways =
            Evaluations == 0
                ? "no dilation to decide: the result is that of the stage search"
                : $"{(Dilations.IsEmpty ? "" : "at most ")}{DilationArchitectures:N0} ways to dilate {most}{Blocks} blocks, decided with at most {Evaluations:N0} evaluations";
        return $"""
            {Name}: {Data}, {Detector.Detector} on {Detector.Backbone}

            {DetectorText.Of(Detector)}

            {Eligible:N0} of the {Allocations:N0} allocations of {Space} have {Range(Constraint)}: {Exactly(Madds)} MAdds
            {ways}
            {string.Join(Environment.NewLine, Dilations.Append(DoNoHarm))}

            {phases}
            about {PlanText.Range(LeastWork, Work)} Multiply-Adds in all{PluggedPhases.Text(Further)}
            """;
    }

    /// <summary>The allocation with the most ways to dilate; where all stages have all dilations, the one with the most blocks.</summary>
    private static ImmutableArray<int> WidestOf(
        ImmutableArray<Architecture> eligible,
        ReallocationPhaseSpaces spaces,
        ImmutableArray<int> largest
    )
    {
        var greatest = spaces.GreatestDilations;
        return greatest.Distinct().Count() == 1
            ? largest
            : eligible
                .Select(spaces.Allocations.AllocationOf)
                .MaxBy(blocks => blocks.Zip(greatest, (count, most) => count * Math.Log(most)).Sum());
    }

    private static string Range(ConstraintDescription constraint) =>
        constraint.Min == constraint.Max
            ? $"{constraint.Min:N0} {constraint.Unit}"
            : $"from {ScaledNumber.Format(constraint.Min)} to {ScaledNumber.Format(constraint.Max)} {constraint.Unit}";

    private static string Exactly(CostEnds cost) => cost.Min == cost.Max ? $"{cost.Min:N0}" : $"{cost.Min:N0} to {cost.Max:N0}";

    private static string Guard(CrNasSettings settings, ReallocationPhaseSpaces spaces) =>
        (settings.DoNoHarm, spaces.HasUnmodified) switch
        {
            (true, true) => "the start of each search is kept unless what it found is better by more than 1.64 standard errors",
            (true, false) =>
                "the undilated network is kept unless dilations are better by more than 1.64 standard errors; the unmodified backbone is no eligible allocation, so that the stage search has nothing to be held against",
            _ => "the best score wins, be it better by chance (do-no-harm = false)",
        };

    private static DetectorDescription Unmodified(CrNasSettings settings, ReallocationPhaseSpaces spaces)
    {
        var (constraint, shape, backbone) = (settings.Constraint, ReallocationPhaseSpaces.DetectorShapeOf(settings), spaces.Backbone);
        return new DetectorDescription(
            shape.Name,
            settings.Backbone.Name,
            backbone.Blocks,
            new InputSize(constraint.Height, constraint.Width),
            constraint.Proposals,
            shape.Classes,
            DetectorCost.Of(shape, backbone, constraint.Height, constraint.Width, constraint.Proposals),
            layers: false
        );
    }

    private static long MostCandidates(
        StrategySettings strategy,
        ReallocationPhaseSpaces spaces,
        ImmutableArray<int> allocation,
        int samples
    )
    {
        var mostInPart = StrategyCatalog.Standard.MostInPart(strategy.Name);
        var space = spaces
            .Open(
                mostInPart is not null
                    ? ReallocationPhaseSpaces.PartialDilationsOf(allocation)
                    : ReallocationPhaseSpaces.DilationsOf(allocation),
                CostRange.Any
            )
            .Space;
        return mostInPart is not null
            ? Math.Min(strategy.Candidates, mostInPart(space, strategy.Options))
            : RaceCost.Planned(strategy, space.Count, samples);
    }
}

/// <summary>The constraint that every allocation keeps.</summary>
/// <param name="Unit">The plural: <c>blocks</c>, <c>MAdds</c>.</param>
public sealed record ConstraintDescription(string Unit, long Min, long Max);
