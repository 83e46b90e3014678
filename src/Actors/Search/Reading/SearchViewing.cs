using System.Collections.Immutable;
using System.Globalization;
using Actors.Dispatch;
using Actors.Search.Deciding;
using Actors.Search.Methods;
using Actors.Search.State;
using Nas.Model.Methods;
using Nas.Model.Settings;

namespace Actors.Search.Reading;

/// <summary>Makes the views for people from a search's state.</summary>
public static class SearchViewing
{
    /// <summary>The whole search; null before it started.</summary>
    public static SearchView? View(SearchState state)
    {
        if (state.Status is not { } status)
            return null;
        var (deciding, phases) = (Deciding(state), Phases(state));
        var search = PhaseGroup.Main(deciding);
        var pareto = deciding.SelectMany(phase => phase.Pareto).Aggregate(ImmutableArray<CandidateResult>.Empty, ParetoFront.Add);
        return new SearchView(
            state.Id,
            status,
            state.Settings,
            phases,
            search?.Best?.View(search.Name),
            [.. pareto.Select(candidate => candidate.View(deciding.First(phase => phase.Pareto.Contains(candidate)).Name))],
            [.. state.Phases.OfType<TrainingPhase>().SelectMany(Runs)]
        )
        {
            Note = Note(state, phases),
            Waiting = [.. SearchWaiting.Reasons(state)],
            LateResults = state.LateResults,
        };
    }

    /// <summary>Why it failed, or the word of the last phase that runs.</summary>
    internal static string? Note(SearchState state, IEnumerable<PhaseView> phases) =>
        state.Failure ?? phases.LastOrDefault(phase => phase.Status == PhaseStatus.Running)?.Note;

    /// <summary>The phase whose best candidate is the search's; before any has one, the first of its group.</summary>
    internal static CandidatePhase? MainPhase(SearchState state) => PhaseGroup.Main(Deciding(state));

    /// <summary>
    /// The phase that questions about candidates mean: the main one, or where that only names the one that trials or a comparison chose,
    /// the main one of those before it.
    /// </summary>
    internal static CandidatePhase? AskedPhase(SearchState state)
    {
        var main = MainPhase(state);
        return main is { Spec: { Supersedes: true, Budget: 1 } or { Margin: > 0 } }
            ? PhaseGroup.Main(PhaseGroup.Deciding(GroupBefore(state, main)))
            : main;
    }

    private static ImmutableArray<CandidatePhase> GroupBefore(SearchState state, CandidatePhase main) =>
        [
            .. PhaseGroup
                .Of(state, state.Phases.OfType<CandidatePhase>().TakeWhile(phase => phase != main).Last(phase => !phase.Spec.GoesOn).Name)
                .TakeWhile(phase => phase != main),
        ];

    /// <summary>
    /// The phases whose candidates compete for being the result: of the last group that decides, or before that has a result, of the one
    /// before.
    /// </summary>
    internal static ImmutableArray<CandidatePhase> Deciding(SearchState state)
    {
        if (state.Phases.OfType<CandidatePhase>().FirstOrDefault() is not { Name: var earliest })
            return [];
        var first =
            SearchMethods
                .Of(MethodSciences.Read(state.Settings))
                .DecidingPhases.FirstOrDefault(phase => PhaseGroup.Best(state, phase) is not null)
            ?? earliest;
        return PhaseGroup.Deciding(PhaseGroup.Of(state, first));
    }

    /// <summary>Every phase, those to come included.</summary>
    /// <param name="progress">The latest word on a running task, by its id.</param>
    public static ImmutableArray<PhaseView> Phases(SearchState state, IReadOnlyDictionary<string, TaskProgressed>? progress = null) =>
        [
            .. state.Planned.Select(name =>
                state.Phase(name) switch
                {
                    TrainingPhase phase => Of(phase, progress),
                    CandidatePhase phase => Of(phase),
                    _ => new PhaseView(name, PhaseStatus.Waiting, 0, 0, "", null),
                }
            ),
        ];

    private static IEnumerable<RunView> Runs(TrainingPhase phase) =>
        phase.Runs.Select(
            (run, number) =>
                new RunView(
                    phase.Name,
                    run.Spec.Name,
                    number,
                    run.Spec.Architecture,
                    run.Spec.Madds,
                    run.Spec.Parameters,
                    run.DurableStep,
                    run.Spec.Steps,
                    run.Measures,
                    run.Weights
                )
        );

    private static PhaseView Of(TrainingPhase phase, IReadOnlyDictionary<string, TaskProgressed>? progress)
    {
        var latest = phase
            .Runs.Where(run => !run.Completed)
            .Select(run => progress?.GetValueOrDefault(run.Task))
            .OfType<TaskProgressed>()
            .ToList();
        var loss = latest.Count == 0 ? null : $"loss {latest.Average(task => task.Loss):0.000}";
        var samples = phase.Runs.Sum(run => (long)run.Spec.Samples);
        if (samples > 0)
        {
            var drawn = phase.Runs.Sum(run => (long)run.Samples.Count);
            return new PhaseView(phase.Name, Status(phase), drawn, samples, "samples", Join(phase.Note, loss));
        }
        var done = phase.Runs.Sum(run =>
            Math.Max((long)run.DurableStep, run.Completed ? 0 : progress?.GetValueOrDefault(run.Task)?.Step ?? 0)
        );
        return new PhaseView(phase.Name, Status(phase), done, phase.Runs.Sum(run => (long)run.Spec.Steps), "steps", Join(phase.Note, loss));
    }

    private static PhaseView Of(CandidatePhase phase)
    {
        var best = phase.Best is not { } b
            ? null
            : $"best {b.Score:0.0000}" + (b.StandardError is { } error ? $" ± {error:0.0000}" : "") + CostOf(phase, b);
        var failed = phase.Failed == 0 ? null : $"{phase.Failed} failed";
        var total = phase.Exhausted ? phase.Proposed : phase.Spec.Budget;
        return new PhaseView(
            phase.Name,
            Status(phase),
            phase.Decided,
            total,
            "candidates",
            Join(phase.Note, best, Compared(phase), failed)
        );
    }

    /// <summary>What the comparison of a change with its start came to.</summary>
    private static string? Compared(CandidatePhase phase)
    {
        if (phase is not { Spec.Margin: > 0, Top: [_, _] both, Best: { } kept })
            return null;
        var (start, change) = both[0].Index == 0 ? (both[0], both[1]) : (both[1], both[0]);
        var verdict = StartRule.Judge(change.Score!.Value - start.Score!.Value, change.Folds, start.Folds, phase.Spec.Margin);
        var size = string.Create(CultureInfo.InvariantCulture, $"{verdict.Difference:+0.0000;-0.0000;0.0000}");
        var error = verdict.Error is { } known ? string.Create(CultureInfo.InvariantCulture, $" ± {known:0.0000}") : "";
        var what = kept == start ? $"kept {start.Architecture}" : $"changed {start.Architecture} to {change.Architecture}";
        return $"{what}, {change.Architecture} scoring {size}{error} beside it";
    }

    /// <summary>
    /// The cost of a candidate, in words. Only a search file can name the unit of costs of candidates that are scored without weights.
    /// </summary>
    private static string CostOf(CandidatePhase phase, CandidateResult best) =>
        phase.Spec.Samples is not [{ IsNone: true }, ..] ? $" at {best.Madds / 1e6:0.0##} M MAdds"
        : best.Madds == 0 ? ""
        : string.Create(CultureInfo.InvariantCulture, $" at a cost of {best.Madds:N0}");

    private static PhaseStatus Status(PhaseState phase) => phase.Completed ? PhaseStatus.Completed : PhaseStatus.Running;

    private static string? Join(params string?[] notes)
    {
        var said = notes.OfType<string>().ToList();
        return said.Count == 0 ? null : string.Join("; ", said.SkipLast(1).Select(note => note.TrimEnd('.')).Append(said[^1]));
    }
}
