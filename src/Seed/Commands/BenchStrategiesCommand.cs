using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Actors.Strategies;
using Actors.Strategies.Listed;
using Nas.Model;
using Seed.Benchmarks.Strategies;
using Seed.Methods;
using Seed.Methods.Shared;
using Seed.Output;
using Seed.SearchFiles;

namespace Seed.Commands;

/// <summary>Compares what strategies find, and with how many evaluations, where every score is known.</summary>
public sealed class BenchStrategiesCommand : LangevinCommand
{
    internal const string Example =
        "langevin bench strategies hocon/searches/table-example.conf --strategies bayesian,evolution,random --seeds 100 --budget 20";

    private const string VariantOption = "--variant";

    public BenchStrategiesCommand(Terminal terminal)
        : base("strategies", "Run strategies over many seeds on a table of known scores, in this process: regret against evaluations.")
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Search file of method black-box whose space is a table; its strategy section gives that strategy's options.",
        };
        var names = new Option<string?>("--strategies")
        {
            Description =
                "Strategies, with their default options unless the file's strategy section is theirs; without it and --variant, all of Langevin's own.",
            HelpName = "A,B,C",
        };
        var variants = new Option<string[]>(VariantOption)
        {
            Description = "One more, with options of its own. May be repeated.",
            HelpName = "NAME=STRATEGY:KEY=VALUE,...",
            DefaultValueFactory = _ => [],
        };
        var seeds = CountOption("--seeds", "Searches of each strategy, which differ in their seed.", 100, 1_000_000);
        var first = new Option<long>("--first-seed")
        {
            Description = "The first of these seeds.",
            HelpName = "S",
            DefaultValueFactory = _ => 1,
        };
        var budget = CountOption("--budget", "Evaluations of each search.", 100, 1_000_000);
        var window = CountOption("--window", "Proposals outstanding at a time.", 1, 100_000);
        var threads = CountOption("--threads", "Searches at a time; results do not depend on it.", 1, 1024);
        var target = new Option<double?>("--target")
        {
            Description = "Score that counts as found; without it, the best there is.",
            HelpName = "SCORE",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Override a setting of the file: KEY=VALUE. May be repeated.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        var svg = new Option<string?>("--svg") { Description = "Write the plot to this file.", HelpName = "FILE" };
        var html = new Option<string?>("--html") { Description = "Write plot and table to this page.", HelpName = "FILE" };
        var json = JsonOption();
        Add(file);
        foreach (var option in new Option[] { names, variants, seeds, first, budget, window, threads, target, set, svg, html, json })
            Add(option);
        Examples = [Example, $"{Example} --variant wide=evolution:population=64,tournament=16 --svg regret.svg"];
        SetAction(
            (parsed, cancellation) =>
            {
                var settings = SearchFileReader.Read(parsed.GetRequiredValue(file), parsed.GetValue(set) ?? []);
                var truth =
                    MethodFaces.Of(settings).Truth(settings)
                    ?? throw new UserException(
                        $"{settings.Name} has scores that must be computed: strategies are held against each other on a search of method black-box whose space.table has them."
                    );
                var own = Actors.Search.Methods.SearchMethods.StrategiesOf(settings).First();
                ImmutableArray<StrategyVariant> chosen =
                [
                    .. Names(parsed.GetValue(names), alone: parsed.GetValue(variants) is not { Length: > 0 })
                        .Select(name => StrategyVariant.Of(name, name, name == own.Name ? own.Options : [])),
                    .. (parsed.GetValue(variants) ?? []).Select(text => StrategyVariant.Parse(text, VariantOption)),
                ];
                if (chosen.GroupBy(variant => variant.Name).FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
                {
                    throw new UserException($"Two strategies are called '{twice}': give one of them another name with {VariantOption}.");
                }
                var options = new BenchmarkOptions(
                    parsed.GetValue(seeds),
                    parsed.GetValue(budget),
                    parsed.GetValue(window),
                    parsed.GetValue(threads),
                    parsed.GetValue(first),
                    parsed.GetValue(target)
                );
                var figures = StrategyBenchmark.Run(truth, chosen, options, cancellation);
                if (parsed.GetValue(svg) is { } plot)
                    OutputFile.Write("--svg", plot, RegretPlot.Of(figures).ToSvg());
                if (parsed.GetValue(html) is { } page)
                    OutputFile.Write("--html", page, RegretPage.Render(figures));
                Print(terminal, parsed.GetValue(json), figures, Text);
                return Task.CompletedTask;
            }
        );
    }

    /// <param name="alone">Nothing else says which strategies are meant.</param>
    private static string[] Names(string? list, bool alone)
    {
        if (list is not null)
            return list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return alone
            ?
            [
                .. StrategyCatalog
                    .Standard.Own.Where(kind => kind.MostInPart is null)
                    .Select(kind => kind.Name)
                    .Where(name => name != ListedStrategy.Name),
            ]
            : [];
    }

    private static string Text(StrategiesFigures figures)
    {
        var table = new TextTable("strategy", "regret, median", "quartiles", "found", "evaluations to it", "us a proposal");
        foreach (var strategy in figures.Strategies)
        {
            var end = strategy.Points[^1];
            table.Add(
                strategy.Name,
                Number(end.Median),
                $"{Number(end.Lower)} {Number(end.Upper)}",
                $"{100 * strategy.Found:0.#} %",
                strategy.EvaluationsToTarget?.ToString(CultureInfo.InvariantCulture) ?? "-",
                $"{strategy.MicrosecondsPerProposal:0}"
            );
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {figures.Space}: {figures.Architectures:N0} architectures, the best has {figures.Best:0.######}; found: at least {figures.Target:0.######}
            {figures.Seeds} seeds from {figures.FirstSeed}, {figures.Budget} evaluations each, {figures.Window} outstanding; {figures.Seconds:0.0} s of processor time

            {table}
            """
        );
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
