using System.Collections.Immutable;
using System.Globalization;
using Nas.Model.Drawing;
using Nas.Model.Execution;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using Seed.Output;
using Seed.Results.Html;
using Seed.Results.Plots;
using Seed.SearchFiles;

namespace Seed.Results.StNas;

/// <summary>The result of a topology search: a winner, retrained beside chain-only and random architectures.</summary>
public sealed class StNasResult(StNasSettings settings, SearchOutcome outcome) : ISearchResult
{
    private IImageSpace? _space;

    public StNasSettings Settings => settings;

    public SearchOutcome Outcome => outcome;

    public ImmutableArray<ComparisonRow> Comparison { get; } = StNas.Comparison.Of(outcome.View);

    public ProxyQuality Proxy { get; } = ProxyQuality.Of(outcome.Candidates.Where(candidate => candidate.Phase == PhaseNames.Search));

    public IImageSpace Space => _space ??= SearchSpaces.Open(settings.Space, settings.Plugins);

    public Architecture? Winner => outcome.View.Best is { } best ? Space.Parse(best.Architecture) : null;

    public ComparisonRow? WinnerRow => Comparison.FirstOrDefault(row => row.Role == StNas.Comparison.Winner);

    public string Sentence => Summary.Sentence(this);

    public IEnumerable<string> Trained => Comparison.Where(row => row.TestAccuracy is not null)
        .Select(row => $"trained from scratch: {row.Role} {FigureText.Percent(row.TestAccuracy!.Value)} of the test images");

    public string? TrainedTable
    {
        get
        {
            if (Comparison.IsEmpty) return null;
            var table = new TextTable("trained from scratch", "test accuracy", "MAdds", "parameters");
            foreach (var row in Comparison)
            {
                table.Add(
                    row.Role, row.TestAccuracy is { } accuracy ? FigureText.Percent(accuracy) : "-",
                    row.Madds?.ToString("N0", CultureInfo.InvariantCulture), row.Parameters?.ToString("N0", CultureInfo.InvariantCulture));
            }
            return table.ToString();
        }
    }

    public object TrainedNumbers => Comparison;

    public object Metrics => StNas.Metrics.Of(this);

    public string? Weights => WinnerRow?.Weights;

    public ImmutableArray<Plot> Plots { get; } = TopologyPlots.All(outcome.View, outcome.Candidates);

    public IEnumerable<FileContent> Files
    {
        get
        {
            if (Winner is { } best)
            {
                yield return FileContent.Text("architecture.txt", Space.Format(best) + "\n");
                if (Space is TopologySpace topologies)
                {
                    yield return FileContent.Text("architecture.json", ArchitectureDocument.Of(topologies, best).ToJson() + "\n");
                    yield return FileContent.Text("architecture.svg", ArchitectureSvg.Draw(topologies, best));
                }
            }
            yield return FileContent.Text("pareto.csv", ResultFiles.Csv(outcome.View.Pareto));
        }
    }

    public ReportParts Report => new(Tiles, TopologySections.Comparison(this), Found, Plots, TopologySections.Posterior(this), TopologySections.Caveats(this));

    private ImmutableArray<(string Value, string Label)> Tiles
    {
        get
        {
            var tiles = ImmutableArray.CreateBuilder<(string Value, string Label)>();
            if (WinnerRow?.TestAccuracy is { } accuracy) tiles.Add((FigureText.Percent(accuracy), "test accuracy of the winner"));
            if (outcome.View.Best is { } best)
            {
                tiles.Add((ScaledNumber.Round(best.Madds), "Multiply-Adds"));
                tiles.Add((ScaledNumber.Round(best.Parameters), "parameters"));
            }
            tiles.Add(($"{outcome.Candidates.Count(c => c.Phase == PhaseNames.Search)}", "architectures scored"));
            return tiles.ToImmutable();
        }
    }

    private Markup Found => outcome.View.Best is { } best && Winner is { } winner
        ? ReportSections.Found("The winner", Space is TopologySpace topologies ? ArchitectureSvg.Draw(topologies, winner) : "", best.Architecture)
        : Markup.Empty;
}
