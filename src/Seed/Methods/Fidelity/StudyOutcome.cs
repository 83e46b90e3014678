using System.Collections.Immutable;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Seed.Results;

namespace Seed.Methods.Fidelity;

/// <summary>The measurements of a study, from its journal: the architectures of which everything is known.</summary>
internal static class StudyOutcome
{
    private const string TestAccuracy = "test-top1";

    /// <exception cref="Nas.Model.UserException">The table with the truth cannot be read.</exception>
    public static ImmutableArray<StudiedArchitecture> Of(FidelitySettings settings, SearchOutcome outcome)
    {
        var layout = new StudyLayout(settings);
        // Versions that did not know isomorphic architectures for one scored and trained several forms: the seeds of one network are taken
        // together.
        // They knew no spaces of plug-ins, which this process need not have.
        var space = settings.Space.Plugin is null ? SearchSpaces.Open(settings.Space) : null;
        string NetworkOf(string text) => space is null ? text : space.Format(space.Canonical(space.Parse(text)));
        var truth = TruthOf(settings, outcome, NetworkOf);
        var checkpoints = Scores(outcome, PhaseNames.CheckpointScores);
        var samples = Scores(outcome, PhaseNames.SampleScores);
        var same = Scores(outcome, PhaseNames.SameImageScores);
        var checkpointLosses = Losses(outcome, PhaseNames.CheckpointScores);
        var sampleLosses = Losses(outcome, PhaseNames.SampleScores);
        var sameLosses = Losses(outcome, PhaseNames.SameImageScores);
        var composition = new StudyComposition(settings);
        return
        [
            .. outcome
                .Candidates.Where(candidate => candidate.Phase == PhaseNames.SampleScores && candidate.Score is not null)
                .DistinctBy(candidate => NetworkOf(candidate.Architecture), StringComparer.Ordinal)
                .Where(candidate =>
                    checkpoints.ContainsKey(candidate.Architecture)
                    && (layout.SameImageSamples.IsEmpty || same.ContainsKey(candidate.Architecture))
                )
                .Select(candidate => (Candidate: candidate, Truth: truth(candidate.Architecture)))
                .Where(pair => pair.Truth.Length > 0)
                .Select(pair => new StudiedArchitecture(
                    pair.Candidate.Architecture,
                    pair.Candidate.Madds,
                    pair.Candidate.Parameters,
                    pair.Truth,
                    checkpoints[pair.Candidate.Architecture],
                    samples[pair.Candidate.Architecture],
                    same.GetValueOrDefault(pair.Candidate.Architecture, [])
                )
                {
                    CheckpointLosses = checkpointLosses.GetValueOrDefault(pair.Candidate.Architecture, []),
                    SampleLosses = sampleLosses.GetValueOrDefault(pair.Candidate.Architecture, []),
                    SameImageLosses = sameLosses.GetValueOrDefault(pair.Candidate.Architecture, []),
                })
                .Select(composition.Complete),
        ];
    }

    private static ImmutableDictionary<string, ImmutableArray<double>> Losses(SearchOutcome outcome, string phase) =>
        outcome
            .Candidates.Where(candidate => candidate.Phase == phase && outcome.Losses.ContainsKey((phase, candidate.Index)))
            .ToImmutableDictionary(
                candidate => candidate.Architecture,
                candidate => outcome.Losses[(phase, candidate.Index)],
                StringComparer.Ordinal
            );

    private static ImmutableDictionary<string, ImmutableArray<double>> Scores(SearchOutcome outcome, string phase) =>
        outcome
            .Candidates.Where(candidate => candidate.Phase == phase && candidate.Score is not null)
            .ToImmutableDictionary(candidate => candidate.Architecture, candidate => candidate.Scores, StringComparer.Ordinal);

    /// <summary>An architecture's accuracies; none while some of its seeds are missing.</summary>
    private static Func<string, ImmutableArray<double>> TruthOf(
        FidelitySettings settings,
        SearchOutcome outcome,
        Func<string, string> networkOf
    )
    {
        if (settings.Truth.Table is { } path)
        {
            var table = TruthTable.Read(path);
            return text => table.GetValueOrDefault(text, []);
        }
        var trained = outcome
            .View.Runs.Where(run => run is { Phase: PhaseNames.Truth, Architecture: not null } && run.Measures.ContainsKey(TestAccuracy))
            .GroupBy(run => networkOf(run.Architecture!), StringComparer.Ordinal)
            .Where(runs => runs.Count() >= settings.Truth.Seeds)
            .ToImmutableDictionary(
                runs => runs.Key,
                runs => runs.OrderBy(run => run.Run).Select(run => run.Measures[TestAccuracy]).ToImmutableArray(),
                StringComparer.Ordinal
            );
        return text => trained.GetValueOrDefault(networkOf(text), []);
    }
}
