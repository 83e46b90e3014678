using System.Collections.Immutable;
using Actors.Search.Methods;
using Actors.Search.Reading;
using Nas.Model.Settings;

namespace Seed.Methods.StNas;

/// <summary>An architecture that the finals tried out.</summary>
/// <param name="Phase">The round or rung.</param>
/// <param name="Steps">Length of the training.</param>
/// <param name="Validation">Accuracy on validation images; null: not trained yet.</param>
public sealed record FinalsRow(string Phase, string Architecture, long? Madds, int Steps, double? Validation)
{
    /// <summary>The rows of the search's own finals, the longest trainings first, and of equal ones the best first.</summary>
    public static ImmutableArray<FinalsRow> Of(SearchView view) =>
        [
            .. view
                .Runs.Where(run => run.Architecture is not null && run.Phase.StartsWith($"{PhaseNames.Finals}-", StringComparison.Ordinal))
                .Select(run => new FinalsRow(
                    run.Phase,
                    run.Architecture!,
                    run.Madds,
                    run.TotalSteps,
                    run.Measures?.TryGetValue(StNasMethod.TrialScore, out var accuracy) == true ? accuracy : null
                ))
                .OrderByDescending(row => row.Steps)
                .ThenByDescending(row => row.Validation ?? double.NegativeInfinity),
        ];
}
