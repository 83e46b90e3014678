using System.Collections.Immutable;

namespace Nas.Model.Methods.Fidelity;

/// <summary>All scores of one proxy in a study; higher is better.</summary>
/// <param name="Metric">One of <see cref="Settings.ProxyMetric"/>.</param>
/// <param name="Scores">Scores by supernet, architecture and sample.</param>
internal sealed record StudiedProxy(string Name, string Metric, ImmutableArray<ImmutableArray<ImmutableArray<double>>> Scores)
{
    public int Samples => Scores[0][0].Length;

    /// <summary>Mean scores by supernet and architecture.</summary>
    public ImmutableArray<ImmutableArray<double>> Means { get; } =
    [.. Scores.Select(supernet => supernet.Select(samples => samples.Average()).ToImmutableArray())];
}
