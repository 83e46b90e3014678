using System.Collections.Immutable;
using Actors.Search.Reading;

namespace Seed.Methods.StNas;

/// <summary>The networks trained from scratch, side by side.</summary>
public static class Comparison
{
    /// <summary>The name that a run's measures give the test accuracy, and its loss.</summary>
    public const string TestAccuracy = "test-top1";
    public const string TestLoss = "test-loss";
    public const string Winner = "winner";
    public const string ChainOnly = "chain-only";
    public const string Random = "random";
    public const string RandomSearch = Nas.Model.Settings.PhaseNames.RandomSearch;

    /// <summary>One row for each architecture retrained, the winner first; several seeds of one architecture make one row.</summary>
    public static ImmutableArray<ComparisonRow> Of(SearchView view) =>
        [
            .. view
                .Runs.Where(run => run is { Phase: Nas.Model.Settings.PhaseNames.Retrain, Architecture: not null })
                .GroupBy(run => Role(run.Name))
                .Select(group => ComparisonRow.Of(group.Key, [.. group.OrderBy(run => run.Run)]))
                .OrderBy(row =>
                    row.Role switch
                    {
                        Winner => 0,
                        ChainOnly => 1,
                        RandomSearch => 2,
                        Random => 3,
                        _ => 4,
                    }
                )
                .ThenBy(row => row.Role, StringComparer.Ordinal),
        ];

    /// <summary><c>chain-only-0</c> is run 0 of chain-only.</summary>
    private static string Role(string run) =>
        run.LastIndexOf('-') is var dash && dash > 0 && run[(dash + 1)..].All(char.IsAsciiDigit) ? run[..dash] : run;
}

/// <param name="Role">winner, chain-only, random.</param>
/// <param name="TestAccuracy">Mean over the seeds; null where no run is finished.</param>
/// <param name="Deviation">Standard deviation over the seeds; null for fewer than two.</param>
/// <param name="Weights">Blob of the weights of the first finished run.</param>
public sealed record ComparisonRow(
    string Role,
    string Architecture,
    long? Madds,
    long? Parameters,
    int Runs,
    double? TestAccuracy,
    double? Deviation,
    double? TestLoss,
    string? Weights
)
{
    /// <summary>By seed.</summary>
    public ImmutableArray<double> TestAccuracies { get; init; } = [];

    public static ComparisonRow Of(string role, ImmutableArray<RunView> runs)
    {
        var accuracies = Measures(runs, Comparison.TestAccuracy);
        var losses = Measures(runs, Comparison.TestLoss);
        double? mean = accuracies.Length == 0 ? null : accuracies.Average();
        return new ComparisonRow(
            role,
            runs[0].Architecture!,
            runs[0].Madds,
            runs[0].Parameters,
            accuracies.Length,
            mean,
            accuracies.Length < 2
                ? null
                : Math.Sqrt(accuracies.Sum(value => (value - mean!.Value) * (value - mean.Value)) / (accuracies.Length - 1)),
            losses.Length == 0 ? null : losses.Average(),
            runs.FirstOrDefault(run => run.Weights is not null)?.Weights
        )
        {
            TestAccuracies = [.. accuracies],
        };
    }

    private static double[] Measures(ImmutableArray<RunView> runs, string name) =>
        [.. runs.Where(run => run.Measures?.ContainsKey(name) == true).Select(run => run.Measures[name])];
}
