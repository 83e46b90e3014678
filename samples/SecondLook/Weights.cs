using System.ComponentModel.DataAnnotations;
using Actors.Plugins;
using Nas.Model.Plugins;
using Nas.Model.Spaces;

namespace SecondLook;

public sealed record ShrinkOptions
{
    /// <summary>Architectures whose options are kept.</summary>
    [Range(1, 1000)]
    public int Best { get; init; } = 10;

    /// <summary>Steps of the further training.</summary>
    [Range(1, 1_000_000)]
    public int Steps { get; init; } = 1000;
}

/// <summary>
/// Trains the supernet further on what is left when each decision has only the options that the best have: fewer architectures share the
/// weights.
/// </summary>
[Plugin("shrink")]
public sealed class Shrink(ShrinkOptions options) : ISearchPhase
{
    public PhasePlan Plan(PhaseContext context)
    {
        var best = Found.Best(context).Take(options.Best).ToList();
        return PhasePlan.TrainShared(options.Steps) with
        {
            Within = Found.Around(context.Space, best),
            Note = $"The supernet of what the best {best.Count} have.",
        };
    }
}

/// <summary>Posterior samples of the supernet that was trained last.</summary>
[Plugin("resample")]
public sealed class Resample : ISearchPhase
{
    public PhasePlan Plan(PhaseContext context) =>
        PhasePlan.DrawSamples() with
        {
            Weights = context.Weights.Last(weights => !weights.AreSamples).Phase,
        };
}

public sealed record TryOutOptions
{
    /// <summary>Architectures that are trained.</summary>
    [Range(1, 100)]
    public int Best { get; init; } = 3;

    /// <summary>Networks that are trained for each architecture.</summary>
    [Range(1, 10)]
    public int Seeds { get; init; } = 1;

    /// <summary>Steps of each training.</summary>
    [Range(1, 1_000_000)]
    public int Steps { get; init; } = 500;
}

/// <summary>Trains the best by themselves, for a short while: shared weights guess, a training knows.</summary>
[Plugin("try-out")]
public sealed class TryOut(TryOutOptions options) : ISearchPhase
{
    public PhasePlan Plan(PhaseContext context)
    {
        var best = Found.Best(context).Take(options.Best).Select(one => one.Architecture).ToList();
        return PhasePlan.TrainAlone(best, options.Seeds, options.Steps) with { Note = $"The best {best.Count}, each by itself." };
    }
}

/// <summary>Makes the one that did best when it was tried out the result, whatever the scores by shared weights said.</summary>
[Plugin("choose")]
public sealed class Choose : ISearchPhase
{
    public PhasePlan Plan(PhaseContext context)
    {
        var best = context.Trials.GroupBy(trial => trial.Architecture).MaxBy(trials => trials.Average(trial => trial.Score))!;
        return PhasePlan.Score([best.Key]) with
        {
            Supersedes = true,
            Note = $"It had {best.Average(trial => trial.Score):0.0000} when it was tried out.",
        };
    }
}
