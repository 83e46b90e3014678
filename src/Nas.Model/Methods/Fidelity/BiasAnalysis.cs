using System.Collections.Immutable;
using Nas.Model.Metrics;
using Nas.Model.Settings;

namespace Nas.Model.Methods.Fidelity;

/// <summary>What one more of a part is worth, in points: least squares on the numbers of all parts.</summary>
/// <param name="Truth">In the truth.</param>
/// <param name="Scores">In the proxy's scores, mean over supernets.</param>
/// <param name="Bias">In the scores less in the truth: what no averaging over samples or supernets takes off.</param>
public sealed record PartBias(string Proxy, string Part, Estimate? Truth, Estimate? Scores, Estimate? Bias);

/// <summary>Finds which parts of architectures the scores overvalue.</summary>
internal static class BiasAnalysis
{
    /// <summary>Of the proxies that score by accuracy: a cross entropy is in no points.</summary>
    /// <param name="points">By what truth is multiplied to be points.</param>
    public static IEnumerable<PartBias> Of(
        ImmutableArray<StudiedArchitecture> studied,
        ImmutableArray<StudiedProxy> proxies,
        RankBootstrap bootstrap,
        double points
    )
    {
        ImmutableArray<string> names = [.. studied[0].Parts.Select(part => part.Name)];
        if (names.IsEmpty)
            yield break;
        var rows = studied.Select(one => (IReadOnlyList<double>)one.Parts.Select(part => (double)part.Number).ToArray()).ToArray();
        foreach (var proxy in proxies.Where(proxy => proxy.Metric == ProxyMetric.Accuracy))
        {
            var draws = bootstrap.Of(
                3 * names.Length,
                resample =>
                {
                    var model = new LeastSquares([.. resample.Architectures.Select(one => rows[one])]);
                    var truth = model.Fit([.. resample.Truth.Select(value => value * points)]);
                    var scores = model.Fit([
                        .. resample.Architectures.Select(one => 100 * resample.Supernets.Average(supernet => proxy.Means[supernet][one])),
                    ]);
                    return
                    [
                        .. Enumerable
                            .Range(0, names.Length)
                            .SelectMany(part =>
                                new[] { truth[part]?.Value, scores[part]?.Value, scores[part]?.Value - truth[part]?.Value }
                            ),
                    ];
                }
            );
            foreach (var (number, name) in names.Index())
            {
                Estimate? Figure(int which) => bootstrap.Estimate(draws[(3 * number) + which]);
                if (Figure(0) is { } truth)
                    yield return new PartBias(proxy.Name, name, truth, Figure(1), Figure(2));
            }
        }
    }
}
