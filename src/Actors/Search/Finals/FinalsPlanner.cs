using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Actors.Plugins;
using Actors.Search.Planning;
using Actors.Search.PluginPhases;
using Actors.Search.State;
using Actors.Strategies.Listed;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Finals;

/// <summary>
/// Plans the finals of a phase that proposed candidates: rounds of trial trainings, rungs of longer ones, and, where the search's own
/// winner is sought, a phase whose only candidate is the best of the last rung.
/// </summary>
/// <param name="name">Its phases are named by it: <c>finals-1</c>, <c>finals-rung-2</c>, <c>finals-winner</c>.</param>
/// <param name="source">The phase that proposed the candidates.</param>
/// <param name="available">Candidates that it proposes.</param>
internal sealed class FinalsPlanner(
    string name,
    string source,
    FinalsSettings settings,
    int available,
    SearchContext context,
    TrainableParts training
)
{
    private readonly ImmutableArray<FinalsRung> _rungs = settings.Rungs(available, training.Trials.Steps);

    /// <summary>Name of the phase that makes the best of the last rung the search's best.</summary>
    public string Winner => FinalsPhases.Winner(name);

    public IEnumerable<PlannedPhase> Phases(bool withWinner)
    {
        foreach (var round in Enumerable.Range(0, Rounds.Length))
            yield return new PlannedPhase(Rounds[round], state => Round(state, round));
        foreach (var rung in Enumerable.Range(1, _rungs.Length - 1))
            yield return new PlannedPhase(NameOfRung(rung), state => Rung(state, rung));
        if (withWinner)
            yield return new PlannedPhase(Winner, Choose);
    }

    /// <summary>The best of the last rung; null: it has not ended.</summary>
    public CandidateResult? Best(SearchState state) =>
        state.Phase(LastTrials) is { Completed: true } ? Ranked(state, _rungs.Length - 1, Finalists(state)).FirstOrDefault() : null;

    private ImmutableArray<string> Rounds => FinalsPhases.Rounds(name, settings, _rungs[0]);

    private string LastTrials => _rungs.Length > 1 ? NameOfRung(_rungs.Length - 1) : Rounds[^1];

    private string NameOfRung(int rung) => FinalsPhases.Rung(name, rung);

    private PhaseStart Round(SearchState state, int round)
    {
        if (!IsDone(state, round == 0 ? source : Rounds[round - 1]))
            return PhaseStart.Later.Instance;
        var finalists = Finalists(state);
        if (finalists.IsEmpty)
            return new PhaseStart.Impossible(state.Candidates(source)!.WhyNothing());
        var tried = Results(state, Rounds.Take(round), finalists);
        var count = FinalsPhases.OfRound(settings, _rungs[0], round);
        var places =
            tried.Count == 0 ? [.. Enumerable.Range(0, finalists.Length).Take(count)] : Predicted(state, finalists, tried, count, round);
        var how =
            tried.Count == 0
                ? $"The best {places.Length} of {finalists.Length} by score."
                : $"{places.Length} that a predictor chose, from {tried.Count} trials.";
        // Where all have been tried, the best have another trial.
        if (places.IsEmpty)
        {
            places = [.. tried.OrderByDescending(one => one.Value).ThenBy(one => one.Key).Select(one => one.Key).Take(count)];
            how = "All have been tried: the best once more.";
        }
        return Train(state, Rounds[round], [.. places.Select(place => finalists[place])], _rungs[0].Steps, round, how);
    }

    private ImmutableArray<int> Predicted(
        SearchState state,
        ImmutableArray<CandidateResult> finalists,
        Dictionary<int, double> tried,
        int count,
        int round
    )
    {
        var predictor = new TrialPredictor(
            SpaceOf(state),
            [.. finalists.Select(one => new Finalist(one.Architecture, one.Madds, one.Score!.Value))]
        );
        return predictor.Next(tried, count, RandomStream.For(context.Settings.Seed, name, round));
    }

    private PhaseStart Rung(SearchState state, int rung)
    {
        if (!IsDone(state, rung == 1 ? Rounds[^1] : NameOfRung(rung - 1)))
            return PhaseStart.Later.Instance;
        ImmutableArray<CandidateResult> best = [.. Ranked(state, rung - 1, Finalists(state)).Take(_rungs[rung].Count)];
        return Train(
            state,
            NameOfRung(rung),
            best,
            _rungs[rung].Steps,
            Rounds.Length + rung - 1,
            $"The best {best.Length} of the rung before, for {_rungs[rung].Steps} steps."
        );
    }

    private PhaseStart Choose(SearchState state)
    {
        if (Best(state) is not { } best)
            return PhaseStart.Later.Instance;
        var result = Results(state, PhasesOf(_rungs.Length - 1), [best])[0];
        return new PhaseStart.Explore(
            Spec(state) with
            {
                Budget = 1,
                Strategy = ListedStrategy.Name,
                Options = JsonSerializer
                    .SerializeToNode(new ListedOptions { Architectures = [best.Architecture] }, SettingsJson.Options)!
                    .ToJsonString(),
                Kept = 0,
                GoesOn = true,
                Supersedes = true,
            },
            string.Create(CultureInfo.InvariantCulture, $"The best of the last trials: {training.Trials.Score} {result:0.0000}.")
        );
    }

    /// <param name="draw">Names the random streams: runs of one phase are alike in all but what they train, and those of two are
    /// not.</param>
    private PhaseStart.Train Train(
        SearchState state,
        string phase,
        ImmutableArray<CandidateResult> subjects,
        int steps,
        int draw,
        string note
    )
    {
        var space = SpaceOf(state);
        var plan = PhasePlan.TrainAlone(subjects.Select(one => space.Parse(one.Architecture)), seeds: 1, steps);
        return new PhaseStart.Train(training.Alone(plan, phase, space, draw), note);
    }

    /// <summary>What a rung has trained, the best first.</summary>
    private IEnumerable<CandidateResult> Ranked(SearchState state, int rung, ImmutableArray<CandidateResult> finalists) =>
        Results(state, PhasesOf(rung), finalists)
            .OrderByDescending(one => one.Value)
            .ThenBy(one => one.Key)
            .Select(one => finalists[one.Key]);

    private IEnumerable<string> PhasesOf(int rung) => rung == 0 ? Rounds : [NameOfRung(rung)];

    /// <summary>The mean of a finalist's trials in these phases, by its place; without those that have none.</summary>
    private Dictionary<int, double> Results(SearchState state, IEnumerable<string> phases, ImmutableArray<CandidateResult> finalists)
    {
        var space = SpaceOf(state);
        var results = phases
            .Select(state.Phase)
            .OfType<TrainingPhase>()
            .SelectMany(phase => phase.Runs)
            .Where(run => run.Spec.Like == PhaseNames.Trial)
            .ToLookup(run => run.Spec.Architecture!, run => run.Measures.GetValueOrDefault(training.Trials.Score), StringComparer.Ordinal);
        return finalists
            .Select((one, place) => (place, Trials: results[training.Trials.Write(space.Parse(one.Architecture))].ToArray()))
            .Where(one => one.Trials.Length > 0)
            .ToDictionary(one => one.place, one => one.Trials.Average());
    }

    /// <summary>What the source, and the phases of plug-ins behind it, have found: the best by score first.</summary>
    private ImmutableArray<CandidateResult> Finalists(SearchState state)
    {
        ImmutableArray<CandidatePhase> group = [.. PhaseGroup.Of(state, source).TakeWhile(phase => phase.Name != Winner)];
        return
        [
            .. PhaseGroup
                .Deciding(group)
                .SelectMany(phase => phase.Top)
                .OrderByDescending(one => one.Score)
                .ThenBy(one => one.Madds)
                .DistinctBy(one => one.Architecture),
        ];
    }

    /// <summary>Everything before has ended, so that what there is does not depend on when it is asked for.</summary>
    private static bool IsDone(SearchState state, string before) =>
        state.Phase(before) is not null && state.Phases.All(phase => phase.Completed);

    private CandidateSpec Spec(SearchState state) => state.Candidates(source)!.Spec;

    private ISearchSpace SpaceOf(SearchState state) =>
        context.Spaces.Open(Spec(state).Space, new CostRange(Spec(state).MinCost, Spec(state).MaxCost)).Space;
}
