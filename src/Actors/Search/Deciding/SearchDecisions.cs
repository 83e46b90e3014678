using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Actors.Dispatch;
using Actors.Scores;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;
using Nas.Model.Settings;

namespace Actors.Search.Deciding;

/// <summary>
/// Decides the events that follow from a state and a message: pure, and none where nothing new was said. Reports may come twice, late or
/// never.
/// </summary>
public static class SearchDecisions
{
    /// <summary>The events that a report brings.</summary>
    public static IReadOnlyList<ISearchEvent> OnReport(SearchState state, ITaskReport report, long time) =>
        report switch
        {
            CheckpointStored r when state.Run(r.TaskId) is { Finished: false } run && !run.Checkpoints.Contains(new(r.Step, r.Blob)) =>
            [
                new CheckpointRecorded(time, r.TaskId, r.Step, r.Blob),
            ],
            SampleStored r
                when state.Run(r.TaskId) is { } run && r.Sample >= 0 && r.Sample < run.Spec.Samples && !run.Samples.ContainsKey(r.Sample) =>
                [new SamplePublished(time, r.TaskId, r.Sample, r.Step, r.Blob)],
            TrainingFinished r when state.Run(r.TaskId) is { Finished: false } run => OnFinished(state, run, r, time),
            EvaluationFinished r => OnScore(state, r, time),
            TaskFailed r => FailurePolicy.OnFailure(
                state,
                new AttemptFailed(time, r.TaskId, r.Failure, Reasons.Of(r.Reason, r.Failure.ToString()), r.Device, r.Token, r.Place),
                r.BatchDivisor
            ),
            _ => [],
        };

    /// <summary>Scores that were known from before: as if the devices that found them had just told.</summary>
    public static IReadOnlyList<ISearchEvent> OnReused(SearchState state, ScoresFound found, long time)
    {
        var report = new EvaluationFinished(
            state.Id,
            found.TaskId,
            [.. found.Scores.Select(score => score.Score)],
            found.Scores[0].Device,
            0,
            found.Divisor
        );
        return [.. OnScore(state, report, time).OfType<EvaluationRecorded>().Select(recorded => recorded with { Reused = true })];
    }

    public static IReadOnlyList<ISearchEvent> OnLost(SearchState state, AttemptLost lost, long time) =>
        FailurePolicy.OnFailure(
            state,
            new AttemptFailed(
                time,
                lost.TaskId,
                lost.Failure,
                Reasons.Of(lost.Reason, lost.Failure.ToString()),
                lost.Device,
                lost.Token,
                lost.Place
            ),
            lost.BatchDivisor
        );

    /// <summary>
    /// The events that the strategy's answer for one proposal brings; none where that proposal is not the next one due. A search that was
    /// suspended while the strategy was thinking keeps the answer: the strategy would not give it twice.
    /// </summary>
    public static IReadOnlyList<ISearchEvent> OnAnswer(SearchState state, string phaseName, int index, ProposalAnswer answer, long time)
    {
        if (state.Candidates(phaseName) is not { } phase || phase.Proposed != index || !phase.Allows(index))
            return [];
        return answer switch
        {
            Proposed p =>
            [
                new CandidateProposed(
                    time,
                    phaseName,
                    index,
                    p.Architecture,
                    p.Madds,
                    p.Parameters,
                    p.Origin,
                    p.Observed,
                    p.IsPartial,
                    p.Samples,
                    p.Known,
                    p.Parents
                ),
            ],
            NothingNew => [new ProposalsExhausted(time, phaseName)],
            StrategyWaits waits => CandidateSet.IsWaitedFor(phase, waits.Observed) ? [new SetClosed(time, phaseName, index)] : [],
            StrategyFault fault => state.Status == SearchStatus.Failed ? [] : [new SearchFailed(time, fault.Reason)],
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "Unknown answer."),
        };
    }

    /// <summary>The phases at work whose strategy, or its options, these settings change.</summary>
    public static IReadOnlyList<StrategyReplaced> Takeovers(SearchState state, SearchSettings settings, long time) =>
        [
            .. state
                .Phases.OfType<CandidatePhase>()
                .Where(phase => !phase.Completed)
                .Select(phase => (phase.Name, phase.Spec, New: SearchMethods.StrategyOf(settings, phase.Name)?.Settings))
                .Where(phase =>
                    phase.New is { } named
                    && (phase.Spec.Strategy != named.Name || !JsonNode.DeepEquals(JsonNode.Parse(phase.Spec.Options), named.Options))
                )
                .Select(phase => new StrategyReplaced(time, phase.Name, phase.New!.Name, phase.New.Options.ToJsonString())),
        ];

    /// <summary>
    /// Starts the next phase where its inputs are known, and ends the search after the last. To be repeated until it says nothing.
    /// </summary>
    public static ISearchEvent? Advance(SearchState state, SearchPlan plan, long time)
    {
        if (!state.IsRunning)
            return null;
        if (Next(state, plan) is { } next)
            return Started(next.Name, next.Start(state), time);
        return state.Phases.All(phase => phase.Completed) ? Ended(state, time) : null;
    }

    /// <summary>The next phase, where its plan is somebody else's code and can be asked for; null: it is not, or not yet.</summary>
    public static (string Phase, PhaseStart.AskPlugin Question)? ToAsk(SearchState state, SearchPlan plan) =>
        state.IsRunning && Next(state, plan) is { } next && next.Start(state) is PhaseStart.AskPlugin question
            ? (next.Name, question)
            : null;

    /// <summary>The event that somebody else's plan for a phase brings; null where that phase is not the next one any more.</summary>
    public static ISearchEvent? OnPlanAnswered(SearchState state, SearchPlan plan, string phase, PhaseStart start, long time) =>
        state.IsRunning && Next(state, plan)?.Name == phase ? Started(phase, start, time) : null;

    /// <summary>The first phase that has not begun.</summary>
    internal static PlannedPhase? Next(SearchState state, SearchPlan plan) =>
        plan.Phases.FirstOrDefault(phase => state.Phase(phase.Name) is null);

    private static ISearchEvent? Started(string phase, PhaseStart start, long time) =>
        start switch
        {
            PhaseStart.Train train => new PhaseStarted(time, phase, train.Spec, null, train.Note),
            PhaseStart.Explore explore => new PhaseStarted(time, phase, null, explore.Spec, explore.Note),
            PhaseStart.Impossible impossible => new SearchFailed(time, impossible.Reason),
            _ => null,
        };

    /// <summary>
    /// A search whose last phase is one of candidates has found something only if one of them could be scored, or of the phases that it
    /// goes on from.
    /// </summary>
    private static ISearchEvent Ended(SearchState state, long time) =>
        state.Phases is [.., CandidatePhase { Best: null, Spec.GoesOn: false } last]
            ? new SearchFailed(time, last.WhyNothing())
            : new SearchCompleted(time);

    /// <summary>
    /// A run that ends without one of its samples starts over: the sample's report died with its device, and a checkpoint taken later
    /// would never publish it again.
    /// </summary>
    private static ImmutableArray<ISearchEvent> OnFinished(SearchState state, RunState run, TrainingFinished report, long time)
    {
        if (run.Samples.Count == run.Spec.Samples)
        {
            var measures = report.Measures ?? ImmutableSortedDictionary<string, double>.Empty;
            return [new TrainingCompleted(time, run.Task, report.Blob, measures, report.Device, report.Seconds)];
        }
        var reason = $"it ended with {run.Samples.Count} of its {run.Spec.Samples} samples";
        return [FailurePolicy.StartOver(state, run, null, new AttemptFailed(time, run.Task, TaskFailure.Error, reason, report.Device, 0))];
    }

    /// <summary>A score is a pure function: one that is no number will be none the next time either.</summary>
    private static ImmutableArray<ISearchEvent> OnScore(SearchState state, EvaluationFinished report, long time)
    {
        if (!TaskName.TryParse(report.TaskId, out var name) || name.Sample is not { } sample || report.Scores.Length != name.Count)
            return [];
        if (state.Candidates(name.Phase) is not { } phase)
            return [];
        var seconds = report.Seconds / name.Count;
        return
        [
            .. name
                .Indices.Where(index =>
                    phase.Open.TryGetValue(index, out var candidate)
                    && candidate.Lacks(sample)
                    && candidate.Divisors[sample] == report.BatchDivisor
                )
                .Select(index =>
                {
                    var (score, loss, folds) = report.Scores[index - name.Index];
                    return double.IsFinite(score)
                        ? new EvaluationRecorded(time, name.Phase, index, sample, score, loss, report.Device, seconds, Folds: folds)
                        : (ISearchEvent)new CandidateFailed(time, name.Phase, index, TaskFailure.NotANumber, $"its score is {score}");
                }),
        ];
    }
}
