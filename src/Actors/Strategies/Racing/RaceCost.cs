using System.Text.Json;
using Nas.Model.Settings;

namespace Actors.Strategies.Racing;

/// <summary>What a strategy's candidates cost. A race decides as it goes who is scored with how many samples: then it is a range.</summary>
public static class RaceCost
{
    /// <param name="candidates">Proposals; those that go on count, and are scored with the samples that they lack.</param>
    /// <param name="samples">K.</param>
    /// <returns>Evaluations of one architecture with one sample.</returns>
    public static (long Least, long Most) Evaluations(StrategySettings strategy, long candidates, int samples)
    {
        var all = candidates * samples;
        if (strategy.Name != RacingOptions.Name) return (all, all);
        var first = strategy.Options.Deserialize<RacingOptions>(SettingsJson.Options)!.First;
        if (samples <= first) return (all, all);
        // Whoever goes on meets twice as many each time: what a proposal costs on average depends on how far its architecture gets.
        var (least, most) = (double.MaxValue, 0.0);
        for (var (met, proposals) = (first, 1); ; (met, proposals) = (Math.Min(samples, 2 * met), proposals + 1))
        {
            (least, most) = (Math.Min(least, (double)met / proposals), Math.Max(most, (double)met / proposals));
            if (met == samples) break;
        }
        // The last proposal may take one at once to the end.
        return ((long)(candidates * least), Math.Min(all, (long)Math.Ceiling(candidates * most) + samples - first));
    }
}
