using System.Collections.Immutable;
using Actors.Search.Reading;
using Nas.Model.Spaces.Reallocation;

namespace Seed.Methods.CrNas;

/// <summary>The roles of detectors that are trained at the end.</summary>
public static class Roles
{
    /// <summary>The unmodified backbone.</summary>
    public const string Baseline = "baseline";

    /// <summary>The allocation found, every dilation 1.</summary>
    public const string StageOnly = "stage-only";

    /// <summary>The allocation and the dilations found.</summary>
    public const string Full = "full";

    /// <summary>All roles, from the backbone as it was to what was found.</summary>
    public static ImmutableArray<string> All { get; } = [Baseline, StageOnly, Full];
}

/// <summary>The measures of one seed's training.</summary>
public sealed record SeedMeasures(int Seed, ImmutableSortedDictionary<string, double> Measures);

/// <summary>One architecture trained with several seeds, of which those count that are finished.</summary>
/// <param name="Weights">Blob of the first seed's weights; null where it is not finished.</param>
public sealed record TrainedRole(
    string Role,
    string Architecture,
    ImmutableArray<int> Blocks,
    long? Madds,
    long? Parameters,
    int Planned,
    ImmutableArray<SeedMeasures> Seeds,
    string? Weights
)
{
    private const string Madd = "madds",
        Parameter = "parameters";

    /// <summary>A measure's mean and spread; null where no seed has it.</summary>
    public Spread? Of(string measure)
    {
        ImmutableArray<double> values = [.. Seeds.Where(seed => seed.Measures.ContainsKey(measure)).Select(seed => seed.Measures[measure])];
        return values.IsEmpty ? null : Spread.Of(values);
    }

    /// <summary>This less another role, over the seeds that have the measure in both; null where none has.</summary>
    public PairedDifference? Less(TrainedRole other, string measure)
    {
        ImmutableArray<double> differences =
        [
            .. from mine in Seeds
            join theirs in other.Seeds on mine.Seed equals theirs.Seed
            where mine.Measures.ContainsKey(measure) && theirs.Measures.ContainsKey(measure)
            select mine.Measures[measure] - theirs.Measures[measure],
        ];
        return differences.IsEmpty ? null : PairedDifference.Of(differences);
    }

    /// <param name="runs">Runs of one role: <c>full-0</c>, <c>full-1</c>, ...</param>
    internal static TrainedRole Of(string role, IEnumerable<RunView> runs)
    {
        var bySeed = runs.Where(run => run.Architecture is not null)
            .Select(run => (Seed: SeedOf(run.Name), Run: run))
            .OrderBy(run => run.Seed)
            .ToArray();
        var first = bySeed[0].Run;
        ImmutableArray<SeedMeasures> seeds =
        [
            .. bySeed.Where(run => run.Run.Measures is { Count: > 0 }).Select(run => new SeedMeasures(run.Seed, run.Run.Measures)),
        ];
        long? Measured(string name) =>
            seeds.Select(seed => seed.Measures.TryGetValue(name, out var value) ? (long?)Math.Round(value) : null).FirstOrDefault();
        return new TrainedRole(
            role,
            first.Architecture!,
            ReallocatedBackbone.Parse(first.Architecture!).Blocks,
            Measured(Madd) ?? first.Madds,
            Measured(Parameter) ?? first.Parameters,
            bySeed.Length,
            seeds,
            bySeed[0].Seed == 0 ? first.Weights : null
        );
    }

    /// <summary>The role in a run's name: <c>stage-only-0</c> is stage-only with seed 0.</summary>
    internal static string RoleOf(string run) => run[..Math.Max(0, run.LastIndexOf('-'))];

    private static int SeedOf(string run) => int.TryParse(run.AsSpan(run.LastIndexOf('-') + 1), out var seed) ? seed : 0;
}
