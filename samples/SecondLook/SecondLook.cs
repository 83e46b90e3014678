using System.ComponentModel.DataAnnotations;
using Actors.Plugins;
using Actors.Strategies;
using Nas.Model.Plugins;
using Nas.Model.Spaces;

namespace SecondLook;

public sealed record ConfirmOptions
{
    /// <summary>Architectures that are scored again.</summary>
    [Range(1, 1000)]
    public int Best { get; init; } = 5;

    /// <summary>Evaluations of each architecture.</summary>
    [Range(2, 1000)]
    public int Samples { get; init; } = 8;
}

/// <summary>
/// Scores the best again with other seeds: the best of many is partly the luckiest of many, and luck does not strike twice.
/// </summary>
[Plugin("confirm-the-best")]
public sealed class ConfirmTheBest(ConfirmOptions options) : ISearchPhase
{
    public PhasePlan Plan(PhaseContext context)
    {
        var best = Found.Best(context).Take(options.Best).ToList();
        return PhasePlan.Score(best.Select(one => one.Architecture)) with
        {
            FirstSample = context.Before.Max(phase => phase.FirstSample + phase.Samples),
            Samples = options.Samples,
            Note = $"The best {best.Count} again, with {options.Samples} other samples each.",
        };
    }
}

public sealed record RefineOptions
{
    /// <summary>Architectures whose surroundings are searched.</summary>
    [Range(1, 1000)]
    public int Best { get; init; } = 10;

    [Range(1, 1_000_000)]
    public int Candidates { get; init; } = 50;

    public string Strategy { get; init; } = "evolution";

    /// <summary>The phase whose weights score; null: those that scored before.</summary>
    public string? Weights { get; init; }
}

/// <summary>Searches once more where the best are: each decision may take the options that they have, and the ones beside those.</summary>
[Plugin("refine")]
public sealed class Refine(RefineOptions options) : ISearchPhase
{
    public PhasePlan Plan(PhaseContext context)
    {
        var best = Found.Best(context).Take(options.Best).ToList();
        return PhasePlan.Explore(options.Strategy, options.Candidates) with
        {
            Within = Found.Around(context.Space, best, 1),
            Weights = options.Weights,
            Note = $"Around the best {best.Count}.",
        };
    }
}

internal static class Found
{
    /// <summary>Different architectures that were scored as the last phase scored its own, so that their scores can be compared.</summary>
    public static IEnumerable<Observation> Best(PhaseContext context)
    {
        var last = context.Before.Last(phase => !phase.Best.IsEmpty);
        return context
            .Before.Where(phase => (phase.Weights, phase.FirstSample, phase.Samples) == (last.Weights, last.FirstSample, last.Samples))
            .SelectMany(phase => phase.Best)
            .OrderByDescending(one => one.Score)
            .DistinctBy(one => one.Architecture);
    }

    /// <summary>Each decision may take the options that these have, and those at most so far beside them.</summary>
    public static OptionMask Around(ConstrainedSpace space, List<Observation> best, int beside = 0) =>
        Enumerable
            .Range(0, space.Space.Decisions.Length)
            .Aggregate(
                space.Mask,
                (within, decision) =>
                    within.Restrict(
                        decision,
                        [
                            .. best.Select(one => one.Architecture.Choices[decision])
                                .SelectMany(choice => Enumerable.Range(choice - beside, (2 * beside) + 1)),
                        ]
                    )
            );
}
