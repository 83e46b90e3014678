using System.Numerics;
using System.Text.Json;
using Actors.Strategies.Listed;
using Nas.Model.Settings;

namespace Actors.Strategies.Racing;

/// <summary>
/// The cost of a strategy's candidates. A race decides as it goes who is scored with how many samples: then it is a range.
/// </summary>
public static class RaceCost
{
    /// <summary>
    /// Proposals where there are so few architectures: of a race, as many for each as it takes to meet every sample; else one.
    /// </summary>
    /// <param name="samples">Number of samples, K.</param>
    public static int Proposals(StrategySettings strategy, BigInteger architectures, int samples) =>
        (int)BigInteger.Min(strategy.Candidates, architectures * Steps(strategy, samples).Count());

    /// <summary>The same as a plan tells it: a list ends before its space does.</summary>
    /// <param name="samples">Number of samples, K.</param>
    public static int Planned(StrategySettings strategy, BigInteger architectures, int samples) =>
        Proposals(
            strategy,
            ListedStrategy.ListOf(strategy.Name, strategy.Options) is { } list ? BigInteger.Min(architectures, list.Length) : architectures,
            samples
        );

    /// <param name="candidates">Proposals; those that go on count, and are scored with the samples that they lack.</param>
    /// <param name="samples">Number of samples, K.</param>
    /// <returns>Evaluations of one architecture with one sample.</returns>
    public static (long Least, long Most) Evaluations(StrategySettings strategy, long candidates, int samples)
    {
        var all = candidates * samples;
        var steps = Steps(strategy, samples).ToArray();
        if (steps is [_])
            return (all, all);
        // What a proposal costs on average depends on how far its architecture gets.
        var costs = steps.Select((met, before) => met / (before + 1.0)).ToArray();
        // The last proposal may take one at once to the end.
        return ((long)(candidates * costs.Min()), Math.Min(all, (long)Math.Ceiling(candidates * costs.Max()) + samples - steps[0]));
    }

    /// <summary>
    /// Numbers of samples that an architecture has met after each of its proposals: one that goes on meets twice as many each time.
    /// </summary>
    private static IEnumerable<int> Steps(StrategySettings strategy, int samples)
    {
        var met = strategy.Name == RacingOptions.Name ? strategy.Options.Deserialize<RacingOptions>(SettingsJson.Options)!.First : samples;
        for (; met < samples; met *= 2)
            yield return met;
        yield return samples;
    }
}
