using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Actors.Dispatch;
using Actors.Search.Deciding;
using Actors.Search.State.Events;
using ProtoBuf;

namespace Actors.Search.State;

/// <summary>
/// A search as a fold of its events: what was decided and what came of it, and nothing that time, devices or luck decided. Everything a
/// search has to do follows from it (<see cref="SearchTasks"/>, <see cref="Methods.SearchPlan"/>, <see cref="CandidatePhase.Allows"/>), so
/// that after a restart there is nothing to remember. Itself a message, with all that it consists of, for
/// <see cref="Snapshots.SearchSnapshot"/>:
/// members are only added.
/// </summary>
[ProtoContract(SkipConstructor = true)]
public sealed record SearchState
{
    public static readonly SearchState NotStarted = new();

    [ProtoMember(1)]
    public string Id { get; private init; } = "";

    /// <summary>The search's status; null before the start.</summary>
    [ProtoMember(2)]
    public SearchStatus? Status { get; private init; }

    /// <summary>The settings' JSON form.</summary>
    [ProtoMember(3)]
    public string Settings { get; private init; } = "";

    /// <summary>Blob of <see cref="Settings"/>: the SHA-256 of its UTF-8 bytes.</summary>
    [ProtoMember(4)]
    public string SettingsBlob { get; private init; } = "";

    /// <summary>Names of all phases in their order.</summary>
    [ProtoMember(5)]
    public ImmutableArray<string> Planned { get; private init; } = [];

    /// <summary>The phases that have started, in that order.</summary>
    [ProtoMember(6)]
    public ImmutableArray<PhaseState> Phases { get; private init; } = [];

    /// <summary>Why a failed search failed.</summary>
    [ProtoMember(7)]
    public string? Failure { get; private init; }

    /// <summary>Whether it failed for something that only the user can put right.</summary>
    [ProtoMember(10)]
    public bool UserMistake { get; private init; }

    /// <summary>The search that this one was forked from; null: none.</summary>
    [ProtoMember(9)]
    public SearchForked? Forked { get; private init; }

    /// <summary>Blob of the settings that a phase's work is done with: inherited work, where it is lost, is done again as it was.</summary>
    public string SettingsBlobOf(string phase) => IsInherited(phase) ? BlobOf(Forked!.Settings) : SettingsBlob;

    /// <summary>Whether a phase came whole from the search that this one was forked from.</summary>
    public bool IsInherited(string phase) => Forked is { } forked && Planned.IndexOf(phase) < Planned.IndexOf(forked.Phase);

    /// <summary>Results that came when nobody waited for them any more.</summary>
    [ProtoMember(8)]
    public int LateResults { get; private init; }

    public bool IsRunning => Status == SearchStatus.Running;

    public PhaseState? Phase(string name) => Phases.FirstOrDefault(phase => phase.Name == name);

    public CandidatePhase? Candidates(string name) => Phase(name) as CandidatePhase;

    public RunState? Run(string task) =>
        TaskName.TryParse(task, out var name)
        && name.Sample is null
        && Phase(name.Phase) is TrainingPhase phase
        && name.Index < phase.Runs.Length
            ? phase.Runs[name.Index]
            : null;

    /// <summary>
    /// The blob that holds these weights now; null: not made yet, or lost and to be made again, or there are none to be made.
    /// </summary>
    public string? Resolve(WeightsRef weights) =>
        Run(weights.Task) is not { } run ? null
        : weights.Sample is { } sample ? run.Samples.GetValueOrDefault(sample)
        : run.Weights;

    public SearchState Apply(ISearchEvent @event) =>
        @event switch
        {
            SearchForked e => this with { Forked = e },
            SearchStarted e => Vacant().WithSettings(e.Settings) with
            {
                Id = e.SearchId,
                Status = SearchStatus.Running,
                Planned = e.Phases,
            },
            SearchResumed e => WithSettings(e.Settings) with
            {
                Status = SearchStatus.Running,
                Failure = null,
                UserMistake = false,
                Planned = e.Phases.IsDefaultOrEmpty ? Planned : e.Phases,
                Phases = [.. Phases.Select(phase => phase.Forgiven())],
            },
            SuspensionRecorded => this with { Status = SearchStatus.Suspended },
            SearchFailed e => this with { Status = SearchStatus.Failed, Failure = e.Reason, UserMistake = e.UserMistake },
            SearchCompleted => this with { Status = SearchStatus.Completed },
            PhaseStarted { Training: { } spec } e => this with { Phases = Phases.Add(new TrainingPhase(e.Phase, e.Note, spec)) },
            PhaseStarted { Candidates: { } spec } e => this with { Phases = Phases.Add(new CandidatePhase(e.Phase, e.Note, spec)) },
            CheckpointRecorded e => WithRun(e.Task, run => run.Apply(e)),
            SamplePublished e => WithRun(e.Task, run => run.Apply(e)),
            TrainingCompleted e => WithRun(e.Task, run => run.Apply(e)),
            RunReset e => WithRun(e.Task, run => run.Apply(e)),
            CandidateProposed e => WithCandidates(e.Phase, phase => phase.Apply(e)),
            ProposalsExhausted e => WithCandidates(e.Phase, phase => phase with { Exhausted = true }),
            SetClosed e => WithCandidates(e.Phase, phase => phase.Apply(e)),
            StrategyReplaced e => WithCandidates(e.Phase, phase => phase.Apply(e)),
            EvaluationRecorded e => WithCandidates(e.Phase, phase => phase.Apply(e)),
            CandidateFailed e => WithCandidates(e.Phase, phase => phase.Apply(e)),
            BatchHalved e => WithCandidates(e.Phase, phase => phase.Apply(e)),
            AttemptFailed e => WithAttempt(e),
            AttemptForgiven e => WithAttempts(e.Task, attempts => attempts.Forgive(e.Place)),
            LateResultRejected => this with { LateResults = LateResults + 1 },
            _ => throw new InvalidOperationException($"{@event.GetType().Name} is no event of a search that this version knows."),
        };

    /// <summary>Whether there is nothing to wait for before a score can be asked for.</summary>
    public bool CanScore(WeightsRef weights) => weights.IsNone || Resolve(weights) is not null;

    /// <summary>A state in which a search can begin: before any, or in place of one that rests and has nothing to show.</summary>
    private SearchState Vacant() =>
        Status is null ? this
        : IsRunning || Produce.IsIn(this) ? throw new InvalidOperationException("Another search begins where there is one already.")
        : NotStarted;

    private SearchState WithSettings(string settings) => this with { Settings = settings, SettingsBlob = BlobOf(settings) };

    private static string BlobOf(string settings) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings)));

    private SearchState WithAttempt(AttemptFailed failed) =>
        WithAttempts(failed.Task, attempts => attempts.Add(failed, inSet: TaskName.TryParse(failed.Task, out var name) && name.Count > 1));

    private SearchState WithAttempts(string task, Func<AttemptCount, AttemptCount> change)
    {
        if (!TaskName.TryParse(task, out var name))
            return this;
        return name.Sample is null
            ? WithRun(task, run => run with { Attempts = change(run.Attempts) })
            : WithCandidates(name.Phase, phase => name.Indices.Aggregate(phase, (state, index) => state.With(index, change)));
    }

    private SearchState WithRun(string task, Func<RunState, RunState> change)
    {
        if (Run(task) is not { } run || !TaskName.TryParse(task, out var name))
            return this;
        var phase = (TrainingPhase)Phase(name.Phase)!;
        return With(phase, phase with { Runs = phase.Runs.SetItem(name.Index, change(run)) });
    }

    private SearchState WithCandidates(string name, Func<CandidatePhase, CandidatePhase> change) =>
        Candidates(name) is { } phase ? With(phase, change(phase)) : this;

    private SearchState With(PhaseState old, PhaseState @new) =>
        this with
        {
            Phases = Phases.Replace(old, @new, ReferenceEqualityComparer.Instance),
        };
}
