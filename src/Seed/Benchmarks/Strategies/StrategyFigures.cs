using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Seed.Benchmarks.Strategies;

/// <summary>Strategies held against each other where the truth is known.</summary>
/// <param name="Space">Name of what was searched.</param>
/// <param name="Architectures">Number of architectures inside the constraint.</param>
/// <param name="Best">The greatest score there is: regret is how far below it the best found lies.</param>
/// <param name="Target">A search that found at least this score counts as having found it.</param>
/// <param name="Seconds">Processor time in user mode, all strategies together.</param>
public sealed record StrategiesFigures(
    string Space,
    long Architectures,
    double Best,
    double Target,
    long FirstSeed,
    int Seeds,
    int Budget,
    int Window,
    int Threads,
    double Seconds,
    ImmutableArray<StrategyFigures> Strategies
);

/// <summary>One strategy over all seeds.</summary>
/// <param name="Name">Name of the variant: the strategy's own unless it was given another.</param>
/// <param name="Options">The strategy's options, every default included.</param>
/// <param name="Found">Share of the seeds that found the target.</param>
/// <param name="EvaluationsToTarget">Median over the seeds; null where fewer than half found it.</param>
/// <param name="Seconds">Processor time in user mode.</param>
/// <param name="MicrosecondsPerProposal">Processor time of a proposal: the strategy's, and that of the checks on its contract.</param>
/// <param name="Points">Regret after each number of evaluations, in ascending order.</param>
public sealed record StrategyFigures(
    string Name,
    string Strategy,
    JsonObject Options,
    double Found,
    double? EvaluationsToTarget,
    double Seconds,
    double MicrosecondsPerProposal,
    ImmutableArray<RegretPoint> Points
);

/// <summary>Regret after so many evaluations: quartiles and mean over the seeds.</summary>
/// <param name="Found">Share of the seeds that had found the target by then.</param>
public sealed record RegretPoint(int Evaluations, double Lower, double Median, double Upper, double Mean, double Found);
