using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State.Events;

namespace Actors.Search.Reading;

/// <summary>
/// One line of a search's history: what was decided and what came of it. Members that do not apply are null. Two searches with equal
/// settings have equal histories, whatever devices they had and however often they were killed: only <see cref="Trace"/> may differ.
/// Order: <c>search</c>; <c>fork</c>, where it was forked from another; then for each phase in its order <c>phase</c>, followed by each
/// <c>run</c> by number, with its <c>sample</c>s by number, or by each <c>candidate</c> by index; last <c>winner</c>, once the search is
/// completed.
/// </summary>
/// <param name="Kind">search, fork, phase, run, sample, candidate or winner.</param>
/// <param name="Settings">Hash of all settings that a result of the search depends on; in a fork, of all that it inherited.</param>
/// <param name="Name">Name of the search or of the run; in a fork, of the search that it comes from.</param>
/// <param name="Index">Number of the proposal or of the run in its phase; in a fork, how many results it was to inherit.</param>
/// <param name="Sample">Number of the sample within its run.</param>
/// <param name="Origin">The strategy's word on where the proposal comes from.</param>
/// <param name="Scores">Scores by sample; null while the candidate is open, and where it failed.</param>
/// <param name="Folds">Means over the samples of the scores without each fold of the images; null where none were asked for.</param>
/// <param name="BatchDivisors">
/// Divisors by sample: how many times smaller than the settings say the minibatches were, because memory was short (0: not); null where all
/// were as they say.
/// </param>
/// <param name="Failure">Kind of the failure for which the candidate was given up.</param>
/// <param name="Weights">Content hash of the run's final weights, or of the sample.</param>
public sealed record HistoryEntry(string Kind)
{
    public string? Settings { get; init; }
    public string? Phase { get; init; }
    public string? Name { get; init; }
    public int? Index { get; init; }
    public int? Sample { get; init; }
    public string? Architecture { get; init; }
    public long? Madds { get; init; }
    public long? Parameters { get; init; }
    public string? Origin { get; init; }
    public ImmutableArray<double>? Scores { get; init; }
    public ImmutableArray<int>? BatchDivisors { get; init; }
    public ImmutableArray<double>? Folds { get; init; }
    public double? Score { get; init; }
    public double? StandardError { get; init; }
    public string? Failure { get; init; }
    public string? Weights { get; init; }
    public ImmutableSortedDictionary<string, double>? Measures { get; init; }
    public string? Note { get; init; }

    /// <summary>Times and devices; only where verbose output is asked for.</summary>
    public HistoryTrace? Trace { get; init; }
}

/// <summary>The circumstances of an entry: times, devices and luck.</summary>
/// <param name="Began">Time when the candidate was proposed, or the phase or the search started.</param>
/// <param name="Ended">Time when the last result came.</param>
/// <param name="Devices">Devices that delivered results, in the order in which they did.</param>
/// <param name="Seconds">Seconds of device time behind those results.</param>
/// <param name="Attempts">Failed tries held against it.</param>
/// <param name="Lost">Tries that ended with their device, or otherwise without fault of their own.</param>
/// <param name="Reason">Reason of the last failed try.</param>
public sealed record HistoryTrace(
    DateTimeOffset? Began,
    DateTimeOffset? Ended,
    ImmutableArray<string> Devices,
    double Seconds,
    int Attempts,
    int Lost,
    string? Reason
)
{
    /// <summary>Results of the search that came when nobody waited for them any more, and were rejected. Null: none.</summary>
    public ImmutableArray<RejectedResult>? LateResults { get; init; }

    /// <summary>Scores that were known from before, for which no device worked. Null: none.</summary>
    public int? Reused { get; init; }

    public static readonly HistoryTrace None = new(null, null, [], 0, 0, 0, null);

    internal HistoryTrace Result(long time, string device, double seconds) =>
        this with
        {
            Ended = DateTimeOffset.FromUnixTimeMilliseconds(time),
            Devices = Devices.Contains(device) ? Devices : Devices.Add(device),
            Seconds = Seconds + seconds,
        };

    internal HistoryTrace Failed(AttemptFailed failed) =>
        failed.Failure.IsHeld()
            ? this with
            {
                Attempts = Attempts + 1,
                Reason = failed.Reason,
            }
            : this with
            {
                Lost = Lost + 1,
                Reason = failed.Reason,
            };

    /// <summary>The device was to blame: the tries are not held against it any more.</summary>
    internal HistoryTrace Forgiven(AttemptForgiven forgiven) =>
        this with
        {
            Attempts = Attempts - forgiven.Tries,
            Lost = Lost + forgiven.Tries,
            Reason = forgiven.Reason,
        };

    internal HistoryTrace Rejected(LateResultRejected late) =>
        this with
        {
            LateResults =
            [
                .. LateResults ?? [],
                new RejectedResult(late.Task, late.Device, DateTimeOffset.FromUnixTimeMilliseconds(late.Time)),
            ],
        };

    internal static HistoryTrace From(long time) => None with { Began = DateTimeOffset.FromUnixTimeMilliseconds(time) };
}

/// <summary>A late result.</summary>
/// <param name="Device">Name of the device that brought it.</param>
public sealed record RejectedResult(string Task, string Device, DateTimeOffset At);
