using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Dispatch;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Search.State.Events;
using Nas.Model.Methods;
using Nas.Model.Settings;

namespace Actors.Search.Reading.Questions;

/// <summary>The story of a candidate from its search's journal: its origin and its result, with times, devices and luck.</summary>
/// <param name="Parents">Candidates of the phase that the strategy names as its origin.</param>
/// <param name="Stream">The random numbers that the strategy drew; null where it was inherited.</param>
/// <param name="Observed">Results that the strategy knew when it proposed.</param>
/// <param name="Status">open, scored or failed.</param>
/// <param name="Decided">Time when the last score came, or it was given up.</param>
public sealed partial record CandidateStory(
    string Phase,
    int Index,
    string Architecture,
    long Madds,
    long Parameters,
    bool IsPartial,
    string Origin,
    ImmutableArray<int> Parents,
    DrawnStream? Stream,
    int Observed,
    string Status,
    double? Score,
    double? StandardError,
    DateTimeOffset Proposed,
    DateTimeOffset? Decided,
    string? Failure,
    string? Reason
)
{
    /// <summary>Scores by sample; those that are missing are not known yet.</summary>
    public required ImmutableArray<SampleStory> Samples { get; init; }

    /// <summary>Tries that brought nothing, in their order.</summary>
    public required ImmutableArray<AttemptStory> Attempts { get; init; }

    /// <summary>Scores that were known from before.</summary>
    public int Reused => Samples.Count(sample => sample.Reused);

    /// <param name="journal">The events from the first; called twice.</param>
    /// <param name="phase">Phase of the candidate; null: the phase that decides.</param>
    /// <returns>The candidate's story; null where there is no such candidate.</returns>
    public static CandidateStory? Of(Func<IEnumerable<ISearchEvent>> journal, string? phase, int index) =>
        Of(journal, phase, proposed => proposed.Index == index);

    /// <param name="architecture">Canonical text of the architecture.</param>
    public static CandidateStory? Of(Func<IEnumerable<ISearchEvent>> journal, string? phase, string architecture) =>
        Of(journal, phase, proposed => proposed.Architecture == architecture);

    private static CandidateStory? Of(Func<IEnumerable<ISearchEvent>> journal, string? phase, Func<CandidateProposed, bool> isMeant)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var state = journal().Aggregate(SearchState.NotStarted, (folded, @event) => folded.Apply(@event));
        var name = phase ?? SearchViewing.AskedPhase(state)?.Name;
        if (name is null || state.Candidates(name) is not { } candidates)
            return null;
        StoryBuilder? builder = null;
        foreach (var @event in journal())
        {
            if (builder is null && @event is CandidateProposed proposed && proposed.Phase == name && isMeant(proposed))
                builder = new StoryBuilder(proposed, candidates.Spec);
            else
                builder?.Hear(@event);
        }
        return builder?.Story(state, candidates);
    }

    /// <summary>
    /// The numbers behind the words by which strategies name parents: all that older journals, and plug-ins that name none, have.
    /// </summary>
    internal static ImmutableArray<int> ParentsOf(string origin) =>
        [
            .. Named()
                .Matches(origin)
                .Select(match => int.Parse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture))
                .Distinct(),
        ];

    [GeneratedRegex(
        @"(\b[a-z][a-z-]* of|\band|\bextends) (?<number>\d{1,9})\b",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Named();

    private sealed class StoryBuilder(CandidateProposed proposed, CandidateSpec spec)
    {
        private readonly SortedDictionary<int, SampleStory> _samples = [];
        private readonly List<AttemptStory> _attempts = [];
        private readonly Dictionary<int, int> _divisors = [];
        private OpenCandidate _open = OpenCandidate.Of(proposed, spec);
        private CandidateResult? _result;
        private long? _decided;

        public void Hear(ISearchEvent @event)
        {
            if (_result is not null)
                return;
            switch (@event)
            {
                case EvaluationRecorded e when e.Phase == proposed.Phase && e.Index == proposed.Index && _open.Lacks(e.Sample):
                    _open = _open.Apply(e);
                    _samples[e.Sample] = new SampleStory(
                        e.Sample,
                        spec.Samples[e.Sample] is { IsNone: false } weights ? weights.ToString() : "no weights",
                        null,
                        e.Score,
                        e.Loss,
                        e.Device,
                        e.Seconds,
                        At(e.Time),
                        _divisors.GetValueOrDefault(e.Sample),
                        e.Reused
                    );
                    (_result, _decided) = (_open.Scored, e.Time);
                    break;
                case BatchHalved e when e.Phase == proposed.Phase && e.Index == proposed.Index:
                    _open = _open.Apply(e);
                    _divisors[e.Sample] = e.Divisor;
                    _attempts.Add(
                        new AttemptStory(
                            At(e.Time),
                            e.Sample,
                            nameof(TaskFailure.OutOfMemory),
                            e.Device,
                            $"{e.Reason}; goes on with minibatches 1/{e.Divisor} as large",
                            Held: false
                        )
                    );
                    break;
                case CandidateFailed e when e.Phase == proposed.Phase && e.Index == proposed.Index:
                    (_result, _decided) = (_open.Failed(e), e.Time);
                    break;
                case AttemptFailed e when TaskOf(e.Task) is { } name:
                    _attempts.Add(
                        new AttemptStory(
                            At(e.Time),
                            name.Sample!.Value,
                            e.Failure.ToString(),
                            e.Device,
                            e.Reason,
                            e.Failure.IsHeld() && name.Count == 1
                        )
                    );
                    break;
                case AttemptForgiven e when TaskOf(e.Task) is { } name:
                    _attempts.Add(new AttemptStory(At(e.Time), name.Sample!.Value, "Forgiven", e.Place, e.Reason, Held: false));
                    break;
            }
        }

        public CandidateStory Story(SearchState state, CandidatePhase phase)
        {
            var inherited = proposed.Index < spec.Inherited;
            var stream = inherited
                ? null
                : new DrawnStream(
                    Proposer.Purpose,
                    spec.Seed ?? MethodSciences.Read(state.Settings).Seed,
                    state.Planned.IndexOf(proposed.Phase),
                    proposed.Index
                );
            var isOpen = _result is null;
            return new CandidateStory(
                proposed.Phase,
                proposed.Index,
                proposed.Architecture,
                proposed.Madds,
                proposed.Parameters,
                proposed.IsPartial,
                proposed.Origin,
                inherited ? []
                    : proposed.Parents.IsDefaultOrEmpty ? ParentsOf(proposed.Origin)
                    : proposed.Parents,
                stream,
                phase.ObservedBy(proposed),
                isOpen ? "open"
                    : _result!.Score is null ? "failed"
                    : "scored",
                _result?.Score,
                _result?.StandardError,
                At(proposed.Time),
                isOpen ? null : At(_decided!.Value),
                _result is { Failure: not TaskFailure.None } failed ? failed.Failure.ToString() : null,
                _result?.Reason
            )
            {
                Samples = [.. _samples.Values.Select(sample => sample with { Blob = state.Resolve(spec.Samples[sample.Sample]) })],
                Attempts = [.. _attempts],
            };
        }

        private TaskName? TaskOf(string task) =>
            TaskName.TryParse(task, out var name)
            && name.Sample is not null
            && name.Phase == proposed.Phase
            && name.Indices.Contains(proposed.Index)
                ? name
                : null;

        private static DateTimeOffset At(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);
    }
}

/// <summary>
/// Names random numbers: <see cref="Nas.Model.Randomness.RandomStream.For"/> of the seed, the purpose, the phase's number and the
/// proposal's.
/// </summary>
public sealed record DrawnStream(string Purpose, long Seed, int Phase, int Proposal);

/// <param name="Weights">The weights that scored it, in words.</param>
/// <param name="Blob">Content hash of the weights; null where they are lost now.</param>
/// <param name="Device">Name of the device that found the score, for this search or, where it was reused, before.</param>
/// <param name="BatchDivisor">Divisor of the minibatches, which were so many times smaller than the settings say; 0: they were not.</param>
public sealed record SampleStory(
    int Sample,
    string Weights,
    string? Blob,
    double Score,
    double? Loss,
    string Device,
    double Seconds,
    DateTimeOffset At,
    int BatchDivisor,
    bool Reused
);

/// <param name="Held">It counts against the candidate, unless it was forgiven later.</param>
public sealed record AttemptStory(DateTimeOffset At, int Sample, string Failure, string Device, string Reason, bool Held);
