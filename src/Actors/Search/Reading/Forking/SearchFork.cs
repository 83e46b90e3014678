using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Search.Deciding;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Reading.Forking;

/// <summary>The journal that a forked search begins with.</summary>
/// <param name="Events">
/// The journal's events from the first: its origin, its start, the phases before, and the inherited candidates.
/// </param>
/// <param name="Blobs">Blobs that the search refers to.</param>
public sealed record ForkedSearch(SearchForked Origin, ImmutableArray<ISearchEvent> Events, ImmutableHashSet<string> Blobs);

/// <summary>
/// Makes a search's journal from another's: a pure function of that and of the request. The phases before are copied as they ended. Then
/// come the inherited candidates as if each had been proposed when the one before was known: what they tell a strategy is the same, and the
/// strategy observes them all before its first own proposal. A result that does not meet the new constraint is left out; those behind it
/// move up.
/// </summary>
public static class SearchFork
{
    private static readonly JsonSerializerOptions Hashed = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <param name="origin">The events of the other search; called several times.</param>
    /// <exception cref="UserException">The other search has not got so far yet, or the new settings contradict it.</exception>
    public static ForkedSearch Of(Func<IEnumerable<ISearchEvent>> origin, ForkRequest request, StrategyCatalog strategies, long time)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(request);
        var before = origin().Aggregate(SearchState.NotStarted, (state, @event) => state.Apply(@event));
        if (before.Status is null)
            throw new UserException("The search to fork has not begun.");
        var opened = OpenedSearch.Of(SettingsJson.Text(request.Settings), strategies);
        ForkSettings.Check(MethodSciences.Read(before.Settings), request.Settings, request.Phase);
        if (before.Candidates(request.Phase) is not { } source)
        {
            var candidates = before.Phases.OfType<CandidatePhase>().Select(phase => phase.Name).ToList();
            var there = candidates.Count == 0 ? "it has proposed nothing yet" : $"it has come to {string.Join(", ", candidates)}";
            throw new UserException($"{before.Id} has not begun a phase '{request.Phase}' that proposes candidates: {there}.");
        }

        var events = new List<ISearchEvent>
        {
            new SearchStarted(
                time,
                request.Settings.Name,
                opened.Text,
                [.. opened.Plan.Phases.Select(phase => phase.Name)],
                opened.Versions
            ),
        };
        foreach (var phase in before.Planned.TakeWhile(name => name != request.Phase).Select(before.Phase).OfType<PhaseState>())
        {
            if (!phase.Completed)
                throw new UserException($"{before.Id} has not ended its phase {phase.Name}: there is nothing to inherit yet.");
            events.AddRange(Whole(origin(), phase));
        }

        var planned = opened.Plan.Phases.Single(phase => phase.Name == request.Phase);
        var state = events.Aggregate(SearchState.NotStarted, (folded, @event) => folded.Apply(@event));
        var spec = (planned.Start(state) is PhaseStart.AskPlugin question ? question.Ask() : planned.Start(state))
            is PhaseStart.Explore start
            ? start.Spec
            : throw new UserException($"With these settings the phase {request.Phase} cannot start from what {before.Id} has.");
        RequireSameKind(strategies, source.Spec, spec, request.At);
        var space = opened.Context.Spaces.Open(spec.Space, new CostRange(spec.MinCost, spec.MaxCost)).RequireFeasible();
        var inherited = Candidates(origin(), source, request.At, before.Id, space);
        var count = inherited.OfType<CandidateProposed>().Count();
        if (count > spec.Budget)
        {
            throw new UserException(
                $"The budget of {spec.Budget} candidates counts the {count} inherited ones: allow more, or inherit fewer with --at."
            );
        }
        events.Add(new PhaseStarted(time, request.Phase, null, spec with { Inherited = count }, null));
        events.AddRange(inherited);

        var forked = new SearchForked(
            time,
            before.Id,
            SettingsBefore(before, request.Phase),
            request.Phase,
            request.At,
            count,
            HashOf(events)
        );
        events.Insert(0, forked);
        var after = events.Aggregate(SearchState.NotStarted, (folded, @event) => folded.Apply(@event));
        return new ForkedSearch(forked, [.. events], SearchTasks.ReferencedBlobs(after));
    }

    /// <summary>The settings that the weights were made with: by the search itself, or by the one that it was forked from.</summary>
    private static string SettingsBefore(SearchState before, string phase)
    {
        var trained = before.Planned.TakeWhile(name => name != phase).Where(name => before.Phase(name) is TrainingPhase);
        return before.Forked is { } forked && trained.All(before.IsInherited) ? forked.Settings : before.Settings;
    }

    private static void RequireSameKind(StrategyCatalog strategies, CandidateSpec before, CandidateSpec after, int at)
    {
        if (at == 0)
            return;
        if (before.Space != after.Space)
            throw new UserException("The inherited candidates belong to another space than the new strategy explores: fork --at 0.");
        if (strategies.Find(after.Strategy).KnowsOnlyItsOwn && (before.Strategy, before.Options) != (after.Strategy, after.Options))
        {
            throw new UserException(
                $"The strategy '{after.Strategy}' can only go on from candidates that it proposed itself, with the same options: fork --at 0."
            );
        }
    }

    /// <summary>The events of a phase, without the ways that led nowhere.</summary>
    private static IEnumerable<ISearchEvent> Whole(IEnumerable<ISearchEvent> journal, PhaseState phase)
    {
        var made = phase is TrainingPhase training
            ? training
                .Runs.SelectMany(run =>
                    run.Samples.Select(sample => (run.Task, Sample: (int?)sample.Key, Blob: sample.Value))
                        .Append((run.Task, null, run.Weights!))
                )
                .ToHashSet()
            : [];
        var told = new HashSet<(string, int?, string)>();
        foreach (var @event in journal)
        {
            var isPart = @event switch
            {
                PhaseStarted e => e.Phase == phase.Name,
                SamplePublished e => made.Contains((e.Task, e.Sample, e.Blob)) && told.Add((e.Task, e.Sample, e.Blob)),
                TrainingCompleted e => made.Contains((e.Task, null, e.Blob)) && told.Add((e.Task, null, e.Blob)),
                CandidateProposed e => e.Phase == phase.Name,
                EvaluationRecorded e => e.Phase == phase.Name,
                BatchHalved e => e.Phase == phase.Name,
                CandidateFailed e => e.Phase == phase.Name,
                ProposalsExhausted e => e.Phase == phase.Name,
                StrategyReplaced e => e.Phase == phase.Name,
                _ => false,
            };
            if (isPart)
                yield return @event;
        }
    }

    private static List<ISearchEvent> Candidates(
        IEnumerable<ISearchEvent> journal,
        CandidatePhase source,
        int at,
        string origin,
        ConstrainedSpace space
    )
    {
        var rows = new SortedDictionary<int, (CandidateProposed Proposed, OpenCandidate Open, List<ISearchEvent> Events)>();
        var decided = new HashSet<int>();
        foreach (var @event in journal)
        {
            if (@event is CandidateProposed p && p.Phase == source.Name && p.Index < at)
                rows.Add(p.Index, (p, OpenCandidate.Of(p, source.Spec), []));
            var (phase, index) = @event switch
            {
                EvaluationRecorded e => (e.Phase, e.Index),
                BatchHalved e => (e.Phase, e.Index),
                CandidateFailed e => (e.Phase, e.Index),
                _ => (null, -1),
            };
            if (phase != source.Name || decided.Contains(index) || !rows.TryGetValue(index, out var row))
                continue;
            row.Events.Add(@event);
            rows[index] = row with
            {
                Open = @event switch
                {
                    EvaluationRecorded e => row.Open.Apply(e),
                    BatchHalved e => row.Open.Apply(e),
                    _ => row.Open,
                },
            };
            if (@event is CandidateFailed || rows[index].Open.Scored is not null)
                decided.Add(index);
        }
        var missing = Enumerable.Range(0, at).FirstOrDefault(index => !decided.Contains(index), -1);
        if (missing >= 0)
            throw new UserException(
                missing < rows.Count
                    ? $"{origin} does not know the result of candidate {missing} of {source.Name} yet: fork --at {missing}, or wait."
                    : $"{origin} has proposed {source.Proposed} candidates in {source.Name}: fork --at {missing} or fewer."
            );

        var inherited = new List<ISearchEvent>();
        var next = 0;
        foreach (var (proposed, _, results) in rows.Values.Where(row => space.Contains(space.Space.Parse(row.Proposed.Architecture))))
        {
            var index = next++;
            var from = string.Create(CultureInfo.InvariantCulture, $"candidate {proposed.Index} of {origin}: {proposed.Origin}");
            inherited.Add(proposed with { Index = index, Observed = index, Origin = from });
            inherited.AddRange(
                results.Select(result =>
                    result switch
                    {
                        EvaluationRecorded e => e with { Index = index },
                        BatchHalved e => e with { Index = index },
                        CandidateFailed e => e with { Index = index },
                        _ => result,
                    }
                )
            );
        }
        return inherited;
    }

    /// <summary>Hash of the history but for its first line, which has the new search's name and settings.</summary>
    private static string HashOf(List<ISearchEvent> events)
    {
        var lines = SearchHistory
            .Of(() => events, verbose: false)
            .Skip(1)
            .Select(entry => JsonSerializer.SerializeToUtf8Bytes(entry, Hashed));
        return Convert.ToHexStringLower(SHA256.HashData([.. lines.SelectMany(line => line.Append((byte)'\n'))]));
    }
}
