using System.Collections.Immutable;
using Actors.Search.Reading;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Archive;

namespace Seed.Results;

/// <summary>All that a report and a result directory are made of: a pure function of a search's journal.</summary>
/// <param name="Candidates">Candidates of every phase, in proposal order.</param>
/// <param name="DataNotice">Sentence about data that were used in place of those asked for, and why; null: none were.</param>
public sealed record SearchOutcome(SearchSettings Settings, SearchView View, ImmutableArray<CandidateView> Candidates, string? DataNotice)
{
    /// <summary>
    /// A sentence for each thing that was left out of the data, or taken for something else: as many as a report shows, the last one
    /// says how many more there are.
    /// </summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>Mean cross entropies of candidates by sample, by phase and number, where every sample has one.</summary>
    public ImmutableDictionary<(string Phase, int Index), ImmutableArray<double>> Losses { get; init; } =
        ImmutableDictionary<(string Phase, int Index), ImmutableArray<double>>.Empty;

    /// <summary>Seconds that devices worked, by phase, in the order of the phases; of work whose result was lost, none.</summary>
    public ImmutableArray<(string Phase, double Seconds)> DeviceSeconds { get; init; } = [];

    /// <summary>A file with all scores, which a method that can reads in place of the journal; null: there is a journal.</summary>
    public string? ScoresFile { get; init; }

    public static SearchOutcome Of(SearchView view, ImmutableArray<CandidateView> candidates, string? dataNotice) =>
        new(MethodSciences.Read(view.Settings), view, candidates, dataNotice);
}
