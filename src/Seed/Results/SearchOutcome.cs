using System.Collections.Immutable;
using Actors.Search;
using Nas.Model.Execution;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Seed.Results;

/// <summary>All that a report and a result directory are made of: a pure function of a search's journal.</summary>
/// <param name="Candidates">Of every phase, in proposal order.</param>
/// <param name="DataNotice">What was used in place of the data asked for, and why; null: nothing.</param>
public sealed record SearchOutcome(StNasSettings Settings, SearchView View, ImmutableArray<CandidateView> Candidates, string? DataNotice)
{
    private readonly Lazy<TopologySpace> _space = new(() => SearchSpaces.Open(Settings.Space));

    public ImmutableArray<ComparisonRow> Comparison { get; } = Results.Comparison.Of(View);

    public ProxyQuality Proxy { get; } = ProxyQuality.Of(Candidates.Where(candidate => candidate.Phase == PhaseNames.Search));

    public TopologySpace Space => _space.Value;

    public Architecture? Winner => View.Best is { } best ? Space.Parse(best.Architecture) : null;

    public static SearchOutcome Of(SearchView view, ImmutableArray<CandidateView> candidates, string? dataNotice) =>
        new((StNasSettings)SettingsJson.Read(view.Settings), view, candidates, dataNotice);
}
