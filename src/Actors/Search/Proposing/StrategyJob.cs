using Actors.Strategies;

namespace Actors.Search.Proposing;

/// <summary>The work of a strategy: a candidate phase.</summary>
/// <param name="Section">Section of the search file that names the strategy; null: its phase did.</param>
/// <param name="Patience">Time for which the strategy may think.</param>
internal sealed record StrategyJob(string Phase, string? Section, string Strategy, TimeSpan Patience)
{
    /// <param name="proposal">Number of the proposal that it was asked for; null: it was told of results.</param>
    public StrategyFault NoAnswer(int? proposal)
    {
        var busy = proposal is { } index ? $"with proposal {index}" : "with the results that it was given";
        return new StrategyFault(
            $"The strategy '{Strategy}' was still busy {busy} after {Patience.TotalSeconds:0} seconds, and is given up: "
                + (
                    Section is null
                        ? "raise strategy.patience, or mend it and go on with --accept-plugins."
                        : $"raise {Section}.patience, or go on with another strategy, as in --set {Section}.name=random."
                )
        );
    }
}
