using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.Deciding;
using Akka.Actor;

namespace Actors.Scores;

// Between a search and the scores of its journal's place, on one node.

public interface IScoreMessage : INoSerializationVerificationNeeded;

/// <summary>Are the scores of a task known? Answered by <see cref="ScoresFound"/>.</summary>
/// <param name="Keys">Keys of the task's candidates, in their order: <see cref="ScoreKeys"/>.</param>
/// <param name="Divisor">Divisor of the task's minibatches.</param>
public sealed record FindScores(string TaskId, ImmutableArray<ScoreKey> Keys, int Divisor) : IScoreMessage;

/// <param name="Scores">Scores in the order of the keys; empty where one of them is not known.</param>
public sealed record ScoresFound(string TaskId, ImmutableArray<KnownScore> Scores, int Divisor) : IScoreMessage;

/// <summary>Tells the scores that devices found. Not answered: a score that gets lost is found again when it is wanted.</summary>
public sealed record KeepScores(IReadOnlyList<(ScoreKey Key, KnownScore Score)> Scores) : IScoreMessage;

/// <param name="Device">Name of the device that found it.</param>
public sealed record KnownScore(CandidateScore Score, string Device);

/// <summary>A SHA-256 of all that a score depends on.</summary>
public readonly record struct ScoreKey(UInt128 High, UInt128 Low);
