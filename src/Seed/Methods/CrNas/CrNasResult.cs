using System.Collections.Immutable;
using System.Globalization;
using Actors.Search.Reading;
using Nas.Model.Drawing;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using Seed.Output;
using Seed.Results;
using Seed.Results.Html;
using Seed.Results.Plots;

namespace Seed.Methods.CrNas;

/// <summary>
/// The result of a reallocation search: a backbone, trained beside the unmodified one and the result of the stage search alone.
/// </summary>
public sealed class CrNasResult : ISearchResult
{
    private readonly ReallocationDocument? _document;
    private readonly ImmutableArray<Plot> _searchPlots;

    public CrNasResult(CrNasSettings settings, SearchOutcome outcome)
    {
        (Settings, Outcome) = (settings, outcome);
        var spaces = new ReallocationPhaseSpaces(settings);
        HasDilations = spaces.HasDilations;
        DilationNotes = CrNas.DilationNotes.Of(settings, spaces);
        Compared = StartComparison.Of(outcome);
        // Before the operation search the best is an allocation, and so it is where no dilation is to be searched.
        if (outcome.View.Best is { } best && FoundIn(settings, best) is { IsComplete: true } found)
        {
            Found = found;
            _document = ReallocationDocument.Of(settings, found);
        }
        Original = spaces.Backbone.Blocks;
        Final = TrainedComparison.Of(outcome.View, PhaseNames.Final);
        Transfer = TrainedComparison.Of(outcome.View, PhaseNames.Transfer);
        StageProxy = ProxyQuality.Of(outcome.Candidates.Where(candidate => candidate.Phase == PhaseNames.StageSearch));
        OperationProxy = ProxyQuality.Of(outcome.Candidates.Where(candidate => candidate.Phase == PhaseNames.OperationSearch));
        _searchPlots = ReallocationPlots.OfSearch(this);
    }

    private ReallocatedBackbone? FoundIn(CrNasSettings settings, CandidateView best) =>
        IsReallocation(settings, best.Phase) ? ReallocatedBackbone.Parse(best.Architecture)
        : HasDilations ? null
        : ReallocatedBackbone.Plain([.. best.Architecture.Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture))]);

    private static bool IsReallocation(CrNasSettings settings, string phase) =>
        phase is PhaseNames.OperationSearch or PhaseNames.OperationComparison
        || ((IPhasedSettings)settings).PhasesAfter(PhaseNames.OperationSearch).Any(one => one.PhaseName == phase);

    public CrNasSettings Settings { get; }

    public SearchOutcome Outcome { get; }

    /// <summary>Whether any stage has a dilation to choose.</summary>
    public bool HasDilations { get; }

    /// <summary>Sentences on the dilations that each stage has; none where all have all.</summary>
    public ImmutableArray<string> DilationNotes { get; }

    /// <summary>What the searches found, held against what they started from.</summary>
    public ImmutableArray<StartComparison> Compared { get; }

    /// <summary>The best whole reallocation; null where there is none yet.</summary>
    public ReallocatedBackbone? Found { get; }

    /// <summary>Blocks of the unmodified backbone.</summary>
    public ImmutableArray<int> Original { get; }

    public TrainedComparison? Final { get; }

    public TrainedComparison? Transfer { get; }

    public ProxyQuality StageProxy { get; }

    public ProxyQuality OperationProxy { get; }

    /// <summary>The allocation that was kept or chosen, before that the best-scored one; null before the stage search.</summary>
    public CandidateView? BestAllocation =>
        Compared.FirstOrDefault(one => one.Phase == PhaseNames.StageComparison)?.Kept
        ?? PlotParts.Scored(Outcome.Candidates, PhaseNames.StageSearch).MaxBy(candidate => candidate.Score);

    public string Sentence
    {
        get
        {
            if (Found is not { } found || Outcome.View.Best is not { } best)
            {
                return BestAllocation is { } allocation
                    ? $"The best allocation of blocks so far is {allocation.Architecture}, with a proxy score of {FigureText.Percent(allocation.Score!.Value)}."
                    : "No architecture has been scored yet.";
            }
            var name = $"{Settings.Backbone.Name} with {string.Join(',', found.Blocks)} blocks";
            if (Final?.Full is not { } full || full.Of(TrainedComparison.Ap) is not { } ap)
            {
                return $"The best reallocation so far is {name}, a detector of {ScaledNumber.Round(best.Madds)} Multiply-Adds"
                    + (best.Score is { } score ? $" with a proxy score of {FigureText.Percent(score)}." : ".")
                    + string.Concat(Compared.Select(one => " " + one.Sentence));
            }
            var reached =
                $"{name}, trained by itself, reaches a test AP of {FigureText.Percent(ap.Mean)} (mean of {ComparisonText.Seeds(ap.Seeds)}) with {Cost(full)}";
            var compared =
                Final.Baseline is { } baseline && baseline.Of(TrainedComparison.Ap) is { } unmodified
                    ? $"{reached}; unmodified ({string.Join(',', baseline.Blocks)}) it reaches {FigureText.Percent(unmodified.Mean)} with {Cost(baseline)}."
                    : reached + ".";
            return string.Join(' ', ComparisonText.Verdicts(Final).Prepend(compared).Concat(Compared.Select(one => one.Sentence)));

            static string Cost(TrainedRole role) => $"{ScaledNumber.Round(role.Madds ?? 0)} Multiply-Adds";
        }
    }

    public IEnumerable<string> Trained => Comparisons.SelectMany(ComparisonText.Lines);

    public string? TrainedTable =>
        Comparisons.Any() ? string.Join(Environment.NewLine, [.. Comparisons.Select(ComparisonText.Table), ComparisonText.Footnote]) : null;

    public object TrainedNumbers => ComparisonNumbers.Of(Comparisons);

    public object Metrics => CrNasMetrics.Of(this);

    public string? Weights => Final?.Full?.Weights;

    public ImmutableArray<Plot> Plots => [.. _searchPlots, .. Comparisons.Select(ReallocationPlots.OfTrained).OfType<Plot>()];

    public IEnumerable<FileContent> Files
    {
        get
        {
            if (_document is null)
                yield break;
            yield return FileContent.Text("architecture.json", _document.ToJson() + "\n");
            yield return FileContent.Text("architecture.txt", _document.Text + "\n");
            yield return FileContent.Text("architecture.svg", Drawing(_document));
        }
    }

    public ReportParts Report =>
        new(
            Tiles,
            Markup.Join(Comparisons.Select(comparison => ReallocationSections.Trained(Settings, comparison))),
            _document is null ? Markup.Empty : ReportSections.Found("The reallocated backbone", Drawing(_document), _document.Text),
            _searchPlots,
            ReallocationSections.Proxy(this),
            ReallocationCaveats.Of(this)
        );

    /// <summary>Those that there are.</summary>
    internal IEnumerable<TrainedComparison> Comparisons => new[] { Final, Transfer }.OfType<TrainedComparison>();

    private ImmutableArray<(string Value, string Label)> Tiles
    {
        get
        {
            var tiles = ImmutableArray.CreateBuilder<(string Value, string Label)>();
            if (Final?.Full?.Of(TrainedComparison.Ap) is { } ap)
                tiles.Add((FigureText.Percent(ap.Mean), "test AP of the full result"));
            if (Final?.Baseline?.Of(TrainedComparison.Ap) is { } baseline)
                tiles.Add((FigureText.Percent(baseline.Mean), "test AP of the unmodified backbone"));
            if (_document is not null)
            {
                tiles.Add((ScaledNumber.Round(_document.Madds), "Multiply-Adds of the detector"));
                tiles.Add((ScaledNumber.Round(_document.Parameters), "parameters"));
            }
            tiles.Add(($"{Count(PhaseNames.StageSearch)} + {Count(PhaseNames.OperationSearch)}", "allocations and dilations scored"));
            return tiles.ToImmutable();

            int Count(string phase) => Outcome.Candidates.Count(candidate => candidate.Phase == phase);
        }
    }

    private string Drawing(ReallocationDocument document) =>
        ReallocationSvg.Draw(
            $"{document.Backbone} under {document.Detector.Name} · {ScaledNumber.Round(document.Madds)} MAdds · {ScaledNumber.Round(document.Parameters)} parameters",
            [("unmodified", ReallocatedBackbone.Plain(Original)), ("reallocated", Found!)]
        );
}
