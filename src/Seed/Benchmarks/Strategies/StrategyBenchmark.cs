using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Strategies;
using Nas.Model;
using Seed.Methods.Shared;

namespace Seed.Benchmarks.Strategies;

/// <param name="Target">Null: the best.</param>
public sealed record BenchmarkOptions(int Seeds, int Budget, int Window, int Threads, long FirstSeed = 1, double? Target = null);

/// <summary>
/// Runs strategies where the truth is known: the strategy and the class that holds it to its contract, as in a search, but no actors, no
/// journal, and evaluations that take no time.
/// </summary>
public static class StrategyBenchmark
{
    /// <exception cref="UserException">A strategy broke its contract.</exception>
    public static StrategiesFigures Run(
        KnownTruth truth,
        IEnumerable<StrategyVariant> variants,
        BenchmarkOptions options,
        CancellationToken cancellation = default
    )
    {
        var figures = variants.Select(variant => Run(truth, variant, options, cancellation)).ToImmutableArray();
        return new StrategiesFigures(
            truth.Space.Space.Name,
            (long)truth.Space.Count,
            truth.Best,
            options.Target ?? truth.Best,
            options.FirstSeed,
            options.Seeds,
            options.Budget,
            options.Window,
            options.Threads,
            figures.Sum(one => one.Seconds),
            figures
        );
    }

    private static StrategyFigures Run(KnownTruth truth, StrategyVariant variant, BenchmarkOptions options, CancellationToken cancellation)
    {
        var before = Environment.CpuUsage.UserTime;
        var best = new double[options.Seeds][];
        if (options.Threads == 1)
        {
            for (var i = 0; i < best.Length; i++)
                Search(i);
        }
        else
        {
            Parallel.For(
                0,
                best.Length,
                new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation },
                Search
            );
        }
        var took = (Environment.CpuUsage.UserTime - before).TotalSeconds;

        var target = options.Target ?? truth.Best;
        var reached = best.Select(one => Array.FindIndex(one, score => score >= target) is var at and >= 0 ? at + 1 : int.MaxValue)
            .Order()
            .ToArray();
        var points = Enumerable
            .Range(1, options.Budget)
            .Select(evaluations => Point(evaluations, best, truth.Best, reached))
            .ToImmutableArray();
        var half = reached[(reached.Length - 1) / 2];
        return new StrategyFigures(
            variant.Name,
            variant.Strategy,
            variant.Options,
            points[^1].Found,
            half == int.MaxValue ? null : half,
            took,
            took * 1e6 / best.Sum(one => one.Length),
            points
        );

        void Search(int i)
        {
            cancellation.ThrowIfCancellationRequested();
            best[i] = BestSoFar(truth, variant, options, options.FirstSeed + i);
        }
    }

    /// <summary>The best score found with each number of evaluations; shorter than the budget where nothing new was left.</summary>
    private static double[] BestSoFar(KnownTruth truth, StrategyVariant variant, BenchmarkOptions options, long seed)
    {
        var strategy = StrategyCatalog.Standard.Create(variant.Strategy, variant.Options);
        var proposer = new Proposer(variant.Strategy, strategy, truth.Space, seed, phase: 0, options.Window);
        var results = new List<CandidateResult>(options.Budget);
        for (var given = 0; results.Count < options.Budget; )
        {
            var answer = proposer.TryPropose(results.Count);
            if (answer is null)
            {
                proposer.Give(results[given++]);
                continue;
            }
            if (answer is StrategyFault fault)
                throw new UserException($"{variant.Name}, seed {seed}: {fault.Reason}");
            if (answer is not Proposed one)
                break;
            var score = truth.Score(truth.Space.Space.Parse(one.Architecture));
            results.Add(new CandidateResult(results.Count, one.Architecture, one.Madds, one.Parameters, [score], TaskFailure.None, null));
        }
        if (results.Count == 0)
            throw new UserException(
                $"{variant.Name} has nothing to propose in {truth.Space.Space.Name}: give it other options, or leave it out."
            );
        var best = new double[results.Count];
        for (var i = 0; i < best.Length; i++)
            best[i] = Math.Max(i == 0 ? double.NegativeInfinity : best[i - 1], results[i].Score!.Value);
        return best;
    }

    private static RegretPoint Point(int evaluations, double[][] best, double truth, int[] reached)
    {
        var regrets = best.Select(one => truth - one[Math.Min(evaluations, one.Length) - 1]).Order().ToArray();
        return new RegretPoint(
            evaluations,
            Quantile(regrets, 0.25),
            Quantile(regrets, 0.5),
            Quantile(regrets, 0.75),
            regrets.Average(),
            reached.Count(at => at <= evaluations) / (double)reached.Length
        );
    }

    /// <summary>A quantile of ascending values, interpolated between the nearest two.</summary>
    private static double Quantile(double[] values, double share)
    {
        var place = share * (values.Length - 1);
        var below = (int)place;
        return below + 1 == values.Length ? values[below] : values[below] + ((place - below) * (values[below + 1] - values[below]));
    }
}
