using System.Collections.Immutable;
using Actors.Search;
using Nas.Model.Execution;
using Nas.Model.Fidelity;
using Nas.Model.Settings;

namespace Seed.Results.Fidelity;

/// <summary>From a study's journal, what it measured: the architectures of which everything is known.</summary>
internal static class StudyOutcome
{
    private const string TestAccuracy = "test-top1";

    /// <exception cref="Nas.Model.UserException">The table with the truth cannot be read.</exception>
    public static ImmutableArray<StudiedArchitecture> Of(FidelitySettings settings, SearchOutcome outcome)
    {
        var layout = new StudyLayout(settings);
        var truth = TruthOf(settings, outcome);
        var checkpoints = Scores(outcome, PhaseNames.CheckpointScores);
        var samples = Scores(outcome, PhaseNames.SampleScores);
        var same = Scores(outcome, PhaseNames.SameImageScores);
        return
        [
            .. outcome.Candidates.Where(candidate => candidate.Phase == PhaseNames.SampleScores && samples.ContainsKey(candidate.Architecture))
                .Where(candidate => truth.ContainsKey(candidate.Architecture) && checkpoints.ContainsKey(candidate.Architecture)
                    && (layout.SameImageSamples.IsEmpty || same.ContainsKey(candidate.Architecture)))
                .Select(candidate => new StudiedArchitecture(
                    candidate.Architecture, candidate.Madds, candidate.Parameters, truth[candidate.Architecture], checkpoints[candidate.Architecture],
                    samples[candidate.Architecture], same.GetValueOrDefault(candidate.Architecture, []))),
        ];
    }

    private static ImmutableDictionary<string, ImmutableArray<double>> Scores(SearchOutcome outcome, string phase) => outcome.Candidates
        .Where(candidate => candidate.Phase == phase && candidate.Score is not null)
        .ToImmutableDictionary(candidate => candidate.Architecture, candidate => candidate.Scores, StringComparer.Ordinal);

    private static ImmutableDictionary<string, ImmutableArray<double>> TruthOf(FidelitySettings settings, SearchOutcome outcome) => settings.Truth.Table is { } table
        ? TruthTable.Read(table)
        : outcome.View.Runs.Where(run => run is { Phase: PhaseNames.Truth, Architecture: not null } && run.Measures.ContainsKey(TestAccuracy))
            .GroupBy(run => run.Architecture!, StringComparer.Ordinal)
            .Where(runs => runs.Count() == settings.Truth.Seeds)
            .ToImmutableDictionary(runs => runs.Key, runs => runs.OrderBy(run => run.Run).Select(run => run.Measures[TestAccuracy]).ToImmutableArray(), StringComparer.Ordinal);
}
