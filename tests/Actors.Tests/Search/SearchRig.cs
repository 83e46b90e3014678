using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Dispatch;
using Actors.Search;
using Actors.Search.Deciding;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Serialization;
using Actors.Strategies;
using Nas.Model.Settings;

namespace Actors.Tests.Search;

/// <summary>
/// A whole search without an actor system: the pure parts, a journal in memory, and a hand on what devices report and when. It does what
/// the search's actor does, with every choice that time and luck would make left to the test.
/// </summary>
internal sealed class SearchRig
{
    private readonly SearchContext _context;
    private readonly SearchPlan _plan;
    private readonly StrategyCatalog _catalog;
    private readonly List<(string Manifest, byte[] Bytes)> _journal = [];
    private readonly Dictionary<string, Proposer> _proposers = [];
    private readonly Dictionary<string, int> _given = [];
    private readonly List<Action> _recalled = [];
    private long _time;

    public SearchRig(SearchSettings settings, StrategyCatalog? catalog = null, IEnumerable<ISearchEvent>? journal = null)
    {
        _context = TestSearches.Context(settings);
        _plan = SearchMethods.Plan(_context);
        _catalog = catalog ?? StrategyCatalog.Standard;
        foreach (var @event in journal ?? []) Replay(@event);
        if (State.Status is null)
        {
            Record([new SearchStarted(++_time, settings.Name, SettingsJson.Text(settings), [.. _plan.Phases.Select(phase => phase.Name)],
                ImmutableSortedDictionary<string, string>.Empty)]);
        }
        Settle();
    }

    public SearchState State { get; private set; } = SearchState.NotStarted;

    public IReadOnlyList<ISearchEvent> Journal => [.. _journal.Select(entry => (ISearchEvent)WireTypes.Read(entry.Manifest, entry.Bytes))];

    public string Id => State.Id;

    public List<DeviceTask> Outstanding => [.. SearchTasks.Outstanding(State)];

    /// <summary>What the search prints as its history: one JSON line each.</summary>
    public string History(bool verbose = false) => HistoryText.Of(SearchHistory.Of(() => Journal, verbose));

    public RunSpec SpecOf(string task) => State.Run(task)!.Spec;

    public void Report(ITaskReport report)
    {
        Record(SearchDecisions.OnReport(State, report, ++_time));
        Settle();
    }

    public void Lose(AttemptLost lost)
    {
        Record(SearchDecisions.OnLost(State, lost, ++_time));
        Settle();
    }

    public void Blame(string task, string place)
    {
        Record(FailurePolicy.OnBlamed(State, new DeviceBlamed(Id, task, place, "the device is bad"), ++_time));
        Settle();
    }

    public void Hopeless(string reason, bool userMistake = false)
    {
        Record(FailurePolicy.OnHopeless(State, reason, userMistake, ++_time));
        Settle();
    }

    public void RejectLate(string task, string device) => Record([new LateResultRejected(++_time, task, device)]);

    /// <summary>The process dies, and another goes on from what is in the journal.</summary>
    public SearchRig Restarted(SearchSettings settings, int? events = null) =>
        new(settings, _catalog, Journal.Take(events ?? _journal.Count)) { _time = _time };

    /// <summary>The process dies, and another goes on with the strategies of other settings.</summary>
    public SearchRig TakenOver(SearchSettings settings) =>
        new(settings, _catalog, [.. Journal, .. SearchDecisions.Takeovers(State, settings, ++_time), new SearchResumed(++_time, SettingsJson.Text(settings))]) { _time = _time };

    public void Resume()
    {
        Record([new SearchResumed(++_time, State.Settings)]);
        Settle();
    }

    public void Suspend() => Record([new SuspensionRecorded(++_time)]);

    /// <summary>As if the phase's strategy had nothing new left.</summary>
    public void EndProposals(string phase)
    {
        Record([new ProposalsExhausted(++_time, phase)]);
        Settle();
    }

    /// <summary>Does the first task until the phase has one.</summary>
    public SearchRig RunTo(string phase)
    {
        while (Outstanding is [var task, ..] && !Outstanding.Any(one => one.Phase == phase)) Do(task);
        return this;
    }

    /// <summary>All of a task.</summary>
    public void Do(DeviceTask task)
    {
        foreach (var report in FakeWork.Reports(Id, task, SpecOf)) Report(report);
    }

    /// <summary>Does the first task until none is outstanding.</summary>
    public SearchRig RunToEnd()
    {
        for (var guard = 0; Outstanding is [var task, ..]; guard++)
        {
            Assert.True(guard < 100_000, "the search does not end");
            Do(task);
        }
        return this;
    }

    private void Record(IEnumerable<ISearchEvent> events)
    {
        foreach (var @event in events)
        {
            _journal.Add((WireTypes.ManifestOf(@event), WireTypes.Write(@event)));
            State = State.Apply(@event);
        }
    }

    /// <summary>Recalls what the journal tells once all of it is known: another strategy may have taken over.</summary>
    private void Replay(ISearchEvent @event)
    {
        _journal.Add((WireTypes.ManifestOf(@event), WireTypes.Write(@event)));
        if (@event is CandidateProposed e && State.Candidates(e.Phase) is { } phase)
        {
            Give(phase);
            var observed = phase.ObservedBy(e);
            _recalled.Add(() => ProposerOf(State.Candidates(e.Phase)!).Recall(e.Architecture, observed));
        }
        State = State.Apply(@event);
    }

    private void Give(CandidatePhase phase)
    {
        for (var given = _given.GetValueOrDefault(phase.Name); given < phase.Released + phase.Ready.Count; _given[phase.Name] = ++given)
        {
            var result = phase.Ready[given - phase.Released];
            _recalled.Add(() => ProposerOf(State.Candidates(phase.Name)!).Give(result));
        }
    }

    private void Recall()
    {
        foreach (var recall in _recalled) recall();
        _recalled.Clear();
    }

    /// <summary>Everything that follows without a device: next phases, next proposals.</summary>
    private void Settle()
    {
        while (SearchDecisions.Advance(State, _plan, ++_time) is { } @event) Record([@event]);
        var asked = false;
        foreach (var name in State.Phases.OfType<CandidatePhase>().Select(phase => phase.Name).ToList())
        {
            while (State.IsRunning && State.Candidates(name) is { } phase && phase.Allows(phase.Proposed))
            {
                Give(phase);
                Recall();
                var answer = ProposerOf(phase).TryPropose(phase.Proposed);
                if ((answer ?? ProposerOf(phase).Waits) is not { } word) break;
                Record(SearchDecisions.OnAnswer(State, name, phase.Proposed, word, ++_time));
                if (answer is null) break;
                asked = true;
            }
        }
        if (asked) Settle();
        else if (SearchStandstill.Reason(State, _plan, phase => ProposerOf(phase).Waits?.Observed == phase.Released + phase.Ready.Count) is { } reason) Record([new SearchFailed(++_time, reason)]);
    }

    private Proposer ProposerOf(CandidatePhase phase)
    {
        if (!_proposers.TryGetValue(phase.Name, out var proposer))
        {
            _proposers.Add(phase.Name, proposer = Proposers.Open(_catalog, _context, phase.Spec, State.Planned.IndexOf(phase.Name)));
        }
        return proposer;
    }
}

/// <summary>A history as a query prints it.</summary>
internal static class HistoryText
{
    private static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static string Of(IEnumerable<HistoryEntry> entries) =>
        string.Join('\n', entries.Select(entry => JsonSerializer.Serialize(entry, Options)));
}
