using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Actors.Search.State;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Output;
using Seed.Results;
using Seed.Results.Html;
using Seed.Results.Plots;

namespace Seed.Methods.Fidelity;

/// <summary>The result of a fidelity study: how well each proxy ranks.</summary>
public sealed class FidelityResult : ISearchResult
{
    /// <summary>Fewer have no order to speak of.</summary>
    private const int Fewest = 3;

    private readonly FidelitySettings _settings;
    private readonly ImmutableArray<StudiedArchitecture> _studied;

    public FidelityResult(FidelitySettings settings, SearchOutcome outcome)
    {
        (_settings, Outcome) = (settings, outcome);
        _studied = outcome.ScoresFile is { } path ? ScoresFile.Read(settings, path) : StudyOutcome.Of(settings, outcome);
        Study = _studied.Length < Fewest ? null : StudyAnalysis.Of(settings, _studied);
    }

    public SearchOutcome Outcome { get; }

    /// <summary>A study compares proxies.</summary>
    public bool LooksForWinner => false;

    /// <summary>Null while too little is known.</summary>
    public StudyReport? Study { get; }

    public string Sentence =>
        Study is { } study
            ? FidelityText.Sentence(study)
            : $"Everything is known of {_studied.Length} architectures so far: too few to rank.";

    public IEnumerable<string> Trained => [];

    public string? TrainedTable => Study is { } study ? FidelityText.Tables(study) : null;

    public object TrainedNumbers => Study is { } study ? study.Proxies : ImmutableArray<ProxyFidelity>.Empty;

    public object Metrics => new FidelityMetrics(_settings.Name, Outcome.View.Status, Study, Outcome.DataNotice);

    public string? Weights => null;

    public ImmutableArray<Plot> Plots => Study is { } study ? FidelityPlots.All(_settings, study, _studied) : [];

    public IEnumerable<FileContent> Files =>
        [FileContent.Text(ScoresFile.Name, ScoresFile.Text(_settings, _studied)), FileContent.Text(ScoresFile.TruthName, TruthCsv())];

    public ReportParts Report =>
        new(
            Tiles,
            FidelitySections.Tables(Study),
            Markup.Empty,
            Plots,
            FidelitySections.Design(_settings),
            FidelitySections.Caveats(_settings, Study, Outcome.ScoresFile)
        );

    private ImmutableArray<(string Value, string Label)> Tiles =>
        Study is not { } study
            ? []
            :
            [
                .. study.Proxies.Take(2).Select(proxy => (FidelityText.Number(proxy.Tau?.Value), $"tau of {proxy.Name}")),
                (FidelityText.Signed(study.Differences[0].Difference), "their difference"),
                ($"{study.Architectures}", "architectures"),
            ];

    /// <summary>The truth as <c>truth.table</c> of another study takes it.</summary>
    private string TruthCsv()
    {
        var csv = new StringBuilder("architecture");
        for (var seed = 0; seed < _studied.Select(one => one.Truth.Length).DefaultIfEmpty().Max(); seed++)
            csv.Append(CultureInfo.InvariantCulture, $",seed-{seed}");
        csv.Append('\n');
        foreach (var one in _studied)
            csv.AppendJoin(',', one.Truth.Select(value => value.ToString("R", CultureInfo.InvariantCulture)).Prepend(one.Text))
                .Append('\n');
        return csv.ToString();
    }
}

/// <summary>The numbers of a study, as <c>metrics.json</c> and <c>langevin fidelity --json</c> have them.</summary>
public sealed record FidelityMetrics(string Search, SearchStatus Status, StudyReport? Study, string? DataNotice);
