using System.CommandLine;
using Nas.Model;

namespace Seed.Commands;

/// <summary>Options that benchmarks share.</summary>
internal static class BenchOptions
{
    private const int PerEvaluator = 8;

    public static Option<int?> Window() =>
        new("--window")
        {
            Description = $"Proposals outstanding at a time; without it, {PerEvaluator} for each evaluator.",
            HelpName = "N",
        };

    public static Option<string> Directory() =>
        new("--dir")
        {
            Description = "Where the journal is written meanwhile.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.GetTempPath(),
        };

    /// <exception cref="UserException">It is not there.</exception>
    public static string Existing(string directory) =>
        System.IO.Directory.Exists(directory)
            ? directory
            : throw new UserException($"--dir {directory} is not there: name a directory that is.");

    /// <exception cref="UserException">It is out of its range.</exception>
    public static int WindowOf(int? given, int devices)
    {
        var outstanding = given ?? devices * PerEvaluator;
        return outstanding is < 1 or > 100_000
            ? throw new UserException($"--window {outstanding} is not from 1 to 100,000: correct it, or leave it out.")
            : outstanding;
    }
}
