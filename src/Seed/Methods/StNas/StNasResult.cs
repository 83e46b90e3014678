using System.Collections.Immutable;
using System.Globalization;
using Nas.Model;
using Nas.Model.Drawing;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using Seed.Output;
using Seed.Results;
using Seed.Results.Html;
using Seed.Results.Plots;

namespace Seed.Methods.StNas;

/// <summary>The result of a topology search: a winner, retrained beside chain-only and random architectures.</summary>
public sealed class StNasResult(StNasSettings settings, SearchOutcome outcome) : ISearchResult
{
    private readonly Lazy<(IImageSpace? Space, string? Closed)> _opened = new(() => Open(settings));

    public StNasSettings Settings => settings;

    public SearchOutcome Outcome => outcome;

    public ImmutableArray<ComparisonRow> Comparison { get; } = StNas.Comparison.Of(outcome.View);

    public ProxyQuality Proxy { get; } = ProxyQuality.Of(outcome.Candidates.Where(candidate => candidate.Phase == PhaseNames.Search));

    /// <summary>Null where a plug-in has it that this process lacks.</summary>
    public IImageSpace? Space => _opened.Value.Space;

    /// <summary>Why the space cannot be opened here; null: it can.</summary>
    public string? Closed => _opened.Value.Closed;

    public Architecture? Winner => outcome.View.Best is { } best ? Space?.Parse(best.Architecture) : null;

    public ComparisonRow? WinnerRow => Comparison.FirstOrDefault(row => row.Role == StNas.Comparison.Winner);

    public string ScoreName => ScoreText.Name(settings.Proxy);

    public ImmutableArray<Verdict> Verdicts => Verdict.Of(Comparison);

    /// <summary>What the finals trained, the longest trainings first, and of equal ones the best first.</summary>
    public ImmutableArray<FinalsRow> Finals { get; } = FinalsRow.Of(outcome.View);

    public string Sentence => Summary.Sentence(this);

    public IEnumerable<string> Trained =>
        Comparison
            .Where(row => row.TestAccuracy is not null)
            .Select(row => $"trained from scratch: {row.Role} {FigureText.Percent(row.TestAccuracy!.Value)} of the test images");

    public string? TrainedTable
    {
        get
        {
            if (Comparison.IsEmpty)
                return null;
            var table = new TextTable("trained from scratch", "test accuracy", "MAdds", "parameters");
            foreach (var row in Comparison)
            {
                table.Add(
                    row.Role,
                    row.TestAccuracy is { } accuracy ? FigureText.Percent(accuracy) : "-",
                    row.Madds?.ToString("N0", CultureInfo.InvariantCulture),
                    row.Parameters?.ToString("N0", CultureInfo.InvariantCulture)
                );
            }
            return table.ToString();
        }
    }

    public object TrainedNumbers => Comparison;

    public object Metrics => StNas.Metrics.Of(this);

    public string? Weights => WinnerRow?.Weights;

    public ImmutableArray<Plot> Plots { get; } = TopologyPlots.All(outcome.View, outcome.Candidates, settings.Proxy);

    public IEnumerable<FileContent> Files
    {
        get
        {
            if (outcome.View.Best is { } best)
                yield return FileContent.Text("architecture.txt", best.Architecture + "\n");
            if (Space is TopologySpace topologies && Winner is { } winner)
            {
                yield return FileContent.Text("architecture.json", ArchitectureDocument.Of(topologies, winner).ToJson() + "\n");
                yield return FileContent.Text("architecture.svg", ArchitectureSvg.Draw(topologies, winner));
            }
            yield return FileContent.Text("pareto.csv", ResultFiles.Csv(outcome.View.Pareto));
        }
    }

    public ReportParts Report =>
        new(
            Tiles,
            TopologySections.Comparison(this),
            Found,
            Plots,
            Markup.Join([FinalsSection.Of(this), TopologySections.Posterior(this)]),
            TopologySections.Caveats(this)
        );

    private ImmutableArray<(string Value, string Label)> Tiles
    {
        get
        {
            var tiles = ImmutableArray.CreateBuilder<(string Value, string Label)>();
            if (WinnerRow?.TestAccuracy is { } accuracy)
                tiles.Add((FigureText.Percent(accuracy), "test accuracy of the winner"));
            if (outcome.View.Best is { } best)
            {
                tiles.Add((ScaledNumber.Round(best.Madds), "Multiply-Adds"));
                tiles.Add((ScaledNumber.Round(best.Parameters), "parameters"));
            }
            tiles.Add(($"{outcome.Candidates.Count(c => c.Phase == PhaseNames.Search)}", "architectures scored"));
            // Not in the sentence, which is the same however often the search was interrupted.
            if (outcome.DeviceSeconds.Where(one => IsSearch(one.Phase)).Sum(one => one.Seconds) is > 0 and var seconds)
                tiles.Add(($"{seconds:N0} s", "of devices for the search, without its baselines"));
            return tiles.ToImmutable();
        }
    }

    private static bool IsSearch(string phase) =>
        phase is not (PhaseNames.Retrain or PhaseNames.RandomSearch) && !phase.StartsWith("chain-", StringComparison.Ordinal);

    private Markup Found =>
        outcome.View.Best is { } best
            ? ReportSections.Found(
                "The winner",
                Space is TopologySpace topologies ? ArchitectureSvg.Draw(topologies, topologies.Parse(best.Architecture)) : "",
                best.Architecture
            )
            : Markup.Empty;

    /// <summary>The journal has all that was found: a plug-in that is elsewhere is no reason to show nothing.</summary>
    private static (IImageSpace? Space, string? Closed) Open(StNasSettings settings)
    {
        try
        {
            return (SearchSpaces.Open(settings.Space, settings.Plugins), null);
        }
        catch (UserException exception) when (settings.Space.Plugin is not null)
        {
            return (null, exception.Message);
        }
    }
}
