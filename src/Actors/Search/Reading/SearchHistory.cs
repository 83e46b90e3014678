using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Actors.Dispatch;
using Actors.Search.Deciding;
using Actors.Search.State;
using Actors.Search.State.Events;
using Nas.Model.Methods;
using Nas.Model.Settings;

namespace Actors.Search.Reading;

/// <summary>
/// A search's history from its journal, in the order that <see cref="HistoryEntry"/> states. The journal is read once, and once more for
/// each candidate phase, so that memory does not grow with the number of candidates.
/// </summary>
public static class SearchHistory
{
    /// <param name="journal">The events from the first; called several times, and must tell the same each time.</param>
    /// <param name="verbose">Whether to add <see cref="HistoryEntry.Trace"/>.</param>
    public static IEnumerable<HistoryEntry> Of(Func<IEnumerable<ISearchEvent>> journal, bool verbose)
    {
        var state = SearchState.NotStarted;
        var traces = new Dictionary<string, HistoryTrace>();
        var count = 0L;
        var notes = new List<string>();
        foreach (var @event in journal())
        {
            if (
                @event is SearchResumed resumed
                && resumed.Settings != state.Settings
                && SettingsIdentity.PluginDifference(state.Settings, resumed.Settings) is { } other
            )
            {
                notes.Add($"It went on with another plug-in: {other}.");
            }
            state = state.Apply(@event);
            if (verbose)
                Trace(traces, @event);
            count++;
        }
        if (state.Status is null)
            yield break;
        HistoryTrace? TraceOf(string key) => verbose ? traces.GetValueOrDefault(key, HistoryTrace.None) : null;

        yield return new HistoryEntry("search")
        {
            Name = MethodSciences.Read(state.Settings).Name,
            Settings = SettingsIdentity.Hash(state.Settings),
            Note = notes.Count == 0 ? null : string.Join(' ', notes),
            Trace = TraceOf(""),
        };
        if (state.Forked is { } forked)
        {
            yield return new HistoryEntry("fork")
            {
                Name = forked.Origin,
                Phase = forked.Phase,
                Index = forked.At,
                Settings = forked.Hash,
            };
        }
        foreach (var phase in state.Planned.Select(state.Phase).OfType<PhaseState>())
        {
            yield return new HistoryEntry("phase")
            {
                Phase = phase.Name,
                Note = phase.Note,
                Trace = TraceOf(phase.Name),
            };
            var entries = phase switch
            {
                TrainingPhase training => Runs(training, TraceOf),
                CandidatePhase candidates => Candidates(journal().TakeFirst(count), candidates)
                    .Select(candidate => candidate.Entry(verbose)),
                _ => [],
            };
            foreach (var entry in entries)
                yield return entry;
        }
        if (state.Status == SearchStatus.Completed && SearchViewing.View(state)!.Best is { } best)
        {
            yield return new HistoryEntry("winner")
            {
                Phase = best.Phase,
                Index = best.Index,
                Architecture = best.Architecture,
                Madds = best.Madds,
                Parameters = best.Parameters,
                Scores = best.Scores,
                Score = best.Score,
                StandardError = best.StandardError,
            };
        }
    }

    /// <summary>The candidates of every phase, or of one, by phase and number.</summary>
    /// <param name="journal">The events, as in <see cref="Of"/>.</param>
    public static IEnumerable<RecordedCandidate> Candidates(Func<IEnumerable<ISearchEvent>> journal, string? phase = null)
    {
        var (state, count) = (SearchState.NotStarted, 0L);
        foreach (var @event in journal())
        {
            state = state.Apply(@event);
            count++;
        }
        return state
            .Planned.Select(state.Candidates)
            .OfType<CandidatePhase>()
            .Where(one => phase is null || one.Name == phase)
            .SelectMany(one => Candidates(journal().TakeFirst(count), one));
    }

    /// <summary>The journal may grow between two passes: every pass sees what the first saw.</summary>
    private static IEnumerable<ISearchEvent> TakeFirst(this IEnumerable<ISearchEvent> events, long count)
    {
        foreach (var @event in events)
        {
            if (count-- <= 0)
                yield break;
            yield return @event;
        }
    }

    private static IEnumerable<HistoryEntry> Runs(TrainingPhase phase, Func<string, HistoryTrace?> trace)
    {
        for (var number = 0; number < phase.Runs.Length; number++)
        {
            var run = phase.Runs[number];
            yield return new HistoryEntry("run")
            {
                Phase = phase.Name,
                Name = run.Spec.Name,
                Index = number,
                Architecture = run.Spec.Architecture,
                Madds = run.Spec.Madds,
                Parameters = run.Spec.Parameters,
                Weights = run.Weights,
                Measures = run.Measures.IsEmpty ? null : run.Measures,
                Trace = trace(run.Task),
            };
            foreach (var (sample, blob) in run.Samples)
            {
                yield return new HistoryEntry("sample")
                {
                    Phase = phase.Name,
                    Name = run.Spec.Name,
                    Index = number,
                    Sample = sample,
                    Weights = blob,
                };
            }
        }
    }

    private static IEnumerable<RecordedCandidate> Candidates(IEnumerable<ISearchEvent> journal, CandidatePhase phase)
    {
        var rows = new SortedDictionary<int, Row>();
        var next = 0;
        foreach (var @event in journal)
        {
            switch (@event)
            {
                case CandidateProposed e when e.Phase == phase.Name:
                    rows.Add(e.Index, new Row(e, OpenCandidate.Of(e, phase.Spec)));
                    break;
                case EvaluationRecorded e when e.Phase == phase.Name && rows.TryGetValue(e.Index, out var row):
                    row.Apply(e);
                    break;
                case BatchHalved e when e.Phase == phase.Name && rows.TryGetValue(e.Index, out var row):
                    row.Apply(e);
                    break;
                case CandidateFailed e when e.Phase == phase.Name && rows.TryGetValue(e.Index, out var row):
                    row.Apply(e);
                    break;
                case AttemptFailed e when TaskName.TryParse(e.Task, out var name) && name.Sample is not null && name.Phase == phase.Name:
                    foreach (var row in name.Indices.Select(rows.GetValueOrDefault).OfType<Row>())
                        row.Trace = row.Trace.Failed(e);
                    break;
                case AttemptForgiven e when TaskName.TryParse(e.Task, out var name) && name.Sample is not null && name.Phase == phase.Name:
                    if (rows.TryGetValue(name.Index, out var forgiven))
                        forgiven.Trace = forgiven.Trace.Forgiven(e);
                    break;
                default:
                    continue;
            }
            for (; rows.TryGetValue(next, out var first) && first.Result is not null; next++)
            {
                rows.Remove(next);
                yield return first.Recorded();
            }
        }
        foreach (var row in rows.Values)
            yield return row.Recorded();
    }

    private static void Trace(Dictionary<string, HistoryTrace> traces, ISearchEvent @event)
    {
        if (@event is TrainingCompleted completed)
        {
            ref var trace = ref CollectionsMarshal.GetValueRefOrAddDefault(traces, completed.Task, out _);
            trace = (trace ?? HistoryTrace.None).Result(completed.Time, completed.Device, completed.Seconds);
        }
        else if (@event is AttemptFailed failed && TaskName.TryParse(failed.Task, out var name) && name.Sample is null)
        {
            ref var trace = ref CollectionsMarshal.GetValueRefOrAddDefault(traces, failed.Task, out _);
            trace = (trace ?? HistoryTrace.None).Failed(failed);
        }
        else if (@event is AttemptForgiven forgiven && traces.TryGetValue(forgiven.Task, out var held))
        {
            traces[forgiven.Task] = held.Forgiven(forgiven);
        }
        else if (@event is LateResultRejected late && traces.TryGetValue("", out var before))
        {
            traces[""] = before.Rejected(late);
        }
        else if (@event is PhaseStarted started)
        {
            traces[started.Phase] = HistoryTrace.From(started.Time);
        }
        else if (@event is SearchStarted start)
        {
            traces[""] = HistoryTrace.From(start.Time);
        }
        else if (@event is SearchCompleted end && traces.TryGetValue("", out var whole))
        {
            traces[""] = whole with { Ended = DateTimeOffset.FromUnixTimeMilliseconds(end.Time) };
        }
    }

    private sealed class Row(CandidateProposed proposed, OpenCandidate open)
    {
        private readonly double?[] _losses = new double?[open.Scores.Length];
        private OpenCandidate _open = open;

        public CandidateResult? Result { get; private set; }

        public HistoryTrace Trace { get; set; } = HistoryTrace.From(proposed.Time);

        public void Apply(EvaluationRecorded recorded)
        {
            _open = _open.Apply(recorded);
            if (recorded.Sample >= 0 && recorded.Sample < _losses.Length)
                _losses[recorded.Sample] = recorded.Loss;
            Trace = Trace.Result(recorded.Time, recorded.Device, recorded.Seconds);
            if (recorded.Reused)
                Trace = Trace with { Reused = (Trace.Reused ?? 0) + 1 };
            Result = _open.Scored;
        }

        public void Apply(BatchHalved halved) => _open = _open.Apply(halved);

        public void Apply(CandidateFailed failed)
        {
            Result = _open.Failed(failed);
            Trace = Trace with { Ended = DateTimeOffset.FromUnixTimeMilliseconds(failed.Time), Reason = failed.Reason };
        }

        public RecordedCandidate Recorded() =>
            new(proposed, Result, Result is { BatchDivisor: > 0 } ? _open.Divisors : null, Trace)
            {
                Losses = Array.TrueForAll(_losses, loss => loss is not null) ? [.. _losses.OfType<double>()] : [],
            };
    }
}
