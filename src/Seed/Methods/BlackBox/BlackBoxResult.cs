using System.Collections.Immutable;
using System.Globalization;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model;
using Nas.Model.Drawing;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Nas.Model.Spaces.Topology;
using Seed.Output;
using Seed.Results;
using Seed.Results.Html;
using Seed.Results.Plots;

namespace Seed.Methods.BlackBox;

/// <summary>The result of a black-box search: the best candidate, and where a table was asked, how far from the best row it is.</summary>
public sealed class BlackBoxResult : ISearchResult
{
    private readonly BlackBoxSettings _settings;
    private readonly BlackBoxPhaseSpaces? _spaces;

    /// <summary>Why the space cannot be opened here; null: it can.</summary>
    private readonly string? _closed;

    public BlackBoxResult(BlackBoxSettings settings, SearchOutcome outcome)
    {
        (_settings, Outcome) = (settings, outcome);
        try
        {
            _spaces = new BlackBoxPhaseSpaces(settings);
        }
        catch (UserException exception)
        {
            // The journal has all that was found: a table that is elsewhere by now is no reason to show nothing.
            _closed = exception.Message;
        }
        Searched = [.. outcome.Candidates.Where(candidate => candidate.Phase == PhaseNames.Search)];
        Truth = TableTruth.Of(settings, _spaces, outcome.View.Best?.Score);
        Plots = BlackBoxPlots.All(outcome.View, Searched, settings.CostUnit, Truth);
    }

    public SearchOutcome Outcome { get; }

    public string ScoreName => "score";

    public TableTruth? Truth { get; }

    public ImmutableArray<CandidateView> Searched { get; }

    public string Sentence
    {
        get
        {
            if (Best is not { Score: { } score } best)
                return "No architecture has been scored yet.";
            var cost = _settings.CostUnit is { } unit ? $" and {ScaledNumber.Round(best.Madds)} {unit}" : "";
            var error = best.StandardError is { } known ? $" ± {Number(known)}" : "";
            return $"The best architecture has a score of {Number(score)}{error}{cost}{(Truth is { } truth ? $"; {InWords(truth)}" : "")}.";
        }
    }

    public IEnumerable<string> Trained => Truth is { } truth ? [$"{InWords(truth)}: {truth.Architecture}"] : [];

    public string? TrainedTable => null;

    public object TrainedNumbers => Truth is { } truth ? truth : Array.Empty<TableTruth>();

    public object Metrics =>
        new BlackBoxMetrics(
            _settings.Name,
            Outcome.View.Status,
            Best?.Architecture,
            _settings.CostUnit,
            _settings.CostUnit is null ? null : Best?.Madds,
            Best?.Parameters,
            Best?.Score,
            Best?.StandardError,
            Searched.Length,
            Searched.Count(candidate => candidate.Failure is not null),
            Truth
        );

    public string? Weights => null;

    public ImmutableArray<Plot> Plots { get; }

    public IEnumerable<FileContent> Files
    {
        get
        {
            if (Best is { } best)
                yield return FileContent.Text("architecture.txt", best.Architecture + "\n");
            if (_settings.CostUnit is not null)
                yield return FileContent.Text("pareto.csv", ResultFiles.Csv(Outcome.View.Pareto));
        }
    }

    public ReportParts Report => new(Tiles, Markup.Empty, Found, Plots, Scoring, Caveats);

    private CandidateView? Best => Outcome.View.Best;

    private ImmutableArray<(string Value, string Label)> Tiles
    {
        get
        {
            var tiles = ImmutableArray.CreateBuilder<(string Value, string Label)>();
            if (Best is { Score: { } score } best)
            {
                tiles.Add((Number(score), "best score"));
                if (_settings.CostUnit is { } unit)
                    tiles.Add((ScaledNumber.Round(best.Madds), unit));
            }
            if (Truth is { } truth)
                tiles.Add((Number(truth.Regret), "regret"));
            tiles.Add(($"{Searched.Length:N0}", "architectures scored"));
            return tiles.ToImmutable();
        }
    }

    private Markup Found
    {
        get
        {
            if (Best is not { } best || _spaces is null)
                return Markup.Empty;
            var architecture = _spaces.Space.Parse(best.Architecture);
            if (_spaces.Space is TopologySpace topology)
                return ReportSections.Found("The best architecture", ArchitectureSvg.Draw(topology, architecture), best.Architecture);
            var rows = _spaces.Space.Decisions.Zip(
                architecture.Choices,
                (decision, choice) => ReportSections.Row(decision.Name, decision.Options[choice])
            );
            return Markup.Of(
                $"""
                <section>
                <h2>The best architecture</h2>
                <table><tbody>{Markup.Join(rows)}</tbody></table>
                <p class="faint">Canonical text: <code>{best.Architecture}</code></p>
                </section>
                """
            );
        }
    }

    private Markup Scoring
    {
        get
        {
            var samples = _settings.Evaluator.Samples == 1 ? "once" : $"{_settings.Evaluator.Samples} times, and its score is the mean";
            var how =
                _settings.Evaluator.Command is { } command
                    ? Markup.Of($"Each architecture was scored {samples} by the command <code>{string.Join(' ', command)}</code>.")
                : _settings.Evaluator.Plugin is { } plugin
                    ? Markup.Of($"Each architecture was scored {samples} by the plug-in <code>{plugin}</code>.")
                : Markup.Of(
                    $"Each architecture's score is the column <code>{_settings.Space.Columns.Objective}</code> of <code>{_settings.Space.Table}</code>, times {_settings.Space.Columns.Scale}{(_settings.Space.Columns.Direction == "min" ? ", negative, since less is better" : "")}."
                );
            var truth = Truth is { } known
                ? Markup.Of(
                    $"<p>The best of its {known.Rows:N0} rows that meet the constraint is <code>{known.Architecture}</code> with {Number(known.Score)}: {InWords(known)}.</p>"
                )
                : Markup.Empty;
            return Markup.Of($"<section><h2>The scores</h2><p>{how}</p>{truth}</section>");
        }
    }

    private ImmutableArray<string> Caveats
    {
        get
        {
            var caveats = ImmutableArray.CreateBuilder<string>();
            if (_closed is not null)
                caveats.Add(
                    $"The space could not be opened when this page was made, so that it lacks what only the space tells: {_closed}"
                );
            if (_spaces?.Table is { } table)
                caveats.AddRange(LeftOut.Summary(table.Notes, table.Skipped, "row"));
            if (_settings.Evaluator is { Samples: 1 } and not { Command: null, Plugin: null })
                caveats.Add(
                    "Each architecture was evaluated once: where the evaluator's scores are noisy, the best of many is partly luck; evaluator.samples evaluates each several times."
                );
            caveats.Add(
                _settings.Evaluator is { Command: null, Plugin: null }
                    ? "A table's scores are as good as the table: the best of many rows that were measured once is partly luck."
                    : "The same history is promised only of an evaluator whose scores follow from what it is asked."
            );
            return caveats.ToImmutable();
        }
    }

    private static string InWords(TableTruth truth) =>
        truth.Better == 0
            ? $"no row of the table's {truth.Rows:N0} is better"
            : $"{truth.Better:N0} of the table's {truth.Rows:N0} rows are better, the best by {Number(truth.Regret)}";

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>The numbers of a black-box search's result, as <c>metrics.json</c> holds them.</summary>
public sealed record BlackBoxMetrics(
    string Search,
    SearchStatus Status,
    string? Architecture,
    string? CostUnit,
    long? Cost,
    long? Parameters,
    double? Score,
    double? StandardError,
    int Candidates,
    int Failed,
    TableTruth? Table
);
